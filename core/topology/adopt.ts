import type { Fabric } from '../hosts/inventory.ts';
import type { Topology, TopologyElement } from './model.ts';

/** A fabric section made of what was found, and what a person should look at before taking it. */
export interface Proposal {
  readonly fabric: Fabric;
  readonly remarks: readonly string[];
}

/**
 * Proposes the declared side from the discovered one. Labels of cables cannot be asked: they are made up, as is the number of a controller's port that
 * the array does not number itself. What was found and cannot be taken is told in a remark.
 */
export function adoptFabric(discovered: Topology): Proposal {
  const remarks: string[] = [];
  const of = (kind: TopologyElement['kind']): TopologyElement[] => discovered.elements.filter((one) => one.kind === kind);
  const byId = new Map(discovered.elements.map((one) => [one.id, one]));
  const fact = (one: TopologyElement | undefined, name: string): string | undefined =>
    one?.facts.find((known) => known.name === name)?.value;
  const last = (id: string): string => id.split(':').at(-1) ?? id;

  const ports = of('hba-port').flatMap((one) => {
    const wwpn = fact(one, 'WWPN');
    const host = one.parent?.slice('host:'.length);
    return wwpn === undefined || host === undefined
      ? []
      : [{ id: one.id, host, port: Number(/\d+/u.exec(one.name)?.[0] ?? 1), wwpn }];
  });
  const controllerPorts = controllerPortsOf(of('controller-port'), byId);
  if (controllerPorts.length > 0)
    remarks.push('Ports of controllers are numbered as the array or its driver lists them: compare with the back of the array.');
  const cables = discovered.links.flatMap((link): Fabric['cables'] => {
    if (link.kind !== 'cable') return [];
    const switchPort = [link.from, link.to].map((id) => byId.get(id)).find((one) => one?.kind === 'switch-port');
    const name = switchPort?.parent?.slice('switch:'.length);
    if (switchPort === undefined || name === undefined) return [];
    const end = { switch: name, switchPort: Number(last(switchPort.id)) };
    const hostPort = ports.find(({ id }) => id === link.from);
    if (hostPort !== undefined)
      return [{ label: `${hostPort.host}-p${hostPort.port}`, from: { host: hostPort.host, port: hostPort.port }, ...end }];
    const target = controllerPorts.find(({ id }) => id === link.to);
    if (target === undefined) return [];
    const { array, controller, port } = target;
    return [{ label: `${array}-${controller}${port}`, from: { array, controller, port }, ...end }];
  });
  if (cables.length > 0) remarks.push('Labels of cables are made up: write them on the cables, or put in what is written there.');
  const zones = discovered.links.flatMap((link) => {
    if (link.kind !== 'zone' || link.label === null) return [];
    const initiator = ports.find(({ id }) => id === link.from)?.wwpn;
    const target = controllerPorts.find(({ id }) => id === link.to)?.wwpn;
    const cable = discovered.links.find((one) => one.kind === 'cable' && one.from === link.from);
    const name = cable === undefined ? undefined : byId.get(cable.to)?.parent?.slice('switch:'.length);
    if (initiator === undefined || target === undefined || name === undefined) return [];
    return [{ name: link.label, switch: name, initiator, target }];
  });
  const luns = of('lun').flatMap((one) => {
    const array = one.parent?.slice('array:'.length);
    if (array === undefined) return [];
    const size = fact(one, 'bytes');
    const preferredController = controllerName(fact(one, 'preferred controller'));
    const wwid = fact(one, 'WWID');
    return [
      {
        lun: Number(last(one.id)),
        name: fact(one, 'logical drive') ?? `lun${last(one.id)}`,
        array,
        ...(size === undefined ? {} : { sizeBytes: Number(size) }),
        ...(preferredController === null ? {} : { preferredController }),
        ...(wwid !== undefined && /^[0-9a-f]{32}$/u.test(wwid) ? { wwid } : {}),
      },
    ];
  });
  const switches = of('switch').map((one) => {
    const domain = fact(one, 'domain');
    return { name: last(one.id), ...(domain === undefined ? {} : { domain: Number(domain) }) };
  });
  for (const one of of('switch').filter(({ state }) => state === 'unknown')) remarks.push(`${one.name} was not asked.`);
  remarks.push(...leftOut(discovered, { ports, controllerPorts, luns }));
  const without = <Value extends { readonly id: string }>({ id: _id, ...rest }: Value): Omit<Value, 'id'> => rest;
  return {
    fabric: { ports: ports.map(without), switches, controllerPorts: controllerPorts.map(without), cables, zones, luns },
    remarks,
  };
}

function controllerName(text: string | undefined): 'A' | 'B' | null {
  return text === 'A' || text === 'B' ? text : null;
}

interface AdoptedPort {
  readonly id: string;
  readonly array: string;
  readonly controller: 'A' | 'B';
  readonly port: number;
  readonly wwpn: string;
}

/** Ports by number where the array tells one that no other port of the controller has, else the lowest number that is free. */
function controllerPortsOf(
  found: readonly TopologyElement[],
  byId: ReadonlyMap<string, TopologyElement>,
): readonly AdoptedPort[] {
  const taken = new Map<string, Set<number>>();
  const numbered = (one: TopologyElement): number => Number(/^port ([1-9][0-9]*)$/u.exec(one.name)?.[1] ?? Infinity);
  return [...found]
    .sort((a, b) => numbered(a) - numbered(b) || (a.id < b.id ? -1 : 1))
    .flatMap((one): AdoptedPort[] => {
      const wwpn = one.facts.find(({ name }) => name === 'WWPN')?.value;
      const parent = one.parent === null ? undefined : byId.get(one.parent);
      const array = parent?.parent?.slice('array:'.length);
      const controller = controllerName(parent?.id.split(':').at(-1));
      if (wwpn === undefined || parent === undefined || array === undefined || controller === null) return [];
      const numbers = taken.get(parent.id) ?? new Set();
      taken.set(parent.id, numbers);
      let port = numbered(one);
      if (!Number.isFinite(port) || numbers.has(port)) for (port = 1; numbers.has(port);) port += 1;
      numbers.add(port);
      return [{ id: one.id, array, controller, port, wwpn }];
    })
    .sort((a, b) => `${a.array} ${a.controller}`.localeCompare(`${b.array} ${b.controller}`) || a.port - b.port);
}

interface Adopted {
  readonly ports: readonly { readonly id: string }[];
  readonly controllerPorts: readonly AdoptedPort[];
  readonly luns: readonly unknown[];
}

/** What was found and did not get into the proposal, and what a fabric cannot do without and nobody told. */
function leftOut(discovered: Topology, { ports, controllerPorts, luns }: Adopted): readonly string[] {
  const { elements, links } = discovered;
  const known = new Set([...ports, ...controllerPorts].map(({ id }) => id));
  const plugged = new Set(links.flatMap(({ kind, from, to }) => (kind === 'cable' ? [from, to] : [])));
  const names = new Map(elements.map((one) => [one.id, one.name]));
  const remarks: string[] = [];
  for (const one of elements) {
    const where = `${one.name} of ${names.get(one.parent ?? '') ?? 'nobody knows what'}`;
    if ((one.kind === 'hba-port' || one.kind === 'controller-port') && !known.has(one.id))
      remarks.push(`Left out: ${where}, whose port name or controller is not known.`);
    const device = one.kind === 'switch-port' ? one.facts.find(({ name }) => name === 'device')?.value : undefined;
    if (device !== undefined && !plugged.has(one.id))
      remarks.push(`Left out: what is plugged into ${where}. It is ${device}, which no host and no array said to be its own.`);
  }
  if (ports.length === 0) remarks.push('No port of a host was found: no Xen host told of its adapters.');
  if (controllerPorts.length === 0)
    remarks.push(
      'No port of a controller was found: neither the array told of its ports, nor a host of what it reaches; or no switch sees them.',
    );
  if (!links.some(({ kind }) => kind === 'zone')) remarks.push('No zone was found in force between a host and the array.');
  if (luns.length === 0) remarks.push('No LUN was found: the array has none mapped, or was not asked.');
  return remarks;
}
