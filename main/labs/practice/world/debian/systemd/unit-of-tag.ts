import type { Machine } from '../../machine.ts';
import { runningOrNull } from '../debian.ts';

/** The unit to which a line of the journal belongs, by the process that wrote it: `multipathd[238]`. */
export function unitOfTag(machine: Machine, tag: string): string {
  const found = /^(.*)\[([0-9]+)\]$/u.exec(tag);
  const units = runningOrNull(machine)?.units ?? {};
  const byProcess = Object.entries(units).find(([, { pid }]) => pid !== null && String(pid) === found?.[2])?.[0];
  const name = found?.[1] ?? tag;
  return byProcess ?? (units[`${name}.service`] === undefined ? '-' : `${name}.service`);
}
