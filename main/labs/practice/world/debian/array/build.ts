import type { ControllerName } from '../../storage/state.ts';
import type { World } from '../../world.ts';
import { debianOf } from '../debian.ts';
import type { FabricCable, Portal, TargetArray, TargetLun } from '../state.ts';

export interface ArrayPlan {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly paths: 2 | 4;
  readonly luns: readonly { readonly name: string; readonly sizeBytes: number }[];
  /** First digits of the unit serial numbers. */
  readonly serial: string;
}

/** An NAA identifier as Linux' target makes it: IEEE company 001405 and the serial number's digits. */
export function naaOf(serial: string): string {
  return `6001405${serial}`.padEnd(32, '0').slice(0, 32);
}

/** The array with its disks and portals, and every cable: port n of a host to switch n, controller A to switch 1 and B to switch 2. */
export function buildArray(world: World, plan: ArrayPlan): TargetArray {
  const luns = plan.luns.map((lun, index): TargetLun => {
    const serial = `${plan.serial}${index.toString(16)}`;
    const naa = naaOf(serial);
    const preferred: ControllerName = index % 2 === 0 ? 'A' : 'B';
    const disk = `lun:${naa}`;
    world.state.storage.disks[disk] = { id: disk, sizeBytes: lun.sizeBytes, partitions: null, volumes: {}, extents: [] };
    return { lun: index, name: lun.name, disk, sizeBytes: lun.sizeBytes, serial, naa, preferred, access: { A: preferred === 'A' ? 0 : 1, B: preferred === 'B' ? 0 : 1 }, mapped: ['A', 'B'] };
  });
  const { portals, cables } = wire(plan);
  const array: TargetArray = { name: plan.name, iqn: `iqn.2008-03.lab.xenpath:${plan.name}`, controllers: { A: { failed: false }, B: { failed: false } }, portals, luns };
  debianOf(world).arrays[plan.name] = array;
  debianOf(world).cables.push(...cables);
  return array;
} // prettier-ignore

function wire(plan: ArrayPlan): { readonly portals: Portal[]; readonly cables: FabricCable[] } {
  const portals: Portal[] = [];
  const cables: FabricCable[] = [];
  for (const host of plan.hosts)
    for (const fabric of [1, 2])
      cables.push({ label: `${host}-p${String(fabric)}`, machine: host, port: `eth${String(fabric)}`, end: { kind: 'host', number: fabric }, fabric, plugged: true });
  let port = 0;
  for (const controller of ['A', 'B'] as const) {
    for (const fabric of [1, 2]) {
      const own = (controller === 'A') === (fabric === 1);
      if (!own && plan.paths === 2) continue;
      port += 1;
      const address = `10.77.${String(fabric)}.${own ? '2' : '3'}`;
      portals.push({ controller, group: controller === 'A' ? 1 : 2, address, port: `eth${String(port)}`, enabled: true });
      cables.push({ label: `ctl${controller}-sw${String(fabric)}`, machine: plan.name, port: `eth${String(port)}`, end: { kind: 'controller', controller }, fabric, plugged: true });
    }
  }
  return { portals, cables };
} // prettier-ignore
