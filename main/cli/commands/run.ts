import type { Command } from 'commander';
import { openProcedure } from '../../app/procedures.ts';
import { createRun } from '../../app/runs.ts';
import { applicationFor, type CommandContext } from '../context.ts';
import { drive, selectionOf } from '../drive.ts';
import { labFor, addLabOptions, type LabOptions } from '../lab-choice.ts';
import { parameterSettings } from '../parameter-settings.ts';
import { endFor, wrongInput } from '../problems.ts';
import { finish } from '../finish.ts';

interface RunOptions extends LabOptions {
  readonly yes?: boolean;
  readonly yesDestroy?: readonly string[];
  readonly json?: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly only?: readonly string[];
  readonly host?: readonly string[];
  readonly redo?: readonly string[];
  readonly set?: readonly string[];
}

/** `xenpath run PROCEDURE`: a new run, from its first step. */
export function registerRun(program: Command, context: CommandContext): void {
  const command = program
    .command('run <procedure>')
    .description('carry out a procedure: a shipped one by name, or a file')
    .option('--yes', 'answer every "may I" with yes; never trusts a host key, never attests')
    .option('--yes-destroy <host:device...>', 'allow what is on these devices to be destroyed')
    .option('--json', 'one event a line on standard output, as it is stored; a summary as the last line')
    .option('--from <step>', 'begin with this step')
    .option('--to <step>', 'end with this step')
    .option('--only <step...>', 'do these steps alone')
    .option('--host <name...>', 'on these hosts alone')
    .option('--redo <step...>', 'act even where these steps are already so')
    .option('--set <name=value...>', 'set a parameter of the procedure');
  addLabOptions(command);
  command.action(async (name: string, options: RunOptions) => {
    const opened = await openProcedure(name);
    if (!opened.ok) {
      const lines = opened.problems.map(({ code, line, column, sentence, next }) => ({
        code,
        sentence: `${opened.path}:${line}:${column}: ${sentence}`,
        ...(next === undefined ? {} : { next }),
      }));
      throw wrongInput(opened.problem, ...lines);
    }
    const procedure = opened.value;
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
    const application = await applicationFor(context, { consent });
    const reach = application.reach(lab);
    try {
      const run = await createRun(application, { procedure, reach, set: set.value, signal: context.signal });
      if (!run.ok) throw wrongInput(...run.problems);
      const exit = await drive(application, run.value, selection.value, context.terminal, options.json ?? false);
      finish(exit);
    } finally {
      await reach.dispose();
      await lab.dispose();
      await application.dispose();
    }
  });
}
