import type { Fabric } from '../hosts/inventory.ts';
import type { Topology, TopologyElement } from './model.ts';

/** A fabric section made of what was found, and what a person should look at before taking it. */
export interface Proposal {
  readonly fabric: Fabric;
  readonly remarks: readonly string[];
}

/** Proposes the declared side from the discovered one. Port numbers of controllers and labels of cables cannot be asked: they are made up. */
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
  const counts = new Map<string, number>();
  const controllerPorts = of('controller-port').flatMap((one) => {
    const wwpn = fact(one, 'WWPN');
    const parent = one.parent === null ? undefined : byId.get(one.parent);
    const array = parent?.parent?.slice('array:'.length);
    const controller = controllerName(parent === undefined ? undefined : last(parent.id));
    if (wwpn === undefined || array === undefined || controller === null) return [];
    const port = (counts.get(one.parent ?? '') ?? 0) + 1;
    counts.set(one.parent ?? '', port);
    return [{ id: one.id, array, controller: controller, port, wwpn }];
  });
  if (controllerPorts.length > 0)
    remarks.push('Ports of controllers are numbered as they were found: compare with the back of the array.');
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
  const without = <Value extends { readonly id: string }>({ id: _id, ...rest }: Value): Omit<Value, 'id'> => rest;
  return {
    fabric: { ports: ports.map(without), switches, controllerPorts: controllerPorts.map(without), cables, zones, luns },
    remarks,
  };
}

function controllerName(text: string | undefined): 'A' | 'B' | null {
  return text === 'A' || text === 'B' ? text : null;
}
