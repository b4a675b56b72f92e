import type { Command } from 'commander';
import { openProcedure } from '../../app/procedures.ts';
import { readRun, resumeRun } from '../../app/runs.ts';
import { compareProcedures } from '../../../core/procedure/digest.ts';
import { applicationFor, type CommandContext } from '../context.ts';
import { drive, selectionOf } from '../drive.ts';
import { finish } from '../finish.ts';
import { labOfRun } from '../lab-choice.ts';
import { endFor, wrongInput } from '../problems.ts';

interface ResumeOptions {
  readonly yes?: boolean;
  readonly yesDestroy?: readonly string[];
  readonly json?: boolean;
  readonly redo?: readonly string[];
  readonly procedure?: string;
}

/** `xenpath resume RUN`: goes on with a run, first settling with the hosts what was in flight when it was left. */
export function registerResume(program: Command, context: CommandContext): void {
  program
    .command('resume [run]')
    .description('go on with a run (the newest without a name): asks the hosts first what became of what was in flight')
    .option('--yes', 'answer every "may I" with yes')
    .option('--yes-destroy <host:device...>', 'allow what is on these devices to be destroyed')
    .option('--json', 'one event a line on standard output, as it is stored')
    .option('--redo <step...>', 'act even where these steps are already so')
    .option('--procedure <which>', '`new` goes on with the file as it is now, where every step that is done is unchanged')
    .action(async (name: string | undefined, options: ResumeOptions) => {
      const consent = { yes: options.yes ?? false, yesDestroy: new Set(options.yesDestroy ?? []) };
      const application = await applicationFor(context, { consent });
      try {
        const found = await application.store.findRun(name ?? 'last');
        if (!found.ok) throw endFor(found.problem);
        const stored = await readRun(application, found.value);
        if (!stored.ok) throw endFor(stored.problem);
        const pinned = stored.value.procedure;
        const selection = selectionOf(pinned.procedure, options.redo === undefined ? {} : { redo: options.redo });
        if (!selection.ok) throw endFor(selection.problem);
        const now = await openProcedure(pinned.procedure.id);
        const current = now.ok ? now.value : null;
        if (current !== null && current.hash !== pinned.hash) {
          const { added, removed, changed } = compareProcedures(pinned.procedure, current.procedure);
          context.terminal.say(
            `The procedure's file has changed since this run began: ${changed.length} steps changed, ${added.length} added, ${removed.length} removed.`,
          );
          for (const id of [...changed, ...removed]) context.terminal.say(`  ${id}`);
          if (options.procedure !== 'new') context.terminal.say('Going on with the text that the run carries.');
        }
        const lab = await labOfRun(context, stored.value);
        const reach = application.reach(lab);
        try {
          const replace = options.procedure === 'new';
          const run = await resumeRun(application, { run: found.value, reach, signal: context.signal, current, replace });
          if (!run.ok) throw wrongInput(...run.problems);
          const exit = await drive(application, run.value, selection.value, context.terminal, options.json ?? false);
          finish(exit);
        } finally {
          await reach.dispose();
          await lab.dispose();
        }
      } finally {
        await application.dispose();
      }
    });
}
