import type { Command } from 'commander';
import { compareProcedures } from '../../../core/procedure/digest.ts';
import { unifiedDiff } from '../../../core/edits/unified-diff.ts';
import { inert } from '../../../core/evidence/inert.ts';
import { UnderwayBoard } from '../../app/desk/underway-board.ts';
import { reopenProcedure, type ProcedureResult } from '../../app/procedures.ts';
import { resumeRun, type StoredRun } from '../../app/runs.ts';
import { storedRun, withApplication, type CommandContext } from '../context.ts';
import { drive, stoppable, watchedReach } from '../drive.ts';
import { finish } from '../finish.ts';
import { labOfRun } from '../lab-choice.ts';
import { wrongInput } from '../problems.ts';
import { unreadable } from '../procedure-choice.ts';
import { reportCanBeWritten } from '../report-file.ts';
import { addRunOptions, consentOf, selectionFrom, type RunOptions } from '../run-options.ts';
import { reportTo } from './report.ts';

interface ResumeOptions extends RunOptions {
  readonly procedure?: string;
}

/** `xenpath resume RUN`: goes on with a run, first settling with the hosts what was in flight when it was left. */
export function registerResume(program: Command, context: CommandContext): void {
  const command = program
    .command('resume [run]')
    .description('go on with a run (the newest without a name): asks the hosts first what became of what was in flight');
  addRunOptions(command)
    .option('--procedure <new>', '`new` goes on with the file as it is now, where every step that was begun is unchanged')
    .action(async (name: string | undefined, options: ResumeOptions) => {
      if (options.procedure !== undefined && options.procedure !== 'new') {
        throw wrongInput({ code: 'usage', sentence: `\`--procedure ${options.procedure}\`: only \`new\` can be said here.` });
      }
      await reportCanBeWritten(options.report);
      await withApplication(context, { consent: consentOf(options), goesOn: { run: name } }, async (application) => {
        const { run: id, stored } = await storedRun(application, name, 'own');
        const replace = options.procedure === 'new';
        const { procedure } = stored.procedure;
        const now = await reopenProcedure(procedure.id, stored.state.header?.procedure.origin);
        tellChange(context, stored, now);
        if (!now.ok && replace) throw unreadable(now);
        const current = now.ok ? now.value : null;
        if (!replace && current?.hash !== stored.procedure.hash) {
          const taken = current === null ? '' : '; --procedure new takes the file';
          context.terminal.say(`Going on with the text that the run carries${taken}.`);
        }
        const selection = selectionFrom(replace && current !== null ? current.procedure : procedure, options);
        const lab = await labOfRun(context, stored);
        const board = new UnderwayBoard();
        const reach = watchedReach(application.reach(lab), board);
        try {
          const stop = stoppable(context);
          const run = await resumeRun(application, {
            run: id,
            reach,
            signal: stop.signal,
            current,
            replace,
            steps: selection.steps,
          });
          if (!run.ok) throw wrongInput(...run.problems);
          const since = stored.state.sequence;
          const { terminal } = context;
          const exit = await drive(application, run.value, selection, {
            terminal,
            json: options.json ?? false,
            stop,
            since,
            board,
          });
          if (options.report !== undefined) await reportTo(context, application, id, options.report);
          finish(exit);
        } finally {
          await reach.dispose();
          await lab.dispose();
        }
      });
    });
}

/** That the file which the run took its procedure from says something else by now, or nothing, is told, with the difference. */
function tellChange({ terminal }: CommandContext, stored: StoredRun, now: ProcedureResult): void {
  const { path, text } = now.ok ? now.value : now;
  if (text === null) {
    terminal.say(`${path}, which this run took its procedure from, cannot be read any more.`);
    return;
  }
  if (text === stored.procedure.text) return;
  const { added, removed, changed } = now.ok
    ? compareProcedures(stored.procedure.procedure, now.value.procedure)
    : { added: [], removed: [], changed: [] };
  const steps = now.ok
    ? `${changed.length} steps changed, ${added.length} added, ${removed.length} removed.`
    : 'it is not a procedure any more.';
  terminal.say(`${path} has changed since this run took it: ${steps}`);
  const bytes = new TextEncoder();
  const difference = unifiedDiff(path, bytes.encode(stored.procedure.text), bytes.encode(text)).trimEnd();
  for (const line of difference.split('\n')) terminal.say(`  ${inert(line, { limit: 2000 })}`);
}
