import type { World } from '../world.ts';
import type { HostDrivers } from './state.ts';

/** What the software of a host has loaded, as far as storage cares. Parameters are those that were in force when a module was loaded. */
export function driversOf(world: World, host: string): HostDrivers {
  const running = world.state.software[host]?.running ?? null;
  const loaded = (running?.modules ?? []).toSorted((left, right) => left.order - right.order);
  const hba = loaded.find((module) => module.name === 'qla2xxx');
  const rdac = loaded.find((module) => module.name === 'mppUpper' || module.name === 'mppVhba');
  // Only the vendor's driver has failover of its own, on by default (ql_os.c: ql2xfailover); the distribution's is "-k".
  const vendor = hba?.version !== undefined && hba.version !== null && !hba.version.includes('-k');
  const rebalance = Number(rdac?.parameters['DisableLUNRebalance'] ?? '0');
  return {
    modules: loaded.map((module) => module.name),
    hbaFailover: vendor && hba.parameters['ql2xfailover'] !== '0',
    hbaVersion: hba?.version ?? '',
    rdacVersion: rdac?.version ?? '',
    disableRebalance: Number.isInteger(rebalance) ? rebalance : 0,
  };
}

export function hasModule(drivers: HostDrivers, name: string): boolean {
  return drivers.modules.includes(name);
}

/** RDAC takes the paths for itself only if it was there before the HBA driver found them. */
export function rdacClaims(drivers: HostDrivers): boolean {
  const upper = drivers.modules.indexOf('mppUpper');
  const hba = drivers.modules.indexOf('qla2xxx');
  return upper >= 0 && (hba < 0 || upper < hba);
}
