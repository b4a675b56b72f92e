import type { Machine } from '../../machine.ts';
import type { MachineState } from '../../state.ts';
import type { InstalledDisk } from '../../storage/install.ts';
import type { World } from '../../world.ts';
import { normallyInstalled } from '../packages/catalogue.ts';
import { softwareOf } from '../software.ts';
import type { HardwareState } from '../state.ts';
import { installSystem, newSoftware, ownProgramPaths } from './system.ts';

export interface GuestSystem {
  readonly hostname: string;
  readonly installed: InstalledDisk;
  readonly hardware: HardwareState;
  readonly url: string;
}

/** Root's password of a guest whose host has none: what the person at the installer typed. */
const guestPassword = 'Quill-31-sedge-Tarn';

/** Puts RHEL 5.1 onto a guest's formatted disk, and makes the machine that will boot from it. It stays down. */
export function installGuestSystem(dom0: Machine, name: string, guest: GuestSystem): Machine {
  const { world } = dom0;
  const software = newSoftware(guest.hardware, dom0.name);
  const machine = world.find(name) ?? world.addMachine(guestState(world, dom0, name, guest));
  world.state.software[name] = software;
  Object.assign(machine.state, {
    root: guest.installed.rootTree,
    hostname: guest.hostname,
    hostKey: null,
    dom0: null,
    address: null,
    architecture: guest.hardware.architecture,
  });
  machine.state.mounts = [{ device: '/dev/root', path: '/', type: 'ext3', options: 'rw', tree: guest.installed.rootTree }];
  machine.files.makeDirectory('/boot', { parents: true });
  machine.state.mounts.push({
    device: 'LABEL=/boot',
    path: '/boot',
    type: 'ext3',
    options: 'rw',
    tree: guest.installed.bootTree,
  });
  installSystem(machine, {
    hostname: guest.hostname,
    address: { kind: 'dhcp' },
    devices: { root: guest.installed.rootDevice, boot: 'LABEL=/boot', swap: guest.installed.swapDevice },
    modprobeConf: 'alias eth0 xennet\nalias scsi_hostadapter xenblk\n',
    kernel: 'kernel-xen',
    packages: normallyInstalled(softwareOf(machine).hardware.architecture).filter((definition) => !hostOnly.has(definition.name)),
    programs: ownProgramPaths(machine),
    firewall: true,
  });
  machine.state.mounts = [];
  return machine;
}

/** What a guest's installation leaves out: no development tools, no hardware of its own. */
const hostOnly = new Set([
  'gcc',
  'make',
  'cpp',
  'kernel-devel',
  'kernel-headers',
  'httpd',
  'device-mapper-multipath',
  'dmidecode',
  'microcode_ctl',
  'smartmontools',
]);

function guestState(world: World, dom0: Machine, name: string, guest: GuestSystem): MachineState {
  return {
    name,
    role: 'guest',
    kind: 'rhel5',
    architecture: guest.hardware.architecture,
    power: 'off',
    bootId: world.random.uuid(),
    bootedAt: 0,
    clockSkewMs: dom0.state.clockSkewMs,
    hostname: guest.hostname,
    address: null,
    dom0: null,
    hostKey: null,
    users: [
      {
        name: 'root',
        uid: 0,
        gid: 0,
        home: '/root',
        shell: '/bin/bash',
        password: dom0.state.users.find((user) => user.name === 'root')?.password ?? guestPassword,
      },
    ],
    environment: {},
    root: guest.installed.rootTree,
    mounts: [],
    processes: [],
    nextPid: 300,
    kernelLog: [],
    console: [],
  };
}
