import { strongestExit } from '../../core/run/verdict.ts';
import type { Reach } from '../app/open-application.ts';
import { preflight, type Preflight } from '../app/preflight.ts';
import type { ProcedureFile } from '../app/procedures.ts';
import { planRun } from '../app/runs.ts';
import type { ExecuteOptions } from '../engine/execute.ts';
import type { CommandContext } from './context.ts';
import { CommandEnd, endFor, wrongInput } from './problems.ts';

/** The chosen steps with those that are asked beforehand whatever was chosen. */
function withPreflight({ procedure }: ProcedureFile, steps: ReadonlySet<string> | null): ReadonlySet<string> | null {
  if (steps === null) return null;
  const before = procedure.chapters.flatMap((chapter) => (chapter.preflight ? chapter.steps.map(({ id }) => id) : []));
  return new Set([...steps, ...before]);
}

/** Tells all that stands against a run at once, and ends the command when it cannot begin so. */
export async function lookFirst(
  context: CommandContext,
  operator: string,
  procedure: ProcedureFile,
  reach: Reach,
  set: Readonly<Record<string, unknown>>,
  selection: Pick<ExecuteOptions, 'steps' | 'hosts'>,
): Promise<Preflight> {
  const { terminal } = context;
  const planned = planRun({ procedure, reach, set, steps: withPreflight(procedure, selection.steps) }, operator);
  if (!planned.ok) throw wrongInput(...planned.problems);
  terminal.progress('… Preflight: do the hosts answer, are the files there, is the hardware and software what it should be?');
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
  if (found.fatal.length === 0) return found;
  const count = found.fatal.length;
  const what = count === 1 ? 'one thing that the run needs is' : `${count} things that the run needs are`;
  terminal.say(`Nothing was begun: ${what} missing or not as it should be.`);
  throw new CommandEnd(found.fatal, strongestExit(found.fatal.map((problem) => endFor(problem).exit)));
}
