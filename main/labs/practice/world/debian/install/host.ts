import type { HostRole } from '../../../../../../core/hosts/inventory.ts';
import type { Machine } from '../../machine.ts';
import type { MachineState } from '../../state.ts';
import { makeFileSystem } from '../../storage/file-systems.ts';
import { addDisk, disksOf, removeDisk } from '../../storage/devices.ts';
import { findVolume } from '../../storage/volumes.ts';
import type { World } from '../../world.ts';
import { environmentText } from '../boot/menu.ts';
import { makeGrubConfig } from '../boot/make-config.ts';
import { debianOf } from '../debian.ts';
import { controlOf } from '../packages/database.ts';
import { debContent, packageFolder } from '../packages/folder.ts';
import { debFile } from '../packages/definition.ts';
import { laterPackages } from '../packages/later.ts';
import type { DebianHardware } from '../state.ts';
import { installGuestMedia } from './media.ts';
import { installKernel } from './kernel.ts';
import { enablePackaged, installDebian } from './system.ts';

export interface DebianHostOptions {
  readonly name: string;
  readonly role: HostRole;
  readonly address: string;
  /** Addresses of eth0, eth1, eth2 with their prefix lengths. */
  readonly ports: readonly string[];
  readonly hardware: DebianHardware;
  readonly password: string;
  readonly clockSkewMs: number;
  readonly diskBytes: number;
}

const grubDefaults = `# If you change this file, run 'update-grub' afterwards to update
# /boot/grub/grub.cfg.
# For full documentation of the options in this file, see:
#   info -f grub -n 'Simple configuration'

GRUB_DEFAULT=0
GRUB_TIMEOUT=5
GRUB_DISTRIBUTOR=\`lsb_release -i -s 2> /dev/null || echo Debian\`
GRUB_CMDLINE_LINUX_DEFAULT="quiet"
GRUB_CMDLINE_LINUX="net.ifnames=0"
`;

/** Makes a machine with Debian 12 on its local disk. It is off. A host gets GRUB, and the packages that can be installed later in a folder. */
export function createDebianHost(world: World, options: DebianHostOptions): Machine {
  const { name } = options;
  const { rootTree, uuid } = makeLocalDisk(world, name, options.diskBytes);
  debianOf(world).hosts[name] = { hardware: options.hardware, ports: options.ports, running: null, nextBootEntry: null };
  const machine = world.addMachine(stateOf(world, options, rootTree));
  machine.state.mounts = [{ device: '/dev/vda1', path: '/', type: 'ext4', options: 'rw', tree: rootTree }];
  const { files } = machine;
  installDebian(machine, { hostname: name, address: options.address });
  files.write('/etc/fstab', `# <file system> <mount point> <type> <options> <dump> <pass>\nUUID=${uuid} / ext4 errors=remount-ro 0 1\n`);
  const stanzas = options.ports.map((address, index) => `allow-hotplug eth${String(index)}\niface eth${String(index)} inet static\n  address ${address}\n`);
  files.write('/etc/network/interfaces', `auto lo\niface lo inet loopback\n${stanzas.join('')}source /etc/network/interfaces.d/*\n`);
  installKernel(machine);
  if (options.role === 'array') enablePackaged(machine, 'array.service');
  else {
    files.write('/etc/default/grub', grubDefaults);
    files.write('/boot/grub/grubenv', environmentText(new Map()));
    makeGrubConfig(machine);
    putPackages(machine);
    installGuestMedia(machine);
  }
  machine.state.mounts = [];
  for (const device of [...disksOf(world, name).devices]) removeDisk(world, name, device.name);
  return machine;
} // prettier-ignore

function makeLocalDisk(world: World, name: string, sizeBytes: number): { readonly rootTree: string; readonly uuid: string } {
  const id = `local:${name}`;
  const sectors = sizeBytes / 512;
  const partitions = [{ number: 1, bootable: true, firstSector: 2048, sectors: sectors - 2048, type: 0x83 }];
  world.state.storage.disks[id] = { id, sizeBytes, partitions, volumes: {}, extents: [] };
  addDisk(world, name, 'vda', id, { kind: 'local' });
  const volume = findVolume(world, name, '/dev/vda1');
  const made = volume === null ? null : makeFileSystem(world, volume, { label: '', journal: true, type: 'ext4' });
  if (made?.ok !== true) throw new Error('The local disk is too small');
  made.value.installedBytes += 1_150_000_000;
  return { rootTree: made.value.id, uuid: made.value.uuid };
}

function stateOf(world: World, options: DebianHostOptions, root: string): MachineState {
  return {
    name: options.name,
    role: options.role,
    kind: 'debian12',
    architecture: 'x86_64',
    power: 'off',
    bootId: world.random.uuid(),
    bootedAt: world.now(),
    clockSkewMs: options.clockSkewMs,
    hostname: options.name,
    address: options.address,
    dom0: null,
    hostKey: null,
    users: [{ name: 'root', uid: 0, gid: 0, home: '/root', shell: '/bin/bash', password: options.password }],
    environment: {},
    root,
    mounts: [],
    processes: [],
    nextPid: 300,
    kernelLog: [],
    console: [],
  };
}

/** The folder that is apt's only source. */
function putPackages(machine: Machine): void {
  const { files } = machine;
  files.makeDirectory(packageFolder, { parents: true });
  for (const one of laterPackages) files.write(`${packageFolder}/${debFile(one)}`, debContent(one));
  files.write(
    `${packageFolder}/Packages`,
    laterPackages.map((one) => `${controlOf(one, null)}Filename: ./${debFile(one)}\n`).join('\n'),
  );
  files.write('/etc/apt/sources.list', `deb [trusted=yes] file:${packageFolder} ./\n`);
  files.write('/var/lib/apt/lists/srv_packages_._Packages', files.readText(`${packageFolder}/Packages`));
}
