import { openProcedure, type ProcedureFile } from '../app/procedures.ts';
import { wrongInput } from './problems.ts';

/** A procedure by name or file; ends the command with every problem of its text, each with line and column. */
export async function procedureFor(name: string): Promise<ProcedureFile> {
  const opened = await openProcedure(name);
  if (opened.ok) return opened.value;
  const lines = opened.problems.map(({ code, line, column, sentence, next }) => ({
    code,
    sentence: `${opened.path}:${line}:${column}: ${sentence}`,
    ...(next === undefined ? {} : { next }),
  }));
  throw wrongInput(opened.problem, ...lines);
}
