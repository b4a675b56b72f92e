import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { edits } from '../../../core/edits/edits.ts';
import { probes } from '../../../core/probes/registry.ts';
import { lintProcedure } from '../../../core/procedure/lint/lint.ts';
import { lintLines } from '../../../main/cli/commands/procedure.ts';

it('lint prints what editors jump to: file, line, column, severity, rule, sentence; what to do below it', () => {
  const text = readFileSync(new URL('../../fixtures/procedures/broken.yaml', import.meta.url), 'utf8');
  const { findings } = lintProcedure(text, { probes, edits });
  const lines = lintLines('broken.yaml', findings);
  expect(findings.length).toBeGreaterThan(0);
  const heads = lines.filter((line) => !line.startsWith('  '));
  expect(heads).toHaveLength(findings.length);
  for (const head of heads) expect(head).toMatch(/^broken\.yaml:[0-9]+:[0-9]+: (error|warning) [a-z0-9-]+: \S/u);
  const [first] = findings;
  expect(heads[0]).toBe(`broken.yaml:${first!.line}:${first!.column}: ${first!.severity} ${first!.rule}: ${first!.sentence}`);
});
