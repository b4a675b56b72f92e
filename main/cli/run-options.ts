import type { Command } from 'commander';
import type { Procedure } from '../../core/procedure/schema.ts';
import type { ExecuteOptions } from '../engine/execute.ts';
import type { ConsentOptions } from './consent.ts';
import { selectionOf } from './drive.ts';
import { collectNames } from './option-lists.ts';
import { endFor } from './problems.ts';

/** Options of what works through a run: to begin one and to go on with one. */
export interface RunOptions {
  readonly yes?: boolean;
  readonly yesDestroy?: readonly string[];
  readonly json?: boolean;
  readonly report?: string;
  readonly from?: string;
  readonly to?: string;
  readonly only?: readonly string[];
  readonly host?: readonly string[];
  readonly redo?: readonly string[];
}

export function addRunOptions(command: Command): Command {
  return command
    .option('--yes', 'answer every "may I" with yes; never trusts a host key, never attests')
    .option(
      '--yes-destroy <host:device>',
      'allow what is on this device to be destroyed; several: commas, or again',
      collectNames,
    )
    .option('--json', 'one event a line on standard output, as it is stored; a summary as the last line')
    .option('--from <step>', 'begin with this step')
    .option('--to <step>', 'end with this step')
    .option('--only <step>', 'this step alone; several: commas, or again', collectNames)
    .option('--host <name>', 'on this host alone; several: commas, or again', collectNames)
    .option('--redo <step>', 'act even where this step is already so', collectNames)
    .option('--report <file>', 'write the report as HTML when the run stops');
}

export function consentOf({ yes, yesDestroy }: RunOptions): ConsentOptions {
  return { yes: yes ?? false, yesDestroy: new Set(yesDestroy ?? []) };
}

/** The steps and hosts that were named; ends the command where a name is wrong. */
export function selectionFrom(procedure: Procedure, { from, to, only, host, redo }: RunOptions): ExecuteOptions {
  const selection = selectionOf(procedure, {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(only === undefined ? {} : { only }),
    ...(host === undefined ? {} : { hosts: host }),
    ...(redo === undefined ? {} : { redo }),
  });
  if (!selection.ok) throw endFor(selection.problem);
  return selection.value;
}
