import { brocadePort } from '../probes/brocade-port.ts';
import { brocadeNameServer, brocadeSwitch } from '../probes/brocade.ts';
import { brocadeZoning } from '../probes/brocade-zoning.ts';
import { fcHosts, fcRemotePorts } from '../probes/fc.ts';
import type { Draft } from './draft.ts';
import { askedOf, idOf } from './identifiers.ts';
import type { ElementKind, ElementState, Topology } from './model.ts';
import { found, type Observed } from './observations.ts';

/** A port that a world-wide port name stands for. */
export interface NamedPort {
  readonly id: string;
  readonly parent: string | null;
  readonly name: string;
}

/**
 * Ports by WWPN. A switch shows names alone: which adapter or controller has a name is told by that machine, or by who declared it.
 */
export interface Ports {
  readonly initiators: ReadonlyMap<string, NamedPort>;
  readonly targets: ReadonlyMap<string, NamedPort>;
}

/** The names that an inventory's fabric gives to ports. */
export function declaredPorts(declared: Topology): Ports {
  const named = (kind: ElementKind): ReadonlyMap<string, NamedPort> =>
    new Map(
      declared.elements.flatMap((one): [string, NamedPort][] => {
        const wwpn = one.kind === kind ? one.facts.find(({ name }) => name === 'WWPN')?.value : undefined;
        return wwpn === undefined ? [] : [[wwpn, { id: one.id, parent: one.parent, name: one.name }]];
      }),
    );
  return { initiators: named('hba-port'), targets: named('controller-port') };
}

/** Host bus adapter ports, as sysfs of each Xen host tells. Numbered by the order of their SCSI hosts. */
export function discoverAdapters(draft: Draft, observed: Observed): ReadonlyMap<string, NamedPort> {
  const initiators = new Map<string, NamedPort>();
  for (const { host, facts, evidence } of found(observed, fcHosts)) {
    draft.answered(askedOf.adapters(host));
    const parent = draft.element(idOf.host(host), { kind: 'host', name: host, state: 'ok' });
    [...facts.hosts]
      .sort((a, b) => a.host - b.host)
      .forEach((port, index) => {
        const state = portState(port.portState);
        const id = draft.element(idOf.hbaPort(host, port.wwpn), {
          kind: 'hba-port',
          name: `port ${index + 1}`,
          parent,
          state,
          why: state === 'ok' ? null : `The adapter says “${port.portState ?? 'nothing'}”.`,
        });
        initiators.set(port.wwpn, { id, parent, name: `port ${index + 1}` });
        draft.fact(id, 'WWPN', port.wwpn, evidence);
        draft.fact(id, 'SCSI host', port.host, evidence);
        draft.fact(id, 'speed', port.speed, evidence);
        draft.fact(id, 'driver and firmware', port.symbolicName, evidence);
      });
  }
  return initiators;
}

/** `port_state` of fc_host and fc_remote_port (drivers/scsi/scsi_transport_fc.c). */
export function portState(text: string | null): ElementState {
  if (text === null) return 'unknown';
  if (text === 'Online') return 'ok';
  return text === 'Unknown' || text === 'Marginal' ? 'degraded' : 'down';
}

/** Switches, their ports, and what is plugged into them. Ports with nothing in them are left out unless they are disabled. */
export function discoverSwitches(draft: Draft, observed: Observed, ports: Ports): void {
  const counted = found(observed, brocadePort);
  for (const { host, facts, evidence } of found(observed, brocadeSwitch)) {
    draft.answered(askedOf.switch(host));
    const state = facts.state === null ? 'unknown' : facts.state === 'Online' ? 'ok' : 'down';
    const why = state === 'down' ? `The switch says “${facts.state ?? ''}”.` : null;
    const parent = draft.element(idOf.switch(host), { kind: 'switch', name: host, state, why });
    draft.fact(parent, 'name', facts.name, evidence);
    draft.fact(parent, 'domain', facts.domain, evidence);
    draft.fact(parent, 'WWN', facts.wwn, evidence);
    draft.fact(parent, 'zoning', facts.zoningConfiguration, evidence);
    for (const port of facts.ports) {
      const id = idOf.switchPort(host, port.port);
      const online = port.state === 'Online' && !port.disabled;
      draft.element(id, {
        kind: 'switch-port',
        name: `port ${port.port}`,
        parent,
        state: online ? 'ok' : 'down',
        why: online ? null : port.disabled ? 'The port is disabled.' : `The switch says “${port.state}”.`,
      });
      draft.fact(id, 'speed', port.speed, evidence);
      draft.fact(id, 'device', port.wwn, evidence);
      for (const one of counted)
        if (one.host === host && one.parameters.port === port.port)
          for (const { name, value } of one.facts.counters) draft.fact(id, name, value, one.evidence);
      if (port.wwn === null) continue;
      const state = online ? 'ok' : 'down';
      const initiator = ports.initiators.get(port.wwn);
      if (initiator !== undefined) {
        draft.element(initiator.id, { kind: 'hba-port', name: initiator.name, parent: initiator.parent, state });
        draft.link({ kind: 'cable', from: initiator.id, to: id, state });
      }
      const target = ports.targets.get(port.wwn);
      if (target === undefined) continue;
      draft.element(target.id, { kind: 'controller-port', name: target.name, parent: target.parent, state });
      draft.fact(target.id, 'WWPN', port.wwn, evidence);
      draft.link({ kind: 'cable', from: id, to: target.id, state });
    }
  }
}

/** Zones in force: what an initiator may reach. */
export function discoverZones(draft: Draft, observed: Observed, ports: Ports): void {
  for (const { host, facts } of found(observed, brocadeZoning)) {
    draft.answered(askedOf.zones(host));
    if (!facts.effective.inEffect) continue;
    for (const zone of facts.effective.zones) {
      const members = zone.members.map((member) => member.toLowerCase());
      for (const from of members.flatMap((one) => ports.initiators.get(one) ?? []))
        for (const to of members.flatMap((one) => ports.targets.get(one) ?? []))
          draft.link({ kind: 'zone', from: from.id, to: to.id, label: zone.name, state: 'ok' });
    }
  }
}

/** WWPN of the target that a SCSI host's target number stands for, as sysfs of the host tells. */
export function remoteWwpns(observed: Observed, host: string): ReadonlyMap<string, { wwpn: string; state: ElementState }> {
  const map = new Map<string, { wwpn: string; state: ElementState }>();
  for (const { facts } of found(observed, fcRemotePorts, host)) {
    for (const port of facts.ports) {
      if (port.scsiTargetId === null || port.scsiTargetId < 0) continue;
      map.set(`${port.host}:${port.scsiTargetId}`, { wwpn: port.wwpn, state: portState(port.portState) });
    }
  }
  return map;
}

/** WWPN of each adapter by its SCSI host number. */
export function adapterWwpns(observed: Observed, host: string): ReadonlyMap<number, string> {
  return new Map(found(observed, fcHosts, host).flatMap(({ facts }) => facts.hosts.map((port) => [port.host, port.wwpn])));
}

/** Switch on which a port name is logged in now, by WWPN: from port tables and name servers. */
export function switchesByWwpn(observed: Observed): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const { host, facts } of found(observed, brocadeNameServer)) for (const one of facts.devices) map.set(one.wwpn, host);
  for (const { host, facts } of found(observed, brocadeSwitch))
    for (const port of facts.ports) if (port.wwn !== null) map.set(port.wwn, host);
  return map;
}
