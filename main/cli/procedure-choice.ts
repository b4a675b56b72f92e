import { openProcedure, type ProcedureFile, type ProcedureResult } from '../app/procedures.ts';
import { wrongInput, type CommandEnd } from './problems.ts';

/** A procedure by name or file; ends the command with every problem of its text, each with line and column. */
export async function procedureFor(name: string): Promise<ProcedureFile> {
  const opened = await openProcedure(name);
  if (opened.ok) return opened.value;
  throw unreadable(opened);
}

/** What ends a command that needs a procedure which is none. */
export function unreadable(opened: ProcedureResult & { readonly ok: false }): CommandEnd {
  const lines = opened.problems.map(({ code, line, column, sentence, next }) => ({
    code,
    sentence: `${opened.path}:${line}:${column}: ${sentence}`,
    ...(next === undefined ? {} : { next }),
  }));
  return wrongInput(opened.problem, ...lines);
}
