import type { ResolvedParameters } from '../../core/procedure/parameters.ts';
import type { PlanAbout } from '../../core/report/plan-about.ts';
import type { Lab } from './lab.ts';
import type { ProcedureFile } from './procedures.ts';
import { XENPATH_VERSION } from './version.ts';

/** What a plan on paper says of where it comes from. `at`: our clock, ISO 8601. */
export function planAbout(
  procedure: ProcedureFile,
  lab: Pick<Lab, 'name' | 'simulated' | 'scale' | 'inventory'>,
  parameters: ResolvedParameters,
  operator: string,
  at: string,
): PlanAbout {
  return {
    hosts: lab.simulated ? lab.inventory.name : lab.name,
    simulated: lab.simulated,
    scale: lab.scale,
    hash: procedure.hash,
    xenpath: XENPATH_VERSION,
    at,
    operator,
    parameters: Object.entries(parameters.run).map(([name, value]) => ({
      name,
      value: typeof value === 'string' ? value : JSON.stringify(value),
      origin: parameters.origin[name] ?? 'default',
    })),
  };
}
