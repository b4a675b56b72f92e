import type { ComputedNodes } from '../../part.ts';
import type { World } from '../../world.ts';
import { driverPathName } from '../paths.ts';
import { findVolume, volumesOf } from '../volumes.ts';
import { provide, text, type Branch } from './branch.ts';

/** /proc/partitions, /proc/mounts, /proc/swaps, /proc/scsi/scsi and RDAC's /proc/mpp; /etc/mtab as mount(8) keeps it. */
export const procNodes: readonly ComputedNodes[] = [
  provide('/proc/partitions', (world, machine) => text(partitions(world, machine.name))),
  provide('/proc/swaps', (world, machine) => text(swaps(world, machine.name))),
  provide(
    '/proc/mounts',
    (_world, machine) =>
    text(['rootfs / rootfs rw 0 0\n', ...machine.state.mounts.map((mount, index) => {
      const data = mount.type === 'ext3' ? ',data=ordered' : '';
      return `${index === 0 ? '/dev/root' : mount.device} ${mount.path.replace(/ /gu, '\\040')} ${mount.type} ${mount.options}${data} 0 0\n`;
    })].join('')), // prettier-ignore
  ),
  provide('/etc/mtab', (_world, machine) =>
    text(machine.state.mounts.map((mount) => `${mount.device} ${mount.path} ${mount.type} ${mount.options} 0 0\n`).join('')),
  ),
  provide('/proc/scsi/scsi', (world, machine) =>
    world.state.storage.disks[`local:${machine.name}`] === undefined ? null : text(scsi(world, machine.name)),
  ),
  provide('/proc/mpp', (world, machine) => mpp(world, machine.name)),
];

function partitions(world: World, machine: string): string {
  const rows = volumesOf(world, machine).map((volume) => {
    const name = volume.logical === null ? volume.path.slice(5) : `dm-${String(volume.minor)}`;
    const cells = [
      String(volume.major).padStart(4),
      String(volume.minor).padStart(5),
      String(Math.floor(volume.sizeBytes / 1024)).padStart(10),
    ];
    return `${cells.join(' ')} ${name}\n`;
  });
  return rows.length === 0 ? '' : `major minor  #blocks  name\n\n${rows.join('')}`;
}

function swaps(world: World, machine: string): string {
  const rows = (world.state.storage.machines[machine]?.swaps ?? []).map((path, index) => {
    const volume = findVolume(world, machine, path);
    const size = Math.floor((volume?.sizeBytes ?? 0) / 1024) - 8;
    return `${path.padEnd(39)} partition\t${String(size)}\t0\t${String(-1 - index)}\n`;
  });
  return `Filename\t\t\t\tType\t\tSize\tUsed\tPriority\n${rows.join('')}`;
}

function scsi(world: World, machine: string): string {
  const runtime = world.state.storage.runtimes[machine];
  const entries = [entry(0, 0, 0, 'IBM-ESXS', 'ST973402SS', 'B52A', '05')];
  for (const path of (runtime?.paths ?? []).toSorted(
    (left, right) => left.scsiHost - right.scsiHost || left.target - right.target || left.lun - right.lun,
  )) {
    const port = runtime?.remotePorts.find(
      (candidate) => candidate.scsiHost === path.scsiHost && candidate.target === path.target,
    );
    if (port?.state === 'Not Present') continue;
    const array = world.state.storage.arrays[path.array];
    entries.push(
      entry(
        path.scsiHost,
        path.target,
        path.lun,
        'IBM',
        path.wwid === null ? 'Universal Xport' : (array?.product ?? ''),
        array?.revision ?? '',
        '05',
      ),
    );
  }
  const virtual = runtime?.scsiHosts.find((host) => host.driver === 'mpp');
  for (const module of runtime?.modules ?? []) {
    for (const lun of module.luns)
      entries.push(
        entry(
          virtual?.number ?? 0,
          module.target,
          lun.lun,
          'IBM',
          'VirtualDisk',
          world.state.storage.arrays[module.array]?.revision ?? '',
          '05',
        ),
      );
  }
  return `Attached devices:\n${entries.join('')}`;
}

/** proc_print_scsidevice of Linux 2.6.18: vendor in 8, model in 16, revision in 4 columns. */
function entry(host: number, target: number, lun: number, vendor: string, model: string, revision: string, ansi: string): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return (
    `Host: scsi${String(host)} Channel: 00 Id: ${two(target)} Lun: ${two(lun)}\n` +
    `  Vendor: ${vendor.padEnd(8)} Model: ${model.padEnd(16)} Rev: ${revision.padEnd(4)}\n` +
    `  Type:   Direct-Access                    ANSI SCSI revision: ${ansi}\n`
  );
}

function mpp(world: World, machine: string): Branch | null {
  const runtime = world.state.storage.runtimes[machine];
  if (runtime === undefined || !runtime.scsiHosts.some((host) => host.driver === 'mpp')) return null;
  return Object.fromEntries(
    runtime.modules.map((module) => {
      const side = (controller: 'A' | 'B'): Branch => {
        const branch: Record<string, Branch> = {};
        for (const path of runtime.paths) {
          const port = runtime.remotePorts.find(
            (candidate) => candidate.scsiHost === path.scsiHost && candidate.target === path.target,
          );
          if (path.array !== module.array || path.controller !== controller || port?.state !== 'Online') continue;
          const name = driverPathName(path.scsiHost, path.target);
          const lun = path.wwid === null ? `UTM_LUN${String(path.lun)}` : `LUN${String(path.lun)}`;
          branch[name] = { ...branch[name], [lun]: text('') };
        }
        return branch;
      };
      const luns = module.luns.map((lun) => [`virtualLun${String(lun.lun)}`, text('')] as const);
      return [module.array, { controllerA: side('A'), controllerB: side('B'), ...Object.fromEntries(luns) }];
    }),
  );
}
