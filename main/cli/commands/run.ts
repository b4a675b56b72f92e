import type { Command } from 'commander';
import { preflight } from '../../app/preflight.ts';
import { createRun, planRun } from '../../app/runs.ts';
import type { Reach } from '../../app/open-application.ts';
import type { ProcedureFile } from '../../app/procedures.ts';
import type { ExecuteOptions } from '../../engine/execute.ts';
import { strongestExit } from '../../../core/run/verdict.ts';
import { withApplication, type CommandContext } from '../context.ts';
import { drive, stoppable } from '../drive.ts';
import { labFor, addLabOptions, type LabOptions } from '../lab-choice.ts';
import { collectWords } from '../option-lists.ts';
import { parameterSettings } from '../parameter-settings.ts';
import { procedureFor } from '../procedure-choice.ts';
import { CommandEnd, endFor, wrongInput } from '../problems.ts';
import { addRunOptions, consentOf, selectionFrom, type RunOptions } from '../run-options.ts';
import { finish } from '../finish.ts';
import { reportTo } from './report.ts';

interface NewRunOptions extends RunOptions, LabOptions {
  readonly set?: readonly string[];
  readonly preflight: boolean;
}

/** `xenpath run PROCEDURE`: a new run, from its first step. */
export function registerRun(program: Command, context: CommandContext): void {
  const command = program.command('run <procedure>').description('carry out a procedure: a shipped one by name, or a file');
  addRunOptions(command)
    .option('--set <name=value>', 'set a parameter of the procedure; may be given several times', collectWords)
    .option('--no-preflight', 'do not look first whether hosts answer and files are there');
  addLabOptions(command);
  command.action(async (name: string, options: NewRunOptions) => {
    const procedure = await procedureFor(name);
    const selection = selectionFrom(procedure.procedure, options);
    const set = parameterSettings(procedure.procedure, options.set ?? []);
    if (!set.ok) throw wrongInput(...set.problems);
    const lab = await labFor(context, options);
    await withApplication(context, { consent: consentOf(options) }, async (application) => {
      const reach = application.reach(lab);
      try {
        if (options.preflight) await lookFirst(context, application.entry.operator, procedure, reach, set.value, selection);
        const stop = stoppable(context);
        const run = await createRun(application, { procedure, reach, set: set.value, signal: stop.signal });
        if (!run.ok) throw wrongInput(...run.problems);
        if (!options.preflight) {
          await run.value.emit({ type: 'noted', version: 1, text: 'Begun without preflight (--no-preflight).' });
        }
        context.terminal.say(`Run ${run.value.id}`);
        const exit = await drive(application, run.value, selection, context.terminal, options.json ?? false, stop, 0);
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
