import type { Machine } from '../../machine.ts';
import type { World } from '../../world.ts';
import { attachGuestDisk, detachGuestDisks } from '../../storage/guests.ts';
import { makeFileSystem, mountVolume } from '../../storage/file-systems.ts';
import { partitionForInstall, settleFootprint } from '../../storage/install.ts';
import { cylindersOf, findVolume, rereadPartitions, writePartitions } from '../../storage/volumes.ts';
import { addGrubEntry } from '../boot/grub-config.ts';
import { toBytes } from '../bytes/latin.ts';
import { kernelRelease } from '../kernel/releases.ts';
import { parseFirewall, firewallText, insertRule } from '../network/firewall.ts';
import { defineNetwork } from '../network/virtual-networks.ts';
import { networkXml } from '../network/network-xml.ts';
import { packageCatalogue } from '../packages/catalogue.ts';
import { installPackage } from '../packages/database.ts';
import { buildQlogic, installQlogic, qlogicFolder, qlogicMakefile } from '../qlogic/driver.ts';
import { buildRdac, installRdacFiles, writeMppImage } from '../rdac/install.ts';
import { rdacFolder, rdacSources } from '../rdac/sources.ts';
import { setService } from '../services/run-levels.ts';
import { softwareOf } from '../software.ts';
import type { DomainConfig } from '../state.ts';
import { createDomain, destroyDomain, findDomain } from '../xen/domains.ts';
import { readDomainConfig } from '../xen/domain-config.ts';
import { randomMac } from '../xen/automatic.ts';
import { guestHardware } from '../xen/guest-machine.ts';
import { installGuestSystem } from './guest-system.ts';
import { articleServer, withTreesMounted, type DriverVersions } from './host.ts';
import { installationTree } from './tree.ts';

/** Packages of Listings 1, 3 and 4, in their order. */
export const xenPackages = ['kernel-xen', 'kernel-xen-devel', 'bridge-utils', 'dnsmasq', 'gnome-python2-gnomekeyring', 'xen-libs', 'libvirt', 'libvirt-devel', 'libvirt-python', 'python-virtinst', 'xen', 'xen-devel', 'virt-manager', 'gnome-applet-vm', 'Virtualization-en-US'] as const; // prettier-ignore

/** Chapters 2 and 3 on a host that is off, its trees mounted: Xen kernel as the default, tools installed. */
export function applyXenStage(machine: Machine): void {
  const catalogue = packageCatalogue(softwareOf(machine).hardware.architecture);
  for (const name of xenPackages) {
    const definition = catalogue.find((each) => each.name === name);
    if (definition !== undefined) installPackage(machine, definition);
  }
  const { files } = machine;
  files.write('/boot/grub/grub.conf', files.readText('/boot/grub/grub.conf').replace(/^default=.*$/mu, 'default=0'));
}

/** Chapter 4: vendor's HBA driver without its failover, RDAC, and the boot entry of Listing 8 as the default. */
export function applyMultipathStage(machine: Machine, drivers: DriverVersions): void {
  const { files } = machine;
  const { architecture } = softwareOf(machine).hardware;
  const { release } = kernelRelease(true, architecture);
  const qlogic = `/root/qlogic/${qlogicFolder(drivers.qlogic)}`;
  files.makeDirectory(qlogic, { parents: true });
  files.write(`${qlogic}/Makefile`, qlogicMakefile(drivers.qlogic));
  buildQlogic(files, qlogic, release, architecture);
  installQlogic(files, qlogic, release);
  files.append('/etc/modprobe.conf', 'options qla2xxx ql2xfailover=0\n');
  for (const member of rdacSources(drivers.rdac)) {
    if (member.kind === 'directory') files.makeDirectory(`/root/${member.path}`, { parents: true });
    else files.write(`/root/${member.path}`, toBytes(member.content), member.mode);
  }
  const rdac = `/root/${rdacFolder(drivers.rdac)}`;
  buildRdac(files, rdac, release, architecture);
  installRdacFiles(machine, rdac, release);
  const refused = writeMppImage(files, release);
  if (refused !== null) throw new Error(refused);
  const lines = [
    'root (hd0,0)',
    'kernel /xen.gz-2.6.18-53.el5',
    `module /vmlinuz-${release} ro root=LABEL=/ rhgb quiet`,
    `module /mpp-${release}.img`,
  ];
  const title = `Red Hat Enterprise Linux Server with RDAC driver (${release})`;
  files.write('/boot/grub/grub.conf', addGrubEntry(files.readText('/boot/grub/grub.conf'), { title, lines, makeDefault: true }));
}

/** Chapter 5: the virtual network bound to eth0, the installation tree served, port 80 open. */
export function applyNetworkStage(machine: Machine): void {
  const { files } = machine;
  defineNetwork(
    machine,
    networkXml({
      name: 'vnet0',
      uuid: machine.world.random.uuid(),
      bridge: 'vnet0',
      forwardDevice: 'eth0',
      address: '192.168.100.1',
      netmask: '255.255.255.0',
      rangeStart: '192.168.100.128',
      rangeEnd: '192.168.100.254',
      active: false,
      autostart: true,
    }),
    { autostart: true },
  );
  if (files.find('/var/www/html/rhel51', false) === null) files.symlink(installationTree, '/var/www/html/rhel51');
  setService(files, 'httpd', '2345', true);
  const firewall = parseFirewall(files.readText('/etc/sysconfig/iptables'));
  insertRule(firewall, 'INPUT', '-p tcp -m tcp --dport 80 -j ACCEPT');
  files.write('/etc/sysconfig/iptables', firewallText(firewall, 'Tue Mar  4 09:00:00 2008'));
}

/** A guest of the finished article. `disks`: as in its configuration. */
export interface GuestPlan {
  readonly name: string;
  readonly uuid: string;
  readonly mac: string;
  readonly memory: number;
  readonly maxmem: number;
  readonly disks: readonly string[];
}

/** test0 and test1 with the article's identifiers (Listings 10 to 13). */
export const articleGuests: readonly GuestPlan[] = [
  {
    name: 'test0',
    uuid: 'dddf02f6-5f90-74a5-0098-365a51b54282',
    mac: '00:16:3e:79:2f:e1',
    memory: 500,
    maxmem: 1000,
    disks: ['phy:/dev/sdb,xvda,w', 'phy:/dev/sdc,xvdb,w', 'phy:/dev/sdd,xvdc,w'],
  },
  {
    name: 'test1',
    uuid: '53b39c1e9edc6143a06d4011154beab9',
    mac: '00:16:3e:7b:78:63',
    memory: 600,
    maxmem: 1000,
    disks: ['a', 'b', 'c'].map((letter) => `tap:aio:/var/lib/xen/images/test1-xvd${letter}.img,xvd${letter},w`),
  },
];

/** Sizes in bytes of test1's images: what the file systems of Listing 14 need. */
export const articleImages: readonly number[] = [6.2 * 1024 ** 3, 2 * 1024 ** 3, 2 * 1024 ** 3].map(
  (bytes) => Math.floor(bytes / 512) * 512,
);

/** Text of /etc/xen/NAME for a plan. */
export function guestConfigText(plan: GuestPlan): string {
  return [
    `name = "${plan.name}"`,
    `uuid = "${plan.uuid}"`,
    `maxmem = ${String(plan.maxmem)}`,
    `memory = ${String(plan.memory)}`,
    'vcpus = 2',
    'bootloader = "/usr/bin/pygrub"',
    'on_poweroff = "destroy"',
    'on_reboot = "restart"',
    'on_crash = "restart"',
    'vfb = [ "type=vnc,vncunused=1,keymap=en-us" ]',
    `disk = [ ${plan.disks.map((disk) => `"${disk}"`).join(', ')} ]`,
    `vif = [ "mac=${plan.mac},bridge=vnet0" ]`,
    '',
  ].join('\n');
}

/**
 * Chapters 6 and 7 on a host that is up with its LUNs: LUN 3 formatted and mounted for images, both guests installed with their file systems,
 * and started. They boot in world time. Throws when the host has not the devices that the plans name.
 */
export function applyGuestsStage(
  world: World,
  machine: Machine,
  imageDevice: string | null = '/dev/sde',
  plans: readonly GuestPlan[] = articleGuests,
  images: readonly number[] = articleImages,
): void {
  if (imageDevice !== null) mountImages(world, machine, imageDevice);
  for (const plan of plans) {
    plan.disks.forEach((entry, index) => {
      const path = /^tap:aio:([^,]+)/u.exec(entry)?.[1];
      if (path === undefined || machine.files.exists(path)) return;
      machine.files.write(path, '', 0o755);
      const { stored } = machine.files.lookup(path);
      if (stored?.node.kind === 'file') stored.tree.set(stored.inner, { ...stored.node, size: images[index] ?? 2 * 1024 ** 3 });
    });
    machine.files.write(`/etc/xen/${plan.name}`, guestConfigText(plan), 0o600);
    installPlanned(world, machine, plan);
  }
}

function mountImages(world: World, machine: Machine, device: string): void {
  formatWhole(world, machine.name, device.replace(/^\/dev\//u, ''), 'xen-images');
  const mounted = mountVolume(world, machine, {
    device: `${device}1`,
    point: '/var/lib/xen/images',
    type: 'ext3',
    options: ['defaults'],
  });
  if (!mounted.ok) throw new Error(`${device}1 could not be mounted: ${mounted.why}`);
  machine.files.append('/etc/fstab', `${'LABEL=xen-images'.padEnd(23)} /var/lib/xen/images    ext3    defaults        1 2\n`);
}

function installPlanned(world: World, machine: Machine, plan: GuestPlan): void {
  const config = readDomainConfig(guestConfigText(plan), {}, { uuid: () => world.random.uuid(), mac: () => randomMac(machine) });
  if ('problem' in config) throw new Error(config.problem);
  const other = world.find(plan.name);
  const key = other === undefined || softwareOf(other).home === machine.name ? plan.name : `${machine.name}-${plan.name}`;
  for (const specifier of config.disks) {
    const attached = attachGuestDisk(world, {
      guest: key,
      dom0: machine.name,
      source: specifier.source,
      device: specifier.device,
      mode: specifier.mode,
    });
    if (!attached.ok) throw new Error(attached.problem.sentence);
  }
  const [first, ...rest] = config.disks;
  const installed = first === undefined ? null : partitionForInstall(world, key, first.device, plan.memory);
  if (installed?.ok !== true) throw new Error(installed === null ? 'A guest needs a disk' : installed.problem.sentence);
  rest.forEach((specifier, index) => {
    formatWhole(world, key, specifier.device, mountPoint(index));
  });
  const guest = installGuestSystem(machine, key, {
    hostname: plan.name,
    installed: installed.value,
    hardware: guestHardware(machine, { memoryMib: plan.memory, vcpus: config.vcpus, config }),
    url: '',
  });
  addMounts(guest, rest.length);
  settleFootprint(world, key, installed.value);
  detachGuestDisks(world, key);
  startGuest(machine, config);
}

function startGuest(machine: Machine, config: DomainConfig): void {
  const running = findDomain(machine, config.name);
  if (running !== undefined) destroyDomain(machine, running);
  const made = createDomain(machine, config);
  if (!made.ok) throw new Error(made.error);
}

/** /mnt/disk1 and /mnt/disk2 of Listings 12 and 14, in the fstab of a guest that is down. */
function addMounts(guest: Machine, count: number): void {
  guest.state.mounts = [{ device: '/dev/root', path: '/', type: 'ext3', options: 'rw', tree: guest.state.root }];
  for (let index = 0; index < count; index += 1) {
    const point = mountPoint(index);
    guest.files.makeDirectory(point, { parents: true });
    guest.files.append('/etc/fstab', `${`LABEL=${point}`.padEnd(23)} ${point.padEnd(23)} ext3    defaults        1 2\n`);
  }
  guest.state.mounts = [];
}

/** Where a guest mounts its disks but the first; also their labels. */
function mountPoint(index: number): string {
  return `/mnt/disk${String(index + 1)}`;
}

/** One partition over a whole disk, with a labelled ext3 on it, as fdisk and mkfs -L make them. */
function formatWhole(world: World, machine: string, device: string, label: string): void {
  const volume = findVolume(world, machine, `/dev/${device}`);
  if (volume === null) throw new Error(`${machine} has no /dev/${device}`);
  const sectors = cylindersOf(volume.sizeBytes) * 255 * 63 - 63;
  writePartitions(volume.disk, [{ number: 1, bootable: false, firstSector: 63, sectors, type: 0x83 }]);
  rereadPartitions(world, machine, device, false);
  const partition = findVolume(world, machine, `/dev/${device}1`);
  if (partition === null) throw new Error(`/dev/${device} was not partitioned`);
  const made = makeFileSystem(world, partition, { label, journal: true });
  if (!made.ok) throw new Error(made.problem.sentence);
}

/** Takes a host that is up down, brings it to a stage on its disks, and powers it on: it boots in world time. */
export function prepareHost(
  machine: Machine,
  stage: 'xen' | 'multipath' | 'guests',
  drivers: DriverVersions = articleServer.drivers,
): void {
  machine.cutPower();
  withTreesMounted(machine, bootTreeOf(machine), () => {
    applyXenStage(machine);
    if (stage !== 'xen') applyMultipathStage(machine, drivers);
    if (stage === 'guests') applyNetworkStage(machine);
  });
  machine.powerOn();
}

function bootTreeOf(machine: Machine): string {
  const disk = machine.world.state.storage.disks[`local:${machine.name}`];
  const content = disk?.volumes[disk.partitions?.[0]?.firstSector ?? 63];
  if (content?.kind !== 'fileSystem') throw new Error(`${machine.name} has no /boot on its disk`);
  return content.id;
}
