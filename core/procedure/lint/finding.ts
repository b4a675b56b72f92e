import type { Edit } from '../../edits/edit.ts';
import type { Probe } from '../../probes/probe.ts';
import { pathText, type DataPath, type Position, type PositionedData } from '../positions.ts';
import type { Procedure } from '../schema.ts';

/** What lint says about a procedure's text. */
export interface Finding extends Position {
  readonly severity: 'error' | 'warning';
  /** Name of the rule, kebab-case. */
  readonly rule: string;
  /** Where in the data. */
  readonly path: string;
  readonly sentence: string;
  /** What to do. */
  readonly next?: string;
}

/** The closed lists that a procedure may name. */
export interface Vocabulary {
  readonly probes: readonly Probe[];
  readonly edits: readonly Edit[];
}

/** What every rule looks at, and where it puts what it finds. */
export interface LintContext {
  readonly procedure: Procedure;
  readonly vocabulary: Vocabulary;
  readonly report: (severity: Finding['severity'], rule: string, path: DataPath, sentence: string, next?: string) => void;
}

/** What the rules of lint look at and report to; the findings stand in the list that is given back, in the order of the reports. */
export function lintContext(
  procedure: Procedure,
  source: PositionedData,
  vocabulary: Vocabulary,
): { readonly context: LintContext; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const report: LintContext['report'] = (severity, rule, path, sentence, next) => {
    findings.push({
      severity,
      rule,
      ...source.at(path),
      path: pathText(path),
      sentence,
      ...(next === undefined ? {} : { next }),
    });
  };
  return { context: { procedure, vocabulary, report }, findings };
}
