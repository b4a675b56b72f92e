import type { SystemName } from '../options.ts';
import { debian12 } from './debian12.ts';
import { rhel5 } from './rhel5.ts';
import type { LabSystem } from './system.ts';

/** The families of practice hosts: a new one is a name in options.ts, a row here, and its kinds in kinds.ts. */
export const labSystems: Readonly<Record<SystemName, LabSystem>> = { rhel5, debian12 };
