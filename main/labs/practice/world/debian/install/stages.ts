import type { LabStage } from '../../../options.ts';
import { passTime } from '../../../pass-time.ts';
import type { Machine } from '../../machine.ts';
import { makeFileSystem } from '../../storage/file-systems.ts';
import { findVolume } from '../../storage/volumes.ts';
import { allocate } from '../block/allocate.ts';
import { makeInitrd } from '../boot/initrd.ts';
import { runningOf, arrayOf } from '../debian.ts';
import { storeRecord, writeRecord } from '../iscsi/records.ts';
import { arrayVendor } from '../multipath/settings.ts';
import { installNames } from '../packages/install.ts';
import { kernelAbi } from '../packages/versions.ts';
import { startUnit } from '../systemd/control.ts';
import { mediaFolder } from './media.ts';
import { setEnabled, unitOf } from '../systemd/files.ts';
import { configurationOf, parseXlFile } from '../xen/configuration.ts';
import { createDomain } from '../xen/domains.ts';

/** multipath.conf as a host has it that was set up with care: local disks left alone, an array with two sides, waiting that ends, a name for each WWID. */
function multipathConf(machine: Machine): string {
  const aliases = arrayOf(machine.world).luns.map((lun) => section('multipath', [`wwid "3${lun.naa}"`, `alias "${lun.name}"`], '    '));
  return [
    section('defaults', ['find_multipaths "yes"', 'user_friendly_names "no"', 'polling_interval "2"', 'max_polling_interval "4"', 'path_selector "service-time 0"', 'fast_io_fail_tmo "5"', 'skip_kpartx "yes"']),
    section('blacklist', ['devnode "^vd"']),
    `devices {\n${section('device', [`vendor "${arrayVendor}"`, 'product ".*"', 'hardware_handler "1 alua"', 'prio "alua"', 'path_checker "tur"', 'path_grouping_policy "group_by_prio"', 'failback "immediate"', 'no_path_retry "12"'], '    ')}}\n`,
    `multipaths {\n${aliases.join('')}}\n`,
  ].join('');
} // prettier-ignore

function section(name: string, lines: readonly string[], indent = ''): string {
  return `${indent}${name} {\n${lines.map((line) => `${indent}    ${line}\n`).join('')}${indent}}\n`;
}

/** What of a procedure is done when a host begins at a stage; the host then boots once more. */
export function prepareDebianHost(machine: Machine, stage: LabStage): void {
  machine.files.append('/etc/default/grub', 'GRUB_CMDLINE_XEN="dom0_mem=1024M,max:1024M"\n');
  installNames(machine, ['xen-system-amd64']);
  if (stage !== 'xen') prepareMultipath(machine);
  machine.reset();
}

function prepareMultipath(machine: Machine): void {
  const { files } = machine;
  files.write('/etc/multipath.conf', multipathConf(machine));
  installNames(machine, ['multipath-tools', 'multipath-tools-boot', 'open-iscsi', 'sg3-utils', 'lsscsi']);
  files.write('/etc/iscsi/initiatorname.iscsi', `InitiatorName=iqn.2008-03.lab.xenpath:${machine.name}\n`, 0o600);
  const settings = [['node.startup', 'automatic'], ['node.session.timeo.replacement_timeout', '5'], ['node.conn[0].timeo.noop_out_interval', '2'], ['node.conn[0].timeo.noop_out_timeout', '2']] as const; // prettier-ignore
  const text = files.readText('/etc/iscsi/iscsid.conf');
  files.write('/etc/iscsi/iscsid.conf', settings.reduce((all, [name, value]) => all.split('\n').map((line) => (line.startsWith(`${name} =`) ? `${name} = ${value}` : line)).join('\n'), text), 0o600); // prettier-ignore
  const array = arrayOf(machine.world);
  for (const portal of array.portals) writeRecord(machine, storeRecord(machine, array.iqn, portal.address, 3260, portal.group));
  files.append('/etc/initramfs-tools/modules', 'scsi_dh_alua\n');
  files.write(`/boot/initrd.img-${kernelAbi}`, makeInitrd(machine, kernelAbi));
}

/** Both guests on the first host: test0 on the first three LUNs, test1 on images on the fourth. */
export async function prepareGuests(machine: Machine): Promise<void> {
  const { files, world } = machine;
  const bridge = 'xenbr0';
  files.write('/etc/network/interfaces.d/xenbr0', `auto ${bridge}\niface ${bridge} inet static\n  address 192.168.100.1/24\n  bridge_ports none\n  bridge_stp off\n  bridge_fd 0\n`);
  const tree = '/var/www/html/guest';
  files.makeDirectory(tree, { parents: true });
  for (const name of files.list(mediaFolder)) files.write(`${tree}/${name}`, files.readText(`${mediaFolder}/${name}`));
  installNames(machine, ['bridge-utils', 'nginx-light', 'dnsmasq', 'curl']);
  files.write('/etc/dnsmasq.d/xenbr0.conf', `interface=${bridge}\nbind-interfaces\nexcept-interface=lo\nport=0\ndhcp-range=192.168.100.128,192.168.100.254,255.255.255.0,12h\ndhcp-host=00:16:3e:79:2f:e1,test0,192.168.100.10\ndhcp-host=00:16:3e:79:2f:e2,test1,192.168.100.11\n`);
  bringBridgeUp(machine, bridge);
  mountImages(machine);
  files.makeDirectory('/etc/xen/auto', { parents: true });
  for (const { name, mac, disks } of guestPlans) {
    const common = `name = '${name}'\ntype = 'pv'\nmemory = 256\nmaxmem = 256\nvcpus = 1\nvif = [ 'mac=${mac},bridge=${bridge}' ]\non_poweroff = 'destroy'\n`;
    const list = (all: readonly string[]): string => `disk = [ ${all.map((one, index) => `'${one},xvd${'abc'.charAt(index)},w'`).join(', ')} ]\n`;
    const install = `${common}kernel = '${tree}/vmlinuz'\nramdisk = '${tree}/initrd.img'\nextra = 'console=hvc0 install.tree=http://192.168.100.1/guest install.disk=/dev/xvda'\n${list(disks.slice(0, 1))}on_reboot = 'destroy'\n`;
    create(machine, install);
    while (runningOf(machine).xen?.domains.some((domain) => domain.name === name) === true) await passTime(world, world.wait(5_000));
    const path = `/etc/xen/${name}.cfg`;
    files.write(path, `${common}bootloader = 'pygrub'\n${list(disks)}on_reboot = 'restart'\non_crash = 'restart'\n`);
    files.symlink(path, `/etc/xen/auto/${name}.cfg`);
    create(machine, files.readText(path));
    await passTime(world, world.machine(name).whenUp());
    for (const [index, letter] of ['b', 'c'].entries()) mountInGuest(world.machine(name), `/dev/xvd${letter}`, `disk${String(index + 1)}`);
  }
} // prettier-ignore

/** The two guests, each with three disks: on LUNs, and on image files. */
const guestPlans = [
  { name: 'test0', mac: '00:16:3e:79:2f:e1', disks: ['xen_lun0', 'xen_lun1', 'xen_lun2'].map((lun) => `phy:/dev/mapper/${lun}`) },
  { name: 'test1', mac: '00:16:3e:79:2f:e2', disks: ['a', 'b', 'c'].map((letter) => `file:/var/lib/xen/images/test1-xvd${letter}.img`) },
] as const; // prettier-ignore

/** A file system over all of a guest's disk, mounted by its label, now and at every start. */
function mountInGuest(guest: Machine, device: string, label: string): void {
  const volume = findVolume(guest.world, guest.name, device);
  const made = volume === null ? null : makeFileSystem(guest.world, volume, { label, journal: true, type: 'ext4' });
  if (made?.ok !== true) throw new Error(`${device} of ${guest.name} is not there, or takes no file system`);
  const path = `/mnt/${label}`;
  guest.files.makeDirectory(path, { parents: true });
  guest.files.append('/etc/fstab', `LABEL=${label} ${path} ext4 defaults 0 2\n`);
  guest.mount({ device, path, type: 'ext4', options: 'rw,relatime', tree: made.value.id });
}

function create(machine: Machine, text: string): void {
  const values = parseXlFile(text, 'guest');
  const config = 'problem' in values ? values : configurationOf(machine, values);
  const made = 'problem' in config ? { ok: false as const, lines: config.problem } : createDomain(machine, config);
  if (!made.ok) throw new Error(made.lines.join('\n'));
}

function bringBridgeUp(machine: Machine, bridge: string): void {
  for (const name of ['networking.service', 'nginx.service', 'dnsmasq.service']) {
    const unit = unitOf(machine, name);
    if (unit === undefined) throw new Error(`${machine.name} has no ${name}`);
    setEnabled(machine, unit, true);
    if (name === 'networking.service') unit.start?.(machine, null);
    else startUnit(machine, unit);
  }
  if (!runningOf(machine).links.some(({ name }) => name === bridge)) throw new Error(`${bridge} did not come up`);
}

/** The second guest's disks, in MiB. */
const imageSizes = [['a', 120], ['b', 40], ['c', 40]] as const; // prettier-ignore

/** A file system on the whole fourth LUN, with three images in it. */
function mountImages(machine: Machine): void {
  const { files, world } = machine;
  const point = '/var/lib/xen/images';
  const volume = findVolume(world, machine.name, '/dev/mapper/xen_lun3');
  const made = volume === null ? null : makeFileSystem(world, volume, { label: 'xenimages', journal: true, type: 'ext4' });
  if (volume === null || made?.ok !== true) throw new Error('There is no fourth LUN, or it takes no file system');
  files.makeDirectory(point, { parents: true });
  files.append('/etc/fstab', `/dev/mapper/xen_lun3 ${point} ext4 defaults,_netdev,nofail 0 2\n`);
  machine.mount({ device: volume.path, path: point, type: 'ext4', options: 'rw,relatime', tree: made.value.id });
  for (const [letter, mebibytes] of imageSizes) allocate(machine, `${point}/test1-xvd${letter}.img`, mebibytes * 1024 ** 2);
}
