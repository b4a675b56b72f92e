import type { World } from '../world.ts';
import type { ArrayState, CableState, ControllerName, StorageState, SwitchPort, SwitchState } from './state.ts';

/** What hangs on the other end of a switch port's cable. */
export interface Attached {
  readonly wwpn: string;
  readonly nodeName: string;
  /** Gbit/s that it can do. */
  readonly gigabits: number;
  /** It gives light. */
  readonly powered: boolean;
  /** It logs in to the fabric: its driver or firmware runs. */
  readonly active: boolean;
  readonly from: CableState['from'];
}

/** A place where a WWPN is logged in to a switch. */
export interface Login {
  readonly switch: SwitchState;
  readonly port: SwitchPort;
  readonly attached: Attached;
  /** Six hexadecimal digits: domain, area, 00. */
  readonly portId: string;
}

export type PortState = 'Online' | 'No_Light' | 'No_Module' | 'In_Sync' | 'No_Sync';

function cableAt(storage: StorageState, switchName: string, port: number): CableState | undefined {
  return storage.cables.find((cable) => cable.switch === switchName && cable.switchPort === port && cable.plugged);
}

export function attachedTo(world: World, switchName: string, port: number): Attached | null {
  const storage = world.state.storage;
  const cable = cableAt(storage, switchName, port);
  if (cable === undefined) return null;
  const from = cable.from;
  if (from.kind === 'host') {
    const hostPort = storage.hostPorts[from.host]?.find((candidate) => candidate.port === from.port);
    if (hostPort === undefined) return null;
    const power = world.find(from.host)?.state.power ?? 'off';
    const runtime = storage.runtimes[from.host];
    return { wwpn: hostPort.wwpn, nodeName: hostPort.nodeName, gigabits: hostPort.gigabits, powered: power !== 'off',
      active: runtime?.scsiHosts.some((host) => host.hostPort === from.port) ?? false, from }; // prettier-ignore
  }
  const array = storage.arrays[from.array];
  const controller = array?.controllers[from.controller];
  const port4 = controller?.ports.find((candidate) => candidate.port === from.port);
  if (array === undefined || controller === undefined || port4 === undefined) return null;
  const on = controller.availability === 'online';
  return { wwpn: port4.wwpn, nodeName: array.nodeName, gigabits: 4, powered: on, active: on, from };
}

export function portState(world: World, of: SwitchState, port: SwitchPort): PortState {
  if (!port.module) return 'No_Module';
  const attached = attachedTo(world, of.name, port.port);
  if (attached === null || !attached.powered) return 'No_Light';
  if (port.disabled || switchOff(world, of)) return 'In_Sync';
  return attached.active ? 'Online' : 'In_Sync';
}

/** Without power, or by switchdisable. */
function switchOff(world: World, of: SwitchState): boolean {
  if (of.disabled === true) return true;
  const machine = world.find(of.name);
  return machine !== undefined && machine.state.power !== 'up';
}

/** Every WWPN that is logged in anywhere, in the order of switches and ports. */
export function logins(world: World): readonly Login[] {
  const found: Login[] = [];
  for (const of of Object.values(world.state.storage.switches)) {
    for (const port of of.ports) {
      if (portState(world, of, port) !== 'Online') continue;
      const attached = attachedTo(world, of.name, port.port);
      if (attached !== null) found.push({ switch: of, port, attached, portId: portId(of, port.port) });
    }
  }
  return found;
}

export function portId(of: SwitchState, port: number): string {
  return `${hex(of.domain)}${hex(port)}00`;
}

function hex(value: number): string {
  return value.toString(16).padStart(2, '0');
}

/** Negotiated speed in Gbit/s of what is attached to a port of a 2 Gbit/s switch. */
export function linkSpeed(attached: Attached): number {
  return Math.min(2, attached.gigabits);
}

/** Whether two logins of one switch may talk: zoning in effect decides, else the default zone. */
function mayTalk(of: SwitchState, left: Login, right: Login): boolean {
  if (of.effective === null) return of.defaultZone === 'all';
  return Object.values(of.effective.zones).some((members) => holds(of, members, left) && holds(of, members, right));
}

function holds(of: SwitchState, members: readonly string[], login: Login): boolean {
  return members.some((member) => member === login.attached.wwpn || member === `${String(of.domain)},${String(login.port.port)}`);
}

export interface Target {
  readonly array: ArrayState;
  readonly controller: ControllerName;
  readonly wwpn: string;
  readonly portId: string;
}

/** Controller ports that a host's HBA port reaches now through its switch and zones. */
export function targetsOf(world: World, wwpn: string): readonly Target[] {
  const all = logins(world);
  const self = all.find((login) => login.attached.wwpn === wwpn);
  if (self === undefined) return [];
  return all.flatMap((login) => {
    const from = login.attached.from;
    if (login.switch !== self.switch || from.kind !== 'controller' || !mayTalk(self.switch, self, login)) return [];
    const array = world.state.storage.arrays[from.array];
    return array === undefined ? [] : [{ array, controller: from.controller, wwpn: login.attached.wwpn, portId: login.portId }];
  });
}

/** Whether a host port has light and an enabled switch port: what its driver calls the loop. */
export function linkUp(world: World, host: string, port: number): boolean {
  const cable = world.state.storage.cables.find(
    (candidate) =>
      candidate.plugged && candidate.from.kind === 'host' && candidate.from.host === host && candidate.from.port === port,
  );
  const of = cable === undefined ? undefined : world.state.storage.switches[cable.switch];
  const switchPort = of?.ports.find((candidate) => candidate.port === cable?.switchPort);
  return of !== undefined && switchPort !== undefined && switchPort.module && !switchPort.disabled && !switchOff(world, of);
}
