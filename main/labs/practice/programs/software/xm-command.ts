import type { Domain } from '../../world/software/state.ts';
import { findDomain } from '../../world/software/xen/domains.ts';
import type { ProgramCall } from '../program.ts';
import { print } from './output.ts';
import { usageOf } from './xm-usage.ts';

/** One subcommand of xm: arguments without its name. */
export type XmCommand = (call: ProgramCall, args: readonly string[]) => Promise<number>;

/** The domain that somebody named, or null when xm has said that there is none. */
export function wantedDomain(call: ProgramCall, command: string, name: string): Domain | null {
  const domain = findDomain(call.machine, name);
  if (domain !== undefined) return domain;
  noDomain(call, command, name);
  return null;
}

/** xm's answer for a domain that does not exist: the error, then the usage on standard output. */
export function noDomain(call: ProgramCall, command: string, name: string): number {
  call.writeError(`Error: Domain '${name}' does not exist.\n`);
  print(call, usageOf(command));
  return 1;
}

/** xm's answer for a wrong number of arguments. */
export function wrongCount(call: ProgramCall, command: string, words: string): number {
  call.writeError(`Error: 'xm ${command}' requires ${words}.\n\n`);
  print(call, usageOf(command));
  return 1;
}
