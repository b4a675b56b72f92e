import type { Machine } from '../machine.ts';
import { bootReader } from './boot/boot-files.ts';
import { parseGrubConfiguration } from './boot/grub-config.ts';
import { softwareOf } from './software.ts';

/** Titles of the boot menu as grub.conf on the disk has them, and which of them is the default. */
export function bootMenu(machine: Machine): { readonly entries: readonly string[]; readonly default: number } {
  const read = bootReader(machine);
  const configuration = parseGrubConfiguration(read('/grub/grub.conf') ?? '');
  return { entries: configuration.entries.map((entry) => entry.title), default: configuration.default };
}

/** Resets a machine (or powers it on) and takes that entry of the menu for this one boot; false when there is none. */
export function consoleBoot(machine: Machine, entry: number | null): boolean {
  if (entry !== null && bootMenu(machine).entries[entry] === undefined) return false;
  softwareOf(machine).nextBootEntry = entry;
  if (machine.state.power === 'off') machine.powerOn();
  else machine.reset();
  return true;
}
