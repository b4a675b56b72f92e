import { rdacArray } from '../probes/rdac-array.ts';
import { rdacVersion, rdacVirtualDevices } from '../probes/rdac.ts';
import { smcliControllers, smcliLogicalDrives, smcliLunMappings } from '../probes/smcli.ts';
import { adapterWwpns, remoteWwpns, switchesByWwpn, type NamedPort, type Ports } from './discover-fabric.ts';
import type { Draft } from './draft.ts';
import { askedOf, idOf } from './identifiers.ts';
import type { ElementState, EvidenceReference } from './model.ts';
import { found, type Observed } from './observations.ts';

/** Which element an array that a driver names is: hosts and drivers may call it differently. */
export type ArrayNames = (driverName: string) => string;

/** Names of arrays: that of an array host, or of the only one there is, else the driver's own. */
export function arrayNames(arrayHosts: readonly string[]): ArrayNames {
  return (driverName) => {
    const same = arrayHosts.find((name) => name === driverName);
    const [only] = arrayHosts;
    return same ?? (arrayHosts.length === 1 && only !== undefined ? only : driverName);
  };
}

/** What the array's own management says: controllers, logical drives, LUNs, owners. */
export function discoverArrays(draft: Draft, observed: Observed): void {
  for (const { host, facts, evidence } of found(observed, smcliControllers)) {
    if (!facts.answered) continue;
    draft.answered(askedOf.controllers(host));
    for (const one of facts.controllers) {
      const id = controller(draft, host, one.name, controllerState(one.status), one.status);
      draft.fact(id, 'firmware', one.firmwareVersion, evidence);
      draft.fact(id, 'status', one.status, evidence);
    }
  }
  for (const { host, facts, evidence } of found(observed, smcliLunMappings)) {
    if (!facts.answered) continue;
    draft.answered(askedOf.luns(host));
    const parent = draft.element(idOf.array(host), { kind: 'array', name: host, state: 'ok' });
    for (const one of facts.mappings.filter(({ access }) => !access)) {
      const optimal = one.status === null || one.status === 'Optimal';
      const id = draft.element(idOf.lun(host, one.lun), {
        kind: 'lun',
        name: `LUN ${one.lun}`,
        parent,
        state: optimal ? 'ok' : 'degraded',
        why: optimal ? null : `The array says “${one.status ?? ''}”.`,
      });
      draft.fact(id, 'logical drive', one.name, evidence);
      draft.fact(id, 'accessible by', one.accessibleBy, evidence);
      drives(draft, observed, host, one.name, id);
    }
  }
}

function drives(draft: Draft, observed: Observed, host: string, name: string, lun: string): void {
  for (const { facts, evidence } of found(observed, smcliLogicalDrives, host)) {
    const drive = facts.drives.find((one) => one.name === name);
    if (drive === undefined) continue;
    draft.fact(lun, 'bytes', drive.bytes, evidence);
    draft.fact(lun, 'WWID', drive.wwid, evidence);
  }
}

/** Who owns a LUN, as somebody said at some time. */
interface OwnerClaim {
  readonly array: string;
  readonly lun: string;
  readonly preferred: string | null;
  readonly current: string | null;
  readonly evidence: EvidenceReference;
}

/**
 * Owners of LUNs: the array's management and each host's driver tell them, and whoever was asked last counts. A LUN whose current
 * controller is not the preferred one works, and is not as it should be.
 */
export function discoverOwners(draft: Draft, observed: Observed, names: ArrayNames): void {
  const newest = new Map<string, OwnerClaim>();
  for (const claim of [...claimsOfArrays(observed), ...claimsOfHosts(observed, names)]) {
    const known = newest.get(claim.lun);
    if (known === undefined || claim.evidence.sequence >= known.evidence.sequence) newest.set(claim.lun, claim);
  }
  for (const { array, lun, preferred, current, evidence } of newest.values()) {
    if (!draft.has(lun)) continue;
    draft.fact(lun, 'preferred controller', preferred, evidence);
    draft.fact(lun, 'current controller', current, evidence);
    const moved = current !== null && preferred !== null && current !== preferred;
    if (moved) {
      const why = `Controller ${current} owns it; ${preferred} is preferred.`;
      draft.element(lun, { kind: 'lun', name: lun, state: 'degraded', why });
    }
    for (const name of new Set([preferred, current])) {
      if (name === null) continue;
      const label = !moved ? 'owns' : name === current ? 'owns now' : 'preferred';
      const state = moved ? (name === current ? 'degraded' : 'down') : 'ok';
      draft.link({ kind: 'owns', from: controller(draft, array, name), to: lun, label, state });
    }
  }
}

function claimsOfArrays(observed: Observed): OwnerClaim[] {
  return found(observed, smcliLunMappings).flatMap(({ host, facts }) =>
    facts.mappings
      .filter(({ access }) => !access)
      .flatMap((mapping) =>
        found(observed, smcliLogicalDrives, host).flatMap(({ facts: { drives: list }, evidence }) =>
          list
            .filter(({ name }) => name === mapping.name)
            .map(({ preferredOwner, currentOwner }) => ({
              array: host,
              lun: idOf.lun(host, mapping.lun),
              preferred: preferredOwner,
              current: currentOwner,
              evidence,
            })),
        ),
      ),
  );
}

function claimsOfHosts(observed: Observed, names: ArrayNames): OwnerClaim[] {
  return found(observed, rdacArray).flatMap(({ facts, parameters, evidence }) => {
    const array = names(facts.name ?? parameters.name);
    return facts.luns.map(({ lun, preferredPath, currentOwningPath }) => ({
      array,
      lun: idOf.lun(array, lun),
      preferred: preferredPath,
      current: currentOwningPath,
      evidence,
    }));
  });
}

function controller(draft: Draft, array: string, name: string, state?: ElementState, said: string | null = null): string {
  const parent = draft.element(idOf.array(array), { kind: 'array', name: array, state: 'ok' });
  return draft.element(idOf.controller(array, name), {
    kind: 'controller',
    name: `controller ${name}`,
    parent,
    ...(state === undefined ? {} : { state }),
    why: state !== undefined && state !== 'ok' && said !== null ? `The array says “${said}”.` : null,
  });
}

function controllerState(status: string | null): ElementState {
  if (status === null) return 'unknown';
  return /^(online|optimal)$/iu.test(status) ? 'ok' : 'down';
}

/** What the multipath driver of each Xen host says: devices, paths and owners. */
export function discoverMultipath(draft: Draft, observed: Observed, ports: Ports, names: ArrayNames): void {
  for (const { host, facts, evidence } of found(observed, rdacVersion)) {
    if (!facts.answered) continue;
    const id = driver(draft, host);
    draft.fact(id, 'version', facts.version, evidence);
  }
  for (const { host, facts, evidence } of found(observed, rdacVirtualDevices)) {
    if (!facts.answered) continue;
    draft.answered(askedOf.multipath(host));
    for (const one of facts.devices) {
      const via = driver(draft, host);
      const array = names(one.array);
      const lun = idOf.lun(array, one.lun);
      const parent = draft.element(idOf.array(array), { kind: 'array', name: array, state: 'ok' });
      draft.element(lun, { kind: 'lun', name: `LUN ${one.lun}`, parent, state: 'ok' });
      const device = draft.element(idOf.device(host, one.device), {
        kind: 'device',
        name: one.device,
        parent: idOf.domain(host),
        state: 'ok',
      });
      draft.fact(device, 'LUN', one.lun, evidence);
      draft.fact(device, 'array', one.array, evidence);
      draft.link({ kind: 'presents', from: lun, to: via, label: `${one.lun}`, state: 'ok' });
      draft.link({ kind: 'drives', from: via, to: device, label: `${one.lun}`, state: 'ok' });
    }
  }
  for (const one of found(observed, rdacArray))
    if (one.facts.answered) discoverPaths(draft, observed, ports, names(one.facts.name ?? one.parameters.name), one);
}

function driver(draft: Draft, host: string): string {
  return draft.element(idOf.multipath(host), { kind: 'multipath', name: 'RDAC', parent: idOf.domain(host), state: 'ok' });
}

type RdacFacts = ReturnType<typeof rdacArray.facts.parse>;

/**
 * Host ports of controllers by WWPN, as the array's own management lists them: a port is a `World-wide port identifier`, and its number the `Channel`
 * that stands before it. Ports with nothing in them are among them: which are in use is for the switches to tell.
 */
export function portsOfArrays(observed: Observed): ReadonlyMap<string, NamedPort> {
  const ports = new Map<string, NamedPort>();
  for (const { host, facts } of found(observed, smcliControllers)) {
    for (const { name, attributes } of facts.controllers) {
      let channel: string | null = null;
      for (const one of attributes) {
        if (one.name === 'Channel') channel = one.value;
        const wwpn = one.name === 'World-wide port identifier' ? colonned(one.value) : null;
        if (wwpn === null) continue;
        const id = idOf.controllerPort(host, wwpn);
        const called = channel !== null && /^[0-9]+$/u.test(channel) ? `port ${channel}` : wwpn;
        ports.set(wwpn, { id, parent: idOf.controller(host, name), name: called });
        channel = null;
      }
    }
  }
  return ports;
}

/** A WWN as switches write it; null for what is none. */
function colonned(text: string): string | null {
  const digits = text.replaceAll(':', '').toLowerCase();
  return /^[0-9a-f]{16}$/u.test(digits) ? (digits.match(/../gu) ?? []).join(':') : null;
}

/** Controllers and their ports, as each Xen host sees them: RDAC names a path by SCSI host and target, sysfs gives the target's port name. */
export function discoverTargets(
  draft: Draft,
  observed: Observed,
  names: ArrayNames,
  known: ReadonlyMap<string, NamedPort>,
): ReadonlyMap<string, NamedPort> {
  const targets = new Map<string, NamedPort>();
  for (const { host, facts, parameters, evidence } of found(observed, rdacArray)) {
    if (!facts.answered) continue;
    const array = names(facts.name ?? parameters.name);
    const remote = remoteWwpns(observed, host);
    for (const of of facts.controllers) {
      const parent = controller(draft, array, of.name);
      const word =
        of.failed === true || of.present === false ? 'failed' : of.failoverInProgress === true ? 'failing over' : 'present';
      // Several hosts may see one controller differently: the array's own word stands, and this is a fact beside it.
      draft.fact(parent, `as ${host} sees it`, word, evidence);
      for (const path of of.paths) {
        const target = remote.get(`${path.host ?? ''}:${path.target ?? ''}`);
        if (target === undefined) continue;
        const id = idOf.controllerPort(array, target.wwpn);
        const called = known.get(target.wwpn)?.name ?? target.wwpn;
        draft.element(id, { kind: 'controller-port', name: called, parent });
        draft.fact(id, 'WWPN', target.wwpn, evidence);
        targets.set(target.wwpn, { id, parent, name: called });
      }
    }
  }
  return targets;
}

/** Paths of a host to each LUN, from port to controller: the switches tell where both ends are logged in. */
function discoverPaths(
  draft: Draft,
  observed: Observed,
  ports: Ports,
  array: string,
  one: { readonly host: string; readonly facts: RdacFacts; readonly evidence: EvidenceReference },
): void {
  const { host, facts, evidence } = one;
  const adapters = adapterWwpns(observed, host);
  const remote = remoteWwpns(observed, host);
  const logins = switchesByWwpn(observed);
  const zones = draft.build().links.filter(({ kind }) => kind === 'zone');
  const targetIds = new Map([...ports.targets.values()].map((port) => [port.id, port]));
  /** Without the host's word the zones tell, where they leave an initiator but one port of the controller. */
  const zoned = (initiator: string | null, of: string): string | null => {
    const reached = zones.filter(({ from, to }) => from === initiator && targetIds.get(to)?.parent === of);
    return reached.length === 1 ? (reached[0]?.to ?? null) : null;
  };
  for (const lun of facts.luns) {
    const id = idOf.lun(array, lun.lun);
    if (!draft.has(id)) continue;
    draft.fact(id, 'WWID', lun.wwid, evidence);
    for (const of of lun.controllers) {
      const known = facts.controllers.find(({ name }) => name === of.controller);
      for (const path of known?.paths ?? []) {
        const own = of.paths.find(({ number }) => number === path.number);
        const wwpn = path.host === null ? undefined : adapters.get(path.host);
        const target = remote.get(`${path.host ?? ''}:${path.target ?? ''}`);
        const works = own !== undefined && own.state === 'OPTIMAL' && path.state === 'OPTIMAL' && known?.failed !== true;
        const port = wwpn === undefined ? null : (ports.initiators.get(wwpn)?.id ?? null);
        const through = idOf.controller(array, of.controller);
        draft.path({
          host: idOf.host(host),
          lun: id,
          port,
          switch: wwpn === undefined ? null : switchId(logins.get(wwpn)),
          controllerPort: target === undefined ? zoned(port, through) : idOf.controllerPort(array, target.wwpn),
          controller: through,
          state: works ? 'ok' : own === undefined ? 'absent' : 'down',
          active: lun.currentOwningPath === of.controller,
        });
      }
    }
  }
}

function switchId(name: string | undefined): string | null {
  return name === undefined ? null : idOf.switch(name);
}
