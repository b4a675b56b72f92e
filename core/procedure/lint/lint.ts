import { loadProcedure } from '../load.ts';
import type { Procedure } from '../schema.ts';
import { lintArguments } from './arguments.ts';
import { lintCommands } from './commands.ts';
import { lintFigures } from './figures.ts';
import { lintContext, type Finding, type Vocabulary } from './finding.ts';
import { lintStructure } from './structure.ts';
import { lintTypes } from './types.ts';
import { lintUsage } from './usage.ts';
import { lintVacuous } from './vacuous.ts';

export interface LintReport {
  /** The procedure, when its text has the shape of one. */
  readonly procedure: Procedure | null;
  /** In the order of the text. Errors keep a procedure from being run; warnings do not. */
  readonly findings: readonly Finding[];
}

/** Reads a procedure's text and says everything that is wrong with it, each with line, column and what to do. */
export function lintProcedure(text: string, vocabulary: Vocabulary): LintReport {
  const loaded = loadProcedure(text);
  if (!loaded.ok) {
    const findings = loaded.problems.map(({ code, line, column, path, sentence, next }): Finding => ({
      severity: 'error',
      rule: code,
      line,
      column,
      path,
      sentence,
      ...(next === undefined ? {} : { next }),
    }));
    return { procedure: null, findings };
  }
  const { value, source } = loaded.value;
  const { context, findings } = lintContext(value, source, vocabulary);
  lintStructure(context);
  lintFigures(context);
  lintCommands(context);
  lintArguments(context);
  lintTypes(context);
  lintUsage(context);
  lintVacuous(context);
  return { procedure: value, findings: [...findings].sort((a, b) => a.line - b.line || a.column - b.column) };
}
