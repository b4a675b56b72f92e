import { FileError } from '../../file-error.ts';
import type { ComputedNodes } from '../../part.ts';
import type { Machine } from '../../machine.ts';
import { disksOf, findDisk } from '../../storage/devices.ts';
import { Leaf, provide, text, type Branch } from '../../storage/nodes/branch.ts';
import type { World } from '../../world.ts';
import { runningOrNull } from '../debian.ts';
import { addressOfPath, dropPath, scanSessions } from '../iscsi/session.ts';
import { controllerOf, lunOf, sessionOf } from '../iscsi/way.ts';
import { pathsGone, schedulePathCheck } from '../multipath/daemon.ts';
import { pathState } from '../multipath/path-state.ts';
import { hasCarrier } from '../network/links.ts';
import type { IscsiSession, NetworkLink, RunningDebian, ScsiPath } from '../state.ts';

type Building = Record<string, Branch | Leaf>;

/** sysfs as far as storage and network go: devices, and links to them from /sys/block and /sys/class. */
export const sysNodes: readonly ComputedNodes[] = [
  provide(
    '/sys',
    (world, machine) => {
      const running = runningOrNull(machine);
      return running === null ? null : sysfs(world, machine, running);
    },
    'debian12',
  ),
];

function link(target: string): Leaf {
  return new Leaf({ kind: 'link', target });
}

function writable(content: string, write: (text: string) => void): Leaf {
  return new Leaf({ kind: 'file', text: content, mode: 0o644, write });
}

/** Each part is made when somebody goes into it: one look at a file is many steps from the root. */
function sysfs(world: World, machine: Machine, running: RunningDebian): Branch {
  const { scsi, links, xen, modules } = running;
  const hosts = Object.fromEntries(scsi.sessions.map((session) => [`host${String(session.host)}`, () => scsiHost(machine, session)]));
  return lazy({
    block: () => blockLinks(world, machine, running),
    devices: () => lazy({
      platform: () => lazy(Object.fromEntries(scsi.sessions.map((session) => [`host${String(session.host)}`, () => platformHost(world, machine, running, session)]))),
      virtual: () => ({ block: lazy(Object.fromEntries(virtualDisks(world, machine).map((name) => [name, () => diskBranch(world, machine, name, null)]))) }),
    }),
    class: () => lazy({
      net: () => lazy(Object.fromEntries(links.map((one) => [one.name, () => netBranch(machine, running, one)]))),
      scsi_host: () => lazy(hosts),
      ...(scsi.sessions.length === 0 ? {} : {
        iscsi_session: () => Object.fromEntries(scsi.sessions.map((session) => [sessionName(session), sessionBranch(session)])),
        iscsi_connection: () => Object.fromEntries(scsi.sessions.map((session) => [`connection${String(session.id)}:0`, connectionBranch(session)])),
      }),
    }),
    hypervisor: () => (xen === null && machine.state.dom0 === null ? {} : { type: text('xen\n'), uuid: text(`${uuidOf(machine)}\n`) }),
    kernel: () => ({}),
    module: () => Object.fromEntries(modules.map((name) => [name, {}])),
  });
} // prettier-ignore

function lazy(parts: Readonly<Record<string, () => Branch | Leaf>>): Branch {
  const branch: Building = {};
  for (const [name, get] of Object.entries(parts)) Object.defineProperty(branch, name, { enumerable: true, get });
  return branch;
}

function sessionName(session: IscsiSession): string {
  return `session${String(session.id)}`;
}

function targetName(session: IscsiSession): string {
  return `target${String(session.host)}:0:0`;
}

function virtualDisks(world: World, machine: Machine): readonly string[] {
  return disksOf(world, machine.name).devices.flatMap(({ name, behind }) => (behind.kind === 'scsi' ? [] : [name]));
}

/** Links to where the disks are: those of the array below their sessions. */
function blockLinks(world: World, machine: Machine, running: RunningDebian): Branch {
  const below = running.scsi.sessions.flatMap((session) =>
    pathsOf(running, session).map((path) => [path.node, link(`../devices/platform/host${String(session.host)}/${sessionName(session)}/${targetName(session)}/${addressOfPath(path)}/block/${path.node}`)] as const),
  );
  const virtual = virtualDisks(world, machine).map((name) => [name, link(`../devices/virtual/block/${name}`)] as const);
  return Object.fromEntries([...below, ...virtual]);
} // prettier-ignore

function pathsOf(running: RunningDebian, session: IscsiSession): readonly ScsiPath[] {
  return running.scsi.paths.filter((one) => one.session === session.id);
}

function platformHost(world: World, machine: Machine, running: RunningDebian, session: IscsiSession): Branch {
  const device = (path: ScsiPath): Branch => ({
    ...scsiDevice(world, machine, path),
    block: lazy({ [path.node]: () => diskBranch(world, machine, path.node, '../../../' + addressOfPath(path)) }),
  });
  const targets = lazy(Object.fromEntries(pathsOf(running, session).map((path) => [addressOfPath(path), () => device(path)])));
  return {
    [sessionName(session)]: { [targetName(session)]: targets },
    scsi_host: { [`host${String(session.host)}`]: scsiHost(machine, session) },
  };
}

function connectionBranch(session: IscsiSession): Branch {
  return { address: text(`${session.portal}\n`), persistent_address: text(`${session.portal}\n`), port: text('3260\n'), persistent_port: text('3260\n'), state: text(session.state === 'up' ? 'up\n' : 'failed\n') };
} // prettier-ignore

function uuidOf(machine: Machine): string {
  const dom0 = machine.state.dom0 === null ? undefined : machine.world.find(machine.state.dom0);
  const domain = dom0 === undefined ? undefined : runningOrNull(dom0)?.xen?.domains.find((one) => one.machine === machine.name);
  return domain?.uuid ?? '00000000-0000-0000-0000-000000000000';
}

function scsiDevice(world: World, machine: Machine, path: ScsiPath): Building {
  const controller = controllerOf(machine, path);
  const lun = lunOf(world, machine, path);
  const access = lun === undefined || controller === null ? 3 : lun.access[controller];
  const session = sessionOf(machine, path);
  const state = path.state === 'offline' ? 'offline' : session?.state === 'offline' ? 'transport-offline' : session?.state === 'failed' ? 'blocked' : 'running';
  return {
    wwid: text(`naa.${path.naa}\n`),
    vendor: text('LIO-ORG \n'),
    model: text('FILEIO          \n'),
    rev: text('4.0 \n'),
    type: text('0\n'),
    scsi_level: text('7\n'),
    timeout: writable(`${machineTimeout(machine, path)}\n`, (written) => { setTimeoutOf(machine, path, written.trim()); }),
    eh_timeout: text('10\n'),
    queue_depth: text('32\n'),
    dh_state: text('alua\n'),
    access_state: text(`${['active/optimized', 'active/non-optimized', 'standby', 'unavailable'][access] ?? 'unavailable'}\n`),
    preferred_path: text('0\n'),
    state: writable(`${state}\n`, (written) => {
      const wanted = written.trim();
      if (wanted !== 'running' && wanted !== 'offline') throw new FileError('EINVAL', 'state');
      path.state = wanted;
      schedulePathCheck(machine);
    }),
    delete: new Leaf({ kind: 'file', text: '', mode: 0o200, write: () => {
      dropPath(machine, path);
      pathsGone(machine);
    } }),
    rescan: new Leaf({ kind: 'file', text: '', mode: 0o200, write: () => undefined }),
    ioerr_cnt: text(pathState(machine, path) === 'ok' ? '0x0\n' : '0x2\n'),
  };
} // prettier-ignore

function machineTimeout(machine: Machine, path: ScsiPath): string {
  return runningOrNull(machine)?.sysctls[`scsi/${addressOfPath(path)}/timeout`] ?? '30';
}

function setTimeoutOf(machine: Machine, path: ScsiPath, seconds: string): void {
  if (!/^\d+$/u.test(seconds)) throw new FileError('EINVAL', 'timeout');
  const running = runningOrNull(machine);
  if (running !== null) running.sysctls[`scsi/${addressOfPath(path)}/timeout`] = seconds;
}

function diskBranch(world: World, machine: Machine, name: string, device: string | null): Building {
  const disk = findDisk(world, machine.name, name);
  if (disk === undefined) return {};
  const running = runningOrNull(machine);
  const maps = running?.maps ?? [];
  const over = maps.filter(({ groups }) => groups.some(({ paths }) => paths.some(({ node }) => node === name)));
  const own = maps.find(({ minor }) => disk.behind.kind === 'map' && disk.minor === minor);
  const parts = disk.behind.kind === 'map' ? Object.values(disk.behind.partitionMinors).map((minor) => `dm-${String(minor)}`) : [];
  const partitions = disk.behind.kind === 'map' ? {} : Object.fromEntries(disk.partitions.map((one) => [`${name}${String(one.number)}`, { dev: text(`${String(disk.major)}:${String(disk.minor + one.number)}\n`), size: text(`${String(one.sectors)}\n`), start: text(`${String(one.firstSector)}\n`), partition: text(`${String(one.number)}\n`) }]));
  return {
    dev: text(`${String(disk.major)}:${String(disk.minor)}\n`),
    size: text(`${String(Math.floor(disk.sizeBytes / 512))}\n`),
    removable: text('0\n'),
    ro: text(disk.readOnly ? '1\n' : '0\n'),
    ...(device === null ? {} : { device: link(device) }),
    holders: Object.fromEntries([...over.map(({ minor }) => `dm-${String(minor)}`), ...parts].map((holder) => [holder, link(`${device === null ? '../..' : '../../../../../../../../virtual/block'}/${holder}`)])),
    slaves: Object.fromEntries((own?.groups ?? []).flatMap(({ paths }) => paths.map(({ node }) => [node, link(`../../${node}`)] as const))),
    ...(own === undefined ? {} : { dm: { name: text(`${own.name}\n`), uuid: text(`mpath-${own.wwid}\n`), suspended: text('0\n') } }),
    ...partitions,
  };
} // prettier-ignore

function scsiHost(machine: Machine, session: IscsiSession): Building {
  return {
    proc_name: text('iscsi_tcp\n'),
    state: text('running\n'),
    scan: new Leaf({ kind: 'file', text: '', mode: 0o200, write: (written) => {
      const numbers = written.trim().split(/\s+/u);
      if (numbers.length !== 3 || !numbers.every((part) => part === '-' || /^[0-9]+$/u.test(part))) throw new FileError('EINVAL', 'scan');
      scanSessions(machine, [session]);
    } }),
  };
} // prettier-ignore

function sessionBranch(session: IscsiSession): Building {
  return {
    state: text(`${session.state === 'up' ? 'LOGGED_IN' : 'FAILED'}\n`),
    targetname: text(`${session.array}\n`),
    recovery_tmo: text(`${String(session.recoverySeconds)}\n`, 0o644),
    tpgt: text(`${String(session.group)}\n`),
    ifacename: text('default\n'),
  };
}

function netBranch(machine: Machine, running: RunningDebian, one: NetworkLink): Building {
  const carrier = one.up && hasCarrier(machine, one);
  const ports = running.links.filter(({ bridge }) => bridge === one.name).map(({ name }) => name);
  return {
    address: text(`${one.mac}\n`),
    carrier: text(carrier ? '1\n' : '0\n'),
    operstate: text(one.kind === 'loopback' ? 'unknown\n' : carrier ? 'up\n' : 'down\n'),
    mtu: text(one.kind === 'loopback' ? '65536\n' : '1500\n'),
    ifindex: text(`${String(one.index)}\n`),
    ...(one.kind === 'bridge' ? { bridge: { stp_state: text('0\n'), forward_delay: text('0\n') }, brif: Object.fromEntries(ports.map((port) => [port, {}])) } : {}),
    ...(one.bridge === null ? {} : { brport: {}, master: link(`../${one.bridge}`) }),
    ...(one.kind === 'ethernet' ? { speed: text(carrier ? '1000\n' : '-1\n') } : {}),
  };
} // prettier-ignore
