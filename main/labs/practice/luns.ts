import { articleLuns } from './world/storage/build.ts';
import type { LunPlan } from './world/storage/configure.ts';

/** The logical drives that a lab of so many LUNs is meant to have: the article's four, then more of 5 GB. */
export function defaultLuns(count: number): readonly LunPlan[] {
  return Array.from({ length: count }, (_unused, index) => {
    const known = articleLuns[index];
    return {
      name: known?.name ?? `xen_lun${String(index)}`,
      capacityBytes: Math.round((known?.capacityGigabytes ?? 5) * 1024 ** 3),
    };
  });
}
