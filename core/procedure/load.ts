import type { z } from 'zod';
import { readYaml, type PositionedData, type TextProblem } from './positions.ts';
import { procedure, type Procedure } from './schema.ts';
import { shapeProblems } from './shape-problems.ts';

/** A value read from YAML, with the text's places for later findings. */
export interface Loaded<T> {
  readonly value: T;
  readonly source: PositionedData;
}
export type LoadResult<T> =
  { readonly ok: true; readonly value: Loaded<T> } | { readonly ok: false; readonly problems: readonly TextProblem[] };

/** YAML text of any shape that a schema has (procedures, inventories): the value, or every problem with line and column. */
export function loadYaml<T>(text: string, schema: z.ZodType<T>): LoadResult<T> {
  const read = readYaml(text);
  if (!read.ok) return read;
  const parsed = schema.safeParse(read.value.data);
  if (parsed.success) return { ok: true, value: { value: parsed.data, source: read.value } };
  const problems = [...shapeProblems(parsed.error.issues, read.value, schema)];
  return { ok: false, problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** A procedure's text as a procedure. Whether it makes sense is for `lintProcedure` to say. */
export function loadProcedure(text: string): LoadResult<Procedure> {
  return loadYaml(text, procedure);
}
