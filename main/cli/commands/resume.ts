import type { Command } from 'commander';
import { openProcedure } from '../../app/procedures.ts';
import { resumeRun, type StoredRun } from '../../app/runs.ts';
import { compareProcedures } from '../../../core/procedure/digest.ts';
import { unifiedDiff } from '../../../core/edits/unified-diff.ts';
import { storedRun, withApplication, type CommandContext } from '../context.ts';
import { drive, selectionOf, stoppable } from '../drive.ts';
import { finish } from '../finish.ts';
import { reportTo } from './report.ts';
import { labOfRun } from '../lab-choice.ts';
import { collectNames } from '../option-lists.ts';
import { endFor, wrongInput } from '../problems.ts';
import type { ProcedureFile } from '../../app/procedures.ts';

interface ResumeOptions {
  readonly yes?: boolean;
  readonly yesDestroy?: readonly string[];
  readonly json?: boolean;
  readonly report?: string;
  readonly from?: string;
  readonly to?: string;
  readonly only?: readonly string[];
  readonly host?: readonly string[];
  readonly redo?: readonly string[];
  readonly procedure?: string;
}

/** `xenpath resume RUN`: goes on with a run, first settling with the hosts what was in flight when it was left. */
export function registerResume(program: Command, context: CommandContext): void {
  program
    .command('resume [run]')
    .description('go on with a run (the newest without a name): asks the hosts first what became of what was in flight')
    .option('--yes', 'answer every "may I" with yes')
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
    .option('--procedure <new>', '`new` goes on with the file as it is now, where every step that is done is unchanged')
    .action(async (name: string | undefined, options: ResumeOptions) => {
      if (options.procedure !== undefined && options.procedure !== 'new') {
        throw wrongInput({ code: 'usage', sentence: `\`--procedure ${options.procedure}\`: only \`new\` can be said here.` });
      }
      const consent = { yes: options.yes ?? false, yesDestroy: new Set(options.yesDestroy ?? []) };
      await withApplication(context, { consent }, async (application) => {
        const { run: id, stored } = await storedRun(application, name);
        const replace = options.procedure === 'new';
        const now = await openProcedure(stored.procedure.procedure.id);
        const current = now.ok ? now.value : null;
        if (current !== null && current.hash !== stored.procedure.hash) tellChange(context, stored, current, replace);
        const steps = replace && current !== null ? current.procedure : stored.procedure.procedure;
        const selection = selectionOf(steps, {
          ...(options.from === undefined ? {} : { from: options.from }),
          ...(options.to === undefined ? {} : { to: options.to }),
          ...(options.only === undefined ? {} : { only: options.only }),
          ...(options.host === undefined ? {} : { hosts: options.host }),
          ...(options.redo === undefined ? {} : { redo: options.redo }),
        });
        if (!selection.ok) throw endFor(selection.problem);
        const lab = await labOfRun(context, stored);
        const reach = application.reach(lab);
        try {
          const stop = stoppable(context);
          const run = await resumeRun(application, { run: id, reach, signal: stop.signal, current, replace });
          if (!run.ok) throw wrongInput(...run.problems);
          const exit = await drive(
            application,
            run.value,
            selection.value,
            context.terminal,
            options.json ?? false,
            stop,
            stored.state.sequence,
          );
          if (options.report !== undefined) await reportTo(context, application, id, options.report);
          finish(exit);
        } finally {
          await reach.dispose();
          await lab.dispose();
        }
      });
    });
}

/** A run goes on with the text that it carries; that the file says something else by now is told, with the difference. */
function tellChange(context: CommandContext, stored: StoredRun, current: ProcedureFile, replace: boolean): void {
  const { terminal } = context;
  const { added, removed, changed } = compareProcedures(stored.procedure.procedure, current.procedure);
  terminal.say(
    `${current.path} has changed since this run took it: ${changed.length} steps changed, ${added.length} added, ${removed.length} removed.`,
  );
  const text = new TextEncoder();
  const difference = unifiedDiff(current.path, text.encode(stored.procedure.text), text.encode(current.text)).trimEnd();
  for (const line of difference.split('\n')) terminal.say(`  ${line}`);
  if (!replace) terminal.say('Going on with the text that the run carries; --procedure new takes the file.');
}
