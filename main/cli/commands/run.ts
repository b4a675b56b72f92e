import type { Command } from 'commander';
import { UnderwayBoard } from '../../app/desk/underway-board.ts';
import { preflightNote } from '../../app/preflight.ts';
import { createRun } from '../../app/runs.ts';
import { withApplication, type CommandContext } from '../context.ts';
import { drive, stoppable, watchedReach } from '../drive.ts';
import { labForProcedure, addLabOptions, type LabOptions } from '../lab-choice.ts';
import { lookFirst } from '../look-first.ts';
import { collectWords } from '../option-lists.ts';
import { parameterSettings } from '../parameter-settings.ts';
import { procedureFor } from '../procedure-choice.ts';
import { wrongInput } from '../problems.ts';
import { reportCanBeWritten } from '../report-file.ts';
import { addRunOptions, consentOf, selectionFrom, type RunOptions } from '../run-options.ts';
import { finish } from '../finish.ts';
import { reportTo } from './report.ts';

interface NewRunOptions extends RunOptions, LabOptions {
  readonly set?: readonly string[];
  readonly preflight: boolean;
  readonly pseudonyms?: boolean;
}

/** `xenpath run PROCEDURE`: a new run, from its first step. */
export function registerRun(program: Command, context: CommandContext): void {
  const command = program.command('run <procedure>').description('carry out a procedure: a shipped one by name, or a file');
  addRunOptions(command)
    .option('--set <name=value>', 'set a parameter of the procedure; may be given several times', collectWords)
    .option(
      '--pseudonyms',
      'put stable pseudonyms in the place of names, addresses and WWPNs in all that is stored and reported; the map stays in the data folder',
    )
    .option(
      '--no-preflight',
      'do not look first whether hosts answer, files are there, hardware and software are what they should be',
    );
  addLabOptions(command);
  command.action(async (name: string, options: NewRunOptions) => {
    const procedure = await procedureFor(name);
    const selection = selectionFrom(procedure.procedure, options);
    const set = parameterSettings(procedure.procedure, options.set ?? []);
    if (!set.ok) throw wrongInput(...set.problems);
    await reportCanBeWritten(options.report);
    const lab = await labForProcedure(context, procedure.procedure.id, options);
    await withApplication(context, { consent: consentOf(options) }, async (application) => {
      const board = new UnderwayBoard();
      const reach = watchedReach(application.reach(lab), board);
      try {
        const looked = options.preflight
          ? await lookFirst(context, application.entry.operator, procedure, reach, set.value, selection)
          : null;
        const stop = stoppable(context);
        const run = await createRun(application, {
          procedure,
          reach,
          set: set.value,
          steps: selection.steps,
          pseudonyms: options.pseudonyms ?? false,
          signal: stop.signal,
        });
        if (!run.ok) throw wrongInput(...run.problems);
        const before = looked === null ? 'Begun without preflight (--no-preflight).' : preflightNote(looked);
        if (before !== null) await run.value.emit({ type: 'noted', version: 1, text: before });
        context.terminal.say(`Run ${run.value.id}`);
        const { terminal } = context;
        const exit = await drive(application, run.value, selection, {
          terminal,
          json: options.json ?? false,
          stop,
          since: 0,
          board,
        });
        if (options.report !== undefined) await reportTo(context, application, run.value.id, options.report);
        finish(exit);
      } finally {
        await reach.dispose();
        await lab.dispose();
      }
    });
  });
}
