import type { MachineState } from '../../state.ts';
import type { Machine } from '../../machine.ts';
import type { World } from '../../world.ts';
import { installLocalDisk, settleLocalFootprint } from '../../storage/install.ts';
import { toBytes } from '../bytes/latin.ts';
import { qlogicTarball, qlogicTarballContent, qlogicVersion } from '../qlogic/driver.ts';
import { rdacTarball, rdacTarballContent, rdacVersion } from '../rdac/sources.ts';
import type { Architecture } from '../state.ts';
import { installSystem, newSoftware, ownProgramPaths, x3550 } from './system.ts';
import { installationTree, putInstallationTree } from './tree.ts';

export interface HostOptions {
  readonly name: string;
  readonly address: string;
  readonly architecture: Architecture;
  readonly clockSkewMs: number;
  readonly password: string;
  /** Versions of the vendors' packages that lie under /root. */
  readonly drivers: DriverVersions;
  readonly memoryMib: number;
  readonly processors: number;
  readonly localDiskBytes: number;
}

/** Versions of the vendors' packages. */
export interface DriverVersions {
  readonly qlogic: string;
  readonly rdac: string;
}

/** What the article's server has. */
export const articleServer = {
  drivers: { qlogic: qlogicVersion, rdac: rdacVersion },
  memoryMib: 4095,
  processors: 4,
  localDiskBytes: 73_407_865_856,
} as const;

/** modprobe.conf as anaconda writes it on an x3550 with a QLogic HBA. */
export const hostModprobeConf =
  'alias eth0 bnx2\nalias eth1 bnx2\nalias scsi_hostadapter mptsas\nalias scsi_hostadapter1 ata_piix\nalias scsi_hostadapter2 qla2xxx\n';

/**
 * Makes a host with RHEL 5.1 on its local disk, the installation tree under /mnt/dvd (and /root/rhel5.1), and the two vendors' packages under
 * /root. It is off; the storage state must be there already.
 */
export function createHost(world: World, options: HostOptions): Machine {
  const { random } = world;
  const trees = installLocalDisk(world, options.name, { sizeBytes: options.localDiskBytes });
  const mac = (): string => `00:14:5e:${[0, 0, 0].map(() => random.integer(0, 255).toString(16).padStart(2, '0')).join(':')}`;
  const { memoryMib, processors } = options;
  const hardware = x3550(options.architecture, {
    memoryMib,
    processors,
    serialNumber: `99B${random.hex(4).toUpperCase()}`,
    ethernetAddresses: [mac(), mac()],
  });
  world.state.software[options.name] = newSoftware(hardware, null);
  const state: MachineState = {
    name: options.name,
    role: 'dom0',
    kind: 'rhel5',
    architecture: options.architecture,
    power: 'off',
    bootId: random.uuid(),
    bootedAt: world.now(),
    clockSkewMs: options.clockSkewMs,
    hostname: options.name,
    address: options.address,
    dom0: null,
    hostKey: null,
    users: [{ name: 'root', uid: 0, gid: 0, home: '/root', shell: '/bin/bash', password: options.password }],
    environment: {},
    root: trees.rootTree,
    mounts: [],
    processes: [],
    nextPid: 300,
    kernelLog: [],
    console: [],
  };
  const machine = world.addMachine(state);
  withTreesMounted(machine, trees.bootTree, () => {
    installSystem(machine, {
      hostname: options.name,
      address: { kind: 'static', address: options.address, netmask: '255.255.255.0' },
      devices: { root: 'LABEL=/', boot: 'LABEL=/boot', swap: 'LABEL=SWAP-sda3' },
      modprobeConf: hostModprobeConf,
      kernel: 'kernel',
      packages: null,
      programs: ownProgramPaths(machine),
      firewall: true,
    });
    putInstallationTree(machine, options.architecture);
    machine.files.symlink(installationTree, '/root/rhel5.1');
    machine.files.write(`/root/${rdacTarball(options.drivers.rdac)}`, toBytes(rdacTarballContent(options.drivers.rdac)));
    machine.files.write(`/root/${qlogicTarball(options.drivers.qlogic)}`, toBytes(qlogicTarballContent(options.drivers.qlogic)));
  });
  settleLocalFootprint(world, trees);
  return machine;
}

/** Lets work on a machine that is off see its root and /boot, as a rescue system would. */
export function withTreesMounted(machine: Machine, bootTree: string, work: () => void): void {
  machine.state.mounts = [{ device: '/dev/root', path: '/', type: 'ext3', options: 'rw', tree: machine.state.root }];
  machine.files.makeDirectory('/boot', { parents: true });
  machine.state.mounts.push({ device: '/dev/sda1', path: '/boot', type: 'ext3', options: 'rw', tree: bootTree });
  work();
  machine.state.mounts = [];
}
