import type { Command } from 'commander';
import { preflight } from '../../app/preflight.ts';
import { createRun, planRun } from '../../app/runs.ts';
import type { Reach } from '../../app/open-application.ts';
import type { ProcedureFile } from '../../app/procedures.ts';
import type { ExecuteOptions } from '../../engine/execute.ts';
import { strongestExit } from '../../../core/run/verdict.ts';
import { withApplication, type CommandContext } from '../context.ts';
import { drive, selectionOf, stoppable } from '../drive.ts';
import { labFor, addLabOptions, type LabOptions } from '../lab-choice.ts';
import { collectNames, collectWords } from '../option-lists.ts';
import { parameterSettings } from '../parameter-settings.ts';
import { procedureFor } from '../procedure-choice.ts';
import { CommandEnd, endFor, wrongInput } from '../problems.ts';
import { finish } from '../finish.ts';
import { reportTo } from './report.ts';

interface RunOptions extends LabOptions {
  readonly yes?: boolean;
  readonly yesDestroy?: readonly string[];
  readonly json?: boolean;
  readonly report?: string;
  readonly from?: string;
  readonly to?: string;
  readonly only?: readonly string[];
  readonly host?: readonly string[];
  readonly redo?: readonly string[];
  readonly set?: readonly string[];
  readonly preflight: boolean;
}

/** `xenpath run PROCEDURE`: a new run, from its first step. */
export function registerRun(program: Command, context: CommandContext): void {
  const command = program
    .command('run <procedure>')
    .description('carry out a procedure: a shipped one by name, or a file')
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
    .option('--report <file>', 'write the report as HTML when the run stops')
    .option('--set <name=value>', 'set a parameter of the procedure; may be given several times', collectWords)
    .option('--no-preflight', 'do not look first whether hosts answer and files are there');
  addLabOptions(command);
  command.action(async (name: string, options: RunOptions) => {
    const procedure = await procedureFor(name);
    const selection = selectionOf(procedure.procedure, {
      ...(options.from === undefined ? {} : { from: options.from }),
      ...(options.to === undefined ? {} : { to: options.to }),
      ...(options.only === undefined ? {} : { only: options.only }),
      ...(options.host === undefined ? {} : { hosts: options.host }),
      ...(options.redo === undefined ? {} : { redo: options.redo }),
    });
    if (!selection.ok) throw endFor(selection.problem);
    const set = parameterSettings(procedure.procedure, options.set ?? []);
    if (!set.ok) throw wrongInput(...set.problems);
    const lab = await labFor(context, options);
    const consent = { yes: options.yes ?? false, yesDestroy: new Set(options.yesDestroy ?? []) };
    await withApplication(context, { consent }, async (application) => {
      const reach = application.reach(lab);
      try {
        if (options.preflight) await lookFirst(context, application.entry.operator, procedure, reach, set.value, selection.value);
        const stop = stoppable(context);
        const run = await createRun(application, { procedure, reach, set: set.value, signal: stop.signal });
        if (!run.ok) throw wrongInput(...run.problems);
        if (!options.preflight) {
          await run.value.emit({ type: 'noted', version: 1, text: 'Begun without preflight (--no-preflight).' });
        }
        context.terminal.say(`Run ${run.value.id}`);
        const exit = await drive(application, run.value, selection.value, context.terminal, options.json ?? false, stop, 0);
        if (options.report !== undefined) await reportTo(context, application, run.value.id, options.report);
        finish(exit);
      } finally {
        await reach.dispose();
        await lab.dispose();
      }
    });
  });
}

/** Tells all that stands against the run at once, and ends the command when it cannot begin so. */
async function lookFirst(
  context: CommandContext,
  operator: string,
  procedure: ProcedureFile,
  reach: Reach,
  set: Readonly<Record<string, unknown>>,
  selection: ExecuteOptions,
): Promise<void> {
  const { terminal } = context;
  const planned = planRun({ procedure, reach, set }, operator);
  if (!planned.ok) throw wrongInput(...planned.problems);
  terminal.progress('… Preflight: do the hosts answer, are the files there?');
  const found = await preflight({
    reach,
    procedure: procedure.procedure,
    ...planned.value,
    steps: selection.steps,
    hosts: selection.hosts,
    signal: context.signal,
  });
  terminal.progress('');
  for (const warning of found.warnings) terminal.say(`! ${warning}`);
  if (found.fatal.length === 0) return;
  terminal.say(`Nothing was begun: ${found.fatal.length} of what it needs is not there.`);
  throw new CommandEnd(found.fatal, strongestExit(found.fatal.map((problem) => endFor(problem).exit)));
}
