import type { Fabric } from '../../../../../core/hosts/inventory.ts';
import type { StorageState } from './state.ts';

/** What the lab's owner means to have: LUNs by number with name and size, and names of the hosts in the inventory. */
export interface Intention {
  readonly luns: readonly { readonly name: string; readonly sizeBytes?: number }[];
  /** Name of the array's host in the inventory. */
  readonly arrayHost: string;
}

/**
 * The `fabric` section of an inventory: what should be connected, zoned and mapped once the work is done, whatever the state is now. LUNs are
 * numbered from 0 without the access LUN, preferred controllers alternate from A.
 */
export function declaredFabric(storage: StorageState, intention: Intention): Fabric {
  const array = Object.values(storage.arrays)[0];
  const initiators = Object.entries(storage.hostPorts).flatMap(([host, ports]) =>
    ports.map((port) => ({ host, port: port.port, wwpn: port.wwpn })),
  );
  return {
    ports: initiators,
    switches: Object.values(storage.switches).map((of) => ({ name: of.name, domain: of.domain })),
    controllerPorts: Object.values(array?.controllers ?? {}).flatMap(
      (controller) =>
      controller.ports.filter((port) => storage.cables.some((cable) => cable.from.kind === 'controller' && cable.from.controller === controller.name && cable.from.port === port.port))
        .map((port) => ({ array: intention.arrayHost, controller: controller.name, port: port.port, wwpn: port.wwpn })), // prettier-ignore
    ),
    cables: storage.cables.map((cable) => ({
      label: cable.label,
      from:
        cable.from.kind === 'host'
          ? { host: cable.from.host, port: cable.from.port }
          : { array: intention.arrayHost, controller: cable.from.controller, port: cable.from.port },
      switch: cable.switch,
      switchPort: cable.switchPort,
    })),
    zones: plannedZones(storage).map((zone) => ({
      name: zone.name,
      switch: zone.switch,
      initiator: zone.initiator,
      target: zone.target,
    })),
    luns: intention.luns.map((lun, index) => ({
      lun: lunNumber(index),
      name: lun.name,
      array: intention.arrayHost,
      ...(lun.sizeBytes === undefined ? {} : { sizeBytes: lun.sizeBytes }),
      preferredController: index % 2 === 0 ? ('A' as const) : ('B' as const),
      ...wwidOf(storage, lun.name),
    })),
  };
}

/** LUN of the n-th logical drive: contiguous from 0, past the access LUN. */
export function lunNumber(index: number): number {
  return index < 31 ? index : index + 1;
}

function wwidOf(storage: StorageState, name: string): { wwid?: string } {
  const drive = Object.values(storage.arrays)[0]?.logicalDrives.find((candidate) => candidate.label === name);
  return drive === undefined ? {} : { wwid: drive.wwid };
}

/** Fabric OS takes letters, digits and underscores in the names of zones and configurations. */
export function zoningName(text: string): string {
  return text.replace(/[^A-Za-z0-9_]/gu, '_');
}

export interface PlannedZone {
  readonly name: string;
  readonly switch: string;
  readonly initiator: string;
  readonly target: string;
}

/** One zone for each initiator and target that share a switch, named after host and controller port: `z_xenhost_A`, `z_xenhost_A2` for a further port. */
export function plannedZones(storage: StorageState): readonly PlannedZone[] {
  const array = Object.values(storage.arrays)[0];
  return Object.keys(storage.switches).flatMap((name) => {
    const cables = storage.cables.filter((cable) => cable.switch === name);
    return cables.flatMap((cable) => {
      const from = cable.from;
      if (from.kind !== 'host') return [];
      const initiator = storage.hostPorts[from.host]?.find((port) => port.port === from.port)?.wwpn;
      return cables.flatMap((other) => {
        const end = other.from;
        if (end.kind !== 'controller' || initiator === undefined) return [];
        const target = array?.controllers[end.controller].ports.find((port) => port.port === end.port)?.wwpn;
        const suffix = end.port === 1 ? '' : String(end.port);
        return target === undefined
          ? []
          : [{ name: zoningName(`z_${from.host}_${end.controller}${suffix}`), switch: name, initiator, target }];
      });
    });
  });
}
