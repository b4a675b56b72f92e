import type { WorldOptions } from './options.ts';
import { articleLuns } from './world/storage/build.ts';
import type { LunPlan } from './world/storage/configure.ts';

/** The logical drives that a lab is meant to have: its own, else the article's four, then more of 5 GB. */
export function plannedLuns({ luns, unlike }: Pick<WorldOptions, 'luns' | 'unlike'>): readonly LunPlan[] {
  return Array.from({ length: luns }, (_unused, index) => {
    const own = unlike?.luns?.[index];
    const known = own === undefined ? articleLuns[index] : { name: own.name, capacityGigabytes: own.gigabytes };
    return {
      name: known?.name ?? `xen_lun${String(index)}`,
      capacityBytes: Math.round((known?.capacityGigabytes ?? 5) * 1024 ** 3),
    };
  });
}
