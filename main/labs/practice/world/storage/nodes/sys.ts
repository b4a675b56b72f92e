import { FileError } from '../../file-error.ts';
import type { Machine } from '../../machine.ts';
import type { ComputedNodes } from '../../part.ts';
import type { World } from '../../world.ts';
import { linkUp, targetsOf } from '../fabric.ts';
import { scsiAddress } from '../host.ts';
import { bareWwn, remotePortName } from '../paths.ts';
import { controllerOf, initiatorOf, scanHost } from '../scan.ts';
import type { HostRuntime, ScsiHost } from '../state.ts';
import { disksOf } from '../devices.ts';
import { Leaf, provide, text, type Branch } from './branch.ts';

/** Storage in sysfs as of 2.6.18: SCSI hosts, Fibre Channel hosts and remote ports, block devices. */
export const sysNodes: readonly ComputedNodes[] = [
  provide('/sys/class/scsi_host', (world, machine) => hosts(world, machine, scsiHost)),
  provide('/sys/class/fc_host', (world, machine) => hosts(world, machine, fcHost)),
  provide('/sys/class/fc_remote_ports', (world, machine) => remotePorts(world, machine)),
  provide('/sys/class/fc_transport', (world, machine) => transports(world, machine)),
  provide('/sys/block', (world, machine) => blocks(world, machine)),
];

type HostBranch = (world: World, machine: Machine, runtime: HostRuntime | null, host: ScsiHost) => Branch | null;

function hosts(world: World, machine: Machine, build: HostBranch): Branch | null {
  const runtime = world.state.storage.runtimes[machine.name];
  if (runtime === undefined) return null;
  const found: Record<string, Branch> = {};
  for (const host of runtime.scsiHosts) {
    const branch = build(world, machine, runtime, host);
    if (branch !== null) found[`host${String(host.number)}`] = branch;
  }
  return Object.keys(found).length === 0 ? null : found;
}

function scsiHost(world: World, _machine: Machine, runtime: HostRuntime | null, host: ScsiHost): Branch {
  const scan = (written: string): void => {
    const numbers = written.trim().split(/\s+/u);
    if (numbers.length !== 3 || !numbers.every((part) => part === '-' || /^[0-9]+$/u.test(part)))
      throw new FileError('EINVAL', 'scan');
    if (runtime !== null) scanHost(world, runtime, host, false);
  };
  return {
    proc_name: text(`${host.driver}\n`),
    state: text('running\n'),
    unique_id: text(`${String(host.number)}\n`),
    host_busy: text('0\n'),
    cmd_per_lun: text(host.driver === 'qla2xxx' ? '3\n' : '1\n'),
    scan: new Leaf({ kind: 'file', text: '', mode: 0o200, write: scan }),
  };
}

function fcHost(world: World, _machine: Machine, runtime: HostRuntime | null, host: ScsiHost): Branch | null {
  const port = world.state.storage.hostPorts[runtime?.host ?? '']?.find((candidate) => candidate.port === host.hostPort);
  if (runtime === null || host.driver !== 'qla2xxx' || port === undefined) return null;
  const up = linkUp(world, runtime.host, port.port);
  const cable = world.state.storage.cables.find(
    (candidate) =>
      candidate.plugged &&
      candidate.from.kind === 'host' &&
      candidate.from.host === runtime.host &&
      candidate.from.port === port.port,
  );
  const of = world.state.storage.switches[cable?.switch ?? ''];
  const id =
    up && of !== undefined
      ? `${of.domain.toString(16).padStart(2, '0')}${(cable?.switchPort ?? 0).toString(16).padStart(2, '0')}00`
      : '000000';
  return {
    port_name: text(`0x${bareWwn(port.wwpn)}\n`),
    node_name: text(`0x${bareWwn(port.nodeName)}\n`),
    port_id: text(`0x${id}\n`),
    port_state: text(up ? 'Online\n' : 'Linkdown\n'),
    port_type: text(up ? 'NPort (fabric via point-to-point)\n' : 'Unknown\n'),
    speed: text(up ? `${String(Math.min(2, port.gigabits))} Gbit\n` : 'unknown\n'),
    supported_classes: text('Class 3\n'),
    supported_speeds: text('1 Gbit, 2 Gbit, 4 Gbit\n'),
    fabric_name: text(up && of !== undefined ? `0x${bareWwn(of.wwn)}\n` : '0xffffffffffffffff\n'),
    symbolic_name: text(`${port.model} FW:v4.00.26 DVR:v${runtime.drivers.hbaVersion}\n`),
    tgtid_bind_type: text('wwpn (World Wide Port Name)\n'),
    issue_lip: new Leaf({ kind: 'file', text: '', mode: 0o200, write: () => undefined }),
  };
}

function remotePorts(world: World, machine: Machine): Branch | null {
  const runtime = world.state.storage.runtimes[machine.name];
  const known = runtime?.remotePorts.filter((port) => port.known) ?? [];
  if (runtime === undefined || known.length === 0) return null;
  return Object.fromEntries(
    known.map((port) => {
      const host = runtime.scsiHosts.find((candidate) => candidate.number === port.scsiHost);
      const initiator = host === undefined ? null : initiatorOf(world, runtime, host);
      const id = initiator === null ? undefined : targetsOf(world, initiator).find((target) => target.wwpn === port.wwpn)?.portId;
      const array = world.state.storage.arrays[controllerOf(world, port.wwpn)?.array ?? ''];
      return [remotePortName(port), {
        port_name: text(`0x${bareWwn(port.wwpn)}\n`),
        node_name: text(`0x${bareWwn(array?.nodeName ?? '')}\n`),
        port_id: text(`0x${id ?? 'ffffff'}\n`),
        port_state: text(`${port.state}\n`),
        roles: text(port.state === 'Online' ? 'FCP Target\n' : 'unknown\n'),
        scsi_target_id: text(port.state === 'Not Present' ? '-1\n' : `${String(port.target)}\n`),
        dev_loss_tmo: text('6\n', 0o644),
        supported_classes: text('Class 3\n'),
      }]; // prettier-ignore
    }),
  );
}

function transports(world: World, machine: Machine): Branch | null {
  const runtime = world.state.storage.runtimes[machine.name];
  const there = runtime?.remotePorts.filter((port) => port.known && port.state !== 'Not Present') ?? [];
  if (there.length === 0) return null;
  return Object.fromEntries(
    there.map((port) => {
      const array = world.state.storage.arrays[controllerOf(world, port.wwpn)?.array ?? ''];
      return [`target${String(port.scsiHost)}:0:${String(port.target)}`, {
      port_name: text(`0x${bareWwn(port.wwpn)}\n`),
      node_name: text(`0x${bareWwn(array?.nodeName ?? '')}\n`),
    }]; // prettier-ignore
    }),
  );
}

function blocks(world: World, machine: Machine): Branch {
  const found: Record<string, Branch> = {};
  for (const device of disksOf(world, machine.name).devices) {
    const parts = device.partitions.map((partition) => [`${device.name}${String(partition.number)}`, {
      dev: text(`${String(device.major)}:${String(device.minor + partition.number)}\n`),
      size: text(`${String(partition.sectors)}\n`),
      start: text(`${String(partition.firstSector)}\n`),
    }] as const); // prettier-ignore
    const address = scsiAddress(world, machine.name, device.name);
    const behind = device.behind;
    const array =
      behind.kind === 'virtual' ? world.state.storage.arrays[behind.array] : Object.values(world.state.storage.arrays)[0];
    const model = behind.kind === 'local' ? 'ST973402SS' : behind.kind === 'virtual' ? 'VirtualDisk' : (array?.product ?? '');
    const inquiry: Branch = { vendor: text(`${(behind.kind === 'local' ? 'IBM-ESXS' : 'IBM').padEnd(8)}\n`), model: text(`${model.padEnd(16)}\n`),
      rev: text(`${behind.kind === 'local' ? 'B52A' : (array?.revision ?? '')}\n`), state: text('running\n', 0o644), type: text('0\n') }; // prettier-ignore
    found[device.name] = {
      dev: text(`${String(device.major)}:${String(device.minor)}\n`),
      size: text(`${String(Math.floor(device.sizeBytes / 512))}\n`),
      removable: text('0\n'),
      range: text('16\n'),
      ...Object.fromEntries(parts),
      ...(address === null ? {} : { device: inquiry }),
    };
  }
  return found;
}
