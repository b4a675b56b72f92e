import { FileError } from '../../../world/file-error.ts';
import { disksOf, findDisk } from '../../../world/storage/devices.ts';
import { awaitIo } from '../../../world/storage/io.ts';
import { inUse } from '../../../world/storage/use.ts';
import { findVolume, rereadPartitions } from '../../../world/storage/volumes.ts';
import type { Program } from '../../program.ts';
import { cylinders, typeNames } from './fdisk-list.ts';

/** /sbin/partprobe of parted 1.8: tells the kernel of changed tables; silent when that worked. */
export const partprobe: Program = async (call) => {
  const named = call.args.filter((arg) => !arg.startsWith('-'));
  const names = named.length > 0 ? named : disksOf(call.world, call.machine.name).devices.map((device) => `/dev/${device.name}`);
  let code = 0;
  for (const path of names) {
    const device = findDisk(call.world, call.machine.name, path.replace('/dev/', ''));
    if (device === undefined) {
      call.writeError(`Error: Could not stat device ${path} - No such file or directory.\n`);
      code = 1;
      continue;
    }
    const disk = call.world.state.storage.disks[device.disk];
    const same = JSON.stringify(disk?.partitions ?? []) === JSON.stringify(device.partitions);
    if (
      !same &&
      !rereadPartitions(call.world, call.machine.name, device.name, inUse(call.world, call.machine.name, device.name))
    ) {
      call.writeError(
        `Warning: WARNING: the kernel failed to re-read the partition table on ${path} (Device or resource busy).  As a result, it may not reflect all of your changes until after reboot.\n`,
      );
      code = 1;
    }
  }
  await call.sleep(300);
  return code;
};

/** /sbin/sfdisk: -l and -s, and -d for a table that can be fed back. */
export const sfdisk: Program = async (call) => {
  const paths = call.args.filter((arg) => !arg.startsWith('-'));
  const option = call.args.find((arg) => arg.startsWith('-')) ?? '';
  const devices = disksOf(call.world, call.machine.name).devices.filter(
    (device) => paths.length === 0 || paths.includes(`/dev/${device.name}`),
  );
  const missing = paths.find((path) => findVolume(call.world, call.machine.name, path) === null);
  if (missing !== undefined) {
    call.writeError(`${missing}: No such file or directory\n\nsfdisk: cannot open ${missing} for reading\n`);
    return 1;
  }
  if (!['-l', '-s', '-d'].includes(option)) {
    call.writeError('Usage: sfdisk [options] device ...\ndevice: something like /dev/hda or /dev/sda\n');
    return 1;
  }
  for (const device of devices) {
    const partitions = call.world.state.storage.disks[device.disk]?.partitions ?? null;
    if (option === '-s')
      call.write(
        `${paths.length === 0 ? `/dev/${device.name}: ` : ''}${String(Math.floor(device.sizeBytes / 1024)).padStart(paths.length === 0 ? 9 : 0)}\n`,
      );
    if (option === '-l')
      call.write(`\nDisk /dev/${device.name}: ${String(cylinders(device))} cylinders, 255 heads, 63 sectors/track\n`);
    if (option === '-l' && partitions === null)
      call.writeError(
        `sfdisk: ERROR: sector 0 does not have an msdos signature\n /dev/${device.name}: unrecognized partition table type\nNo partitions found\n`,
      );
    if (option === '-d') call.write(`# partition table of /dev/${device.name}\nunit: sectors\n\n`);
    for (const partition of option === '-s' ? [] : (partitions ?? [])) {
      const name = `/dev/${device.name}${String(partition.number)}`;
      if (option === '-d')
        call.write(
          `${name} : start=${String(partition.firstSector).padStart(9)}, size=${String(partition.sectors).padStart(9)}, Id=${partition.type.toString(16)}${partition.bootable ? ', bootable' : ''}\n`,
        );
      else
        call.write(
          `${name}  ${partition.bootable ? '*' : ' '} ${String(Math.floor(partition.firstSector / 16_065)).padStart(6)} ${String(Math.floor(partition.sectors / 2)).padStart(10)}   ${partition.type.toString(16)}  ${typeNames[partition.type] ?? 'Unknown'}\n`,
        );
    }
  }
  await call.sleep(50);
  return 0;
};

/** /sbin/blockdev: sizes, and --rereadpt. */
export const blockdev: Program = async (call) => {
  const path = call.args.at(-1) ?? '';
  const volume = findVolume(call.world, call.machine.name, path);
  if (volume === null) {
    call.writeError(`${path}: No such file or directory\n`);
    return 1;
  }
  for (const option of call.args.slice(0, -1)) {
    switch (option) {
      case '--getsize64':
        call.write(`${String(volume.sizeBytes)}\n`);
        break;
      case '--getsize':
      case '--getsz':
        call.write(`${String(Math.floor(volume.sizeBytes / 512))}\n`);
        break;
      case '--getss':
      case '--getbsz':
        call.write(option === '--getss' ? '512\n' : '4096\n');
        break;
      case '--getro':
        call.write(volume.device.readOnly ? '1\n' : '0\n');
        break;
      case '--flushbufs':
        break;
      case '--rereadpt':
        if (
          !rereadPartitions(
            call.world,
            call.machine.name,
            volume.device.name,
            inUse(call.world, call.machine.name, volume.device.name),
          )
        ) {
          call.writeError('BLKRRPART: Device or resource busy\n');
          return 1;
        }
        break;
      default:
        call.writeError(`blockdev: Unknown command: ${option}\n`);
        return 1;
    }
  }
  try {
    await awaitIo(call.world, call.machine, volume.device);
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
  }
  return 0;
};

/** /sbin/scsi_id of udev 095: WWID of a disk, by -g -s /block/sdX. */
export const scsiId: Program = (call) => {
  const at = call.args.indexOf('-s');
  const name = (call.args[at + 1] ?? '').replace('/block/', '');
  const device = at < 0 ? undefined : findDisk(call.world, call.machine.name, name);
  if (device === undefined) {
    call.writeError(`scsi_id: unable to access '/block${name === '' ? '' : `/${name}`}'\n`);
    return Promise.resolve(1);
  }
  if (!device.disk.startsWith('lun:')) return Promise.resolve(1);
  call.write(`3${device.disk.slice(4)}\n`);
  return Promise.resolve(0);
};
