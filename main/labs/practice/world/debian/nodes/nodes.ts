import type { ComputedNodes } from '../../part.ts';
import { devNodes } from './dev.ts';
import { procNodes } from './proc.ts';
import { sysNodes } from './sys.ts';

/** /dev, /proc and /sys of Debian machines. */
export const debianNodes: readonly ComputedNodes[] = [...devNodes, ...procNodes, ...sysNodes];
