import type { World } from '../world.ts';
import { createHost, createHostGroup, createHostPort, createLogicalDrive, mapLun } from './array.ts';
import { lunNumber, plannedZones, zoningName } from './declared-fabric.ts';
import type { ArrayState, SwitchState } from './state.ts';
import { fabricChanged } from './timeline.ts';
import { enableConfiguration, saveZoning } from './zoning.ts';

export interface LunPlan {
  readonly name: string;
  readonly capacityBytes: number;
}

/** Does chapter 1 at once, for labs that start later: zones on both switches, logical drives created, hosts defined, LUNs mapped from 0. */
export function configureFabric(world: World, hostGroup: string, luns: readonly LunPlan[]): void {
  zoneAll(world);
  const array = Object.values(world.state.storage.arrays)[0];
  if (array !== undefined) mapAll(world, array, hostGroup, luns);
  fabricChanged(world);
}

function zoneAll(world: World): void {
  const zones = plannedZones(world.state.storage);
  for (const of of Object.values(world.state.storage.switches)) {
    const configuration = zoningName(`cfg_${of.name}`);
    for (const zone of zones.filter((candidate) => candidate.switch === of.name)) {
      of.defined.zones[zone.name] = [zone.initiator, zone.target];
      of.defined.configurations[configuration] = [...(of.defined.configurations[configuration] ?? []), zone.name];
    }
    activate(of, configuration);
  }
}

function activate(of: SwitchState, configuration: string): void {
  saveZoning(of);
  const done = enableConfiguration(of, configuration);
  if (!done.ok) throw new Error(done.problem.sentence);
}

function mapAll(world: World, array: ArrayState, hostGroup: string, luns: readonly LunPlan[]): void {
  must(createHostGroup(array, hostGroup));
  for (const [host, ports] of Object.entries(world.state.storage.hostPorts)) {
    must(createHost(array, { label: host, hostGroup, hostType: 'Linux' }));
    for (const port of ports)
      must(createHostPort(array, { wwpn: port.wwpn, label: `${host}_p${String(port.port - 1)}`, host, hostType: null }));
  }
  luns.forEach((lun, index) => {
    const drives = [0, 1, 2, 3, 4].map((slot) => ({ tray: 0, slot: slot + 1 }));
    const place = index === 0 ? { drives, raidLevel: 5 } : { group: array.driveGroups.at(-1)?.number ?? 1 };
    const made = createLogicalDrive(world, array, {
      label: lun.name,
      capacityBytes: lun.capacityBytes,
      place,
      owner: null,
      segmentKilobytes: 64,
    });
    must(made);
    must(mapLun(array, lun.name, lunNumber(index), { kind: 'hostGroup', label: hostGroup }));
  });
}

function must(result: { readonly ok: true } | { readonly ok: false; readonly problem: { readonly sentence: string } }): void {
  if (!result.ok) throw new Error(result.problem.sentence);
}
