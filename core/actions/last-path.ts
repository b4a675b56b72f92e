import type { Fabric } from '../hosts/inventory.ts';
import { failure, success, type Result } from '../result.ts';

/** What a fault takes away. */
export type FaultTarget =
  | { readonly cable: string }
  | { readonly switch: string; readonly port: number }
  | { readonly array: string; readonly controller: 'A' | 'B' };

/** Reads what an action of class fault names: a cable's label, `SWITCH:PORT`, `ARRAY:A`, or `A` where there is one array. */
export function readFaultTarget(what: string, fabric: Fabric): Result<FaultTarget> {
  if (fabric.cables.some(({ label }) => label === what)) return success({ cable: what });
  const [, name, part] = /^(?:([^:]+):)?([^:]+)$/u.exec(what) ?? [];
  const arrays = [...new Set(fabric.controllerPorts.map(({ array }) => array))];
  const array = name ?? (arrays.length === 1 ? arrays[0] : undefined);
  if (array !== undefined && arrays.includes(array) && (part === 'A' || part === 'B'))
    return success({ array, controller: part });
  if (name !== undefined && fabric.switches.some((one) => one.name === name) && /^[0-9]{1,4}$/u.test(part ?? '')) {
    return success({ switch: name, port: Number(part) });
  }
  return failure(
    'unknown-target',
    `\`${what}\` is no cable, no port of a switch and no controller of the inventory's \`fabric\`.`,
    'Cables go by their label, ports as SWITCH:PORT, controllers as ARRAY:A.',
  );
}

/** One way from a host's port through a switch to a controller, as the inventory declares it. */
export interface DeclaredPath {
  readonly host: string;
  readonly port: number;
  readonly wwpn: string;
  readonly hostCable: string;
  readonly switch: string;
  readonly hostSwitchPort: number;
  readonly array: string;
  readonly controller: 'A' | 'B';
  readonly controllerCable: string;
  readonly controllerSwitchPort: number;
}

/** The part of a host's facts that says which paths work now: `rdac.array` and `fc.hosts`. */
export interface HostPaths {
  readonly host: string;
  readonly array: string;
  readonly ports: readonly { readonly host: number; readonly wwpn: string; readonly portState: string | null }[];
  readonly luns: readonly {
    readonly lun: number;
    readonly controllers: readonly {
      readonly controller: string;
      readonly paths: readonly { readonly state: string | null; readonly host: number | null }[];
    }[];
  }[];
}

export type PathVerdict =
  | {
      readonly verdict: 'allowed';
      readonly remaining: readonly { readonly host: string; readonly lun: number; readonly paths: number }[];
    }
  | { readonly verdict: 'refused'; readonly reasons: readonly string[] }
  /** Nobody can say: what is to be taken is not declared, no host told its paths, or a host did not tell all of what is left. */
  | { readonly verdict: 'unknown'; readonly reasons: readonly string[] };

/** Paths that cables and zones make: a host's port and a controller's port on one switch, in one zone. */
export function declaredPaths(fabric: Fabric): readonly DeclaredPath[] {
  const paths: DeclaredPath[] = [];
  for (const zone of fabric.zones) {
    const port = fabric.ports.find(({ wwpn }) => wwpn === zone.initiator);
    const target = fabric.controllerPorts.find(({ wwpn }) => wwpn === zone.target);
    if (port === undefined || target === undefined) continue;
    const hostCable = fabric.cables.find(({ from }) => 'host' in from && from.host === port.host && from.port === port.port);
    const controllerCable = fabric.cables.find(
      ({ from }) =>
        'array' in from && from.array === target.array && from.controller === target.controller && from.port === target.port,
    );
    if (hostCable === undefined || controllerCable === undefined) continue;
    // Two switches of one fabric may both carry the zone; a path here goes through one of them.
    if (hostCable.switch !== controllerCable.switch || zone.switch !== hostCable.switch) continue;
    paths.push({
      host: port.host,
      port: port.port,
      wwpn: port.wwpn,
      hostCable: hostCable.label,
      switch: hostCable.switch,
      hostSwitchPort: hostCable.switchPort,
      array: target.array,
      controller: target.controller,
      controllerCable: controllerCable.label,
      controllerSwitchPort: controllerCable.switchPort,
    });
  }
  return paths;
}

function isTaken(path: DeclaredPath, target: FaultTarget): boolean {
  if ('cable' in target) return path.hostCable === target.cable || path.controllerCable === target.cable;
  if ('switch' in target)
    return path.switch === target.switch && (path.hostSwitchPort === target.port || path.controllerSwitchPort === target.port);
  return path.array === target.array && path.controller === target.controller;
}

/**
 * Whether a fault leaves every LUN of every host a path that works now. Which paths there are is declared (ports, cables, zones);
 * which of them work is what RDAC says of each LUN (a path is OPTIMAL) and what the kernel says of the ports (Online).
 */
export function judgeFault(target: FaultTarget, fabric: Fabric, hosts: readonly HostPaths[]): PathVerdict {
  const paths = declaredPaths(fabric);
  const what = describeTarget(target);
  if (!paths.some((path) => isTaken(path, target))) {
    return {
      verdict: 'unknown',
      reasons: [`No declared path goes through ${what}: the inventory's \`fabric\` does not say what it carries.`],
    };
  }
  if (hosts.length === 0) return { verdict: 'unknown', reasons: ['No host has told which of its paths work.'] };
  const reasons: string[] = [];
  const unknown: string[] = [];
  const remaining: { host: string; lun: number; paths: number }[] = [];
  const taken = paths.filter((path) => isTaken(path, target));
  for (const host of new Set(taken.map((path) => path.host))) {
    const told = hosts.filter((one) => one.host === host);
    const arrays = new Set(taken.filter((path) => path.host === host).map(({ array }) => array));
    for (const array of arrays) {
      if (!told.some((one) => one.array === array)) unknown.push(`${host} has not told which of its paths to ${array} work.`);
    }
    for (const facts of told) {
      if (facts.luns.length === 0) unknown.push(`${host} sees no LUN of ${facts.array}: nothing can be said about its paths.`);
      const left = paths.filter((path) => path.host === host && path.array === facts.array && !isTaken(path, target));
      for (const lun of facts.luns) {
        const standings = left.map((path) => standingOf(path, facts, lun));
        const working = standings.filter((one) => one === 'works').length;
        const open = [...new Set(standings.filter((one) => one !== 'works' && one !== 'broken'))];
        remaining.push({ host, lun: lun.lun, paths: working });
        if (working > 0) continue;
        const where = `LUN ${lun.lun} of ${host}`;
        if (open.length === 0) reasons.push(`Without ${what}, ${where} would have no working path.`);
        else unknown.push(`Without ${what}, nobody knows whether ${where} keeps a working path: ${open.join(', ')}.`);
      }
    }
  }
  if (reasons.length > 0) return { verdict: 'refused', reasons };
  return unknown.length > 0 ? { verdict: 'unknown', reasons: unknown } : { verdict: 'allowed', remaining };
}

/** Whether a path works now; else, where the host did not tell, what is not known of it, in words. Only what is known to work counts. */
function standingOf(
  path: DeclaredPath,
  facts: HostPaths,
  lun: HostPaths['luns'][number],
): 'works' | 'broken' | `${string}not told` {
  const port = facts.ports.find(({ wwpn }) => wwpn === path.wwpn);
  if (port === undefined || (port.portState !== null && port.portState !== 'Online')) return 'broken';
  const told = lun.controllers
    .filter(({ controller }) => controller === path.controller)
    .flatMap(({ paths }) => paths)
    .filter(({ state, host }) => (state === null || state === 'OPTIMAL') && (host === null || host === port.host));
  if (told.length === 0) return 'broken';
  if (port.portState === null) return `the state of port ${path.port} (${path.wwpn}) is not told`;
  if (told.some(({ state, host }) => state !== null && host !== null)) return 'works';
  const [one] = told;
  return one?.state === null
    ? `the state of a path to controller ${path.controller} is not told`
    : `over which port a path goes to controller ${path.controller} is not told`;
}

/** What a fault is done to, in words for a sentence. */
export function describeTarget(target: FaultTarget): string {
  if ('cable' in target) return `cable ${target.cable}`;
  if ('switch' in target) return `port ${target.port} of ${target.switch}`;
  return `controller ${target.controller} of ${target.array}`;
}
