import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { edits } from '../../../core/edits/edits.ts';
import { probes } from '../../../core/probes/registry.ts';
import { lintProcedure } from '../../../core/procedure/lint/lint.ts';
import { stepsOf } from '../../../core/procedure/order.ts';
import type { Procedure } from '../../../core/procedure/schema.ts';

const folder = fileURLToPath(new URL('../../../assets/procedures', import.meta.url));

/** Texts of the procedures that ship, by name. `NAME.part2.yaml` goes on where `NAME.yaml` ends. */
function shipped(): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
    const name = file.replace(/(\.part[0-9]+)?\.yaml$/u, '');
    const text = readFileSync(join(folder, file), 'utf8');
    texts.set(name, '');
    if (file === `${name}.yaml`) texts.set(name, text);
  }
  for (const [name, text] of texts) {
    const parts = readdirSync(folder).filter((file) => file.startsWith(`${name}.part`));
    const rest = parts.sort().map((file) => readFileSync(join(folder, file), 'utf8').replace(/^chapters:\s*\n/mu, ''));
    texts.set(name, [text.trimEnd(), ...rest].join('\n'));
  }
  return texts;
}

const numbers = (value: number | readonly number[] | undefined): readonly number[] =>
  value === undefined ? [] : typeof value === 'number' ? [value] : value;
const upTo = (last: number): readonly number[] => Array.from({ length: last }, (_unused, index) => index + 1);
const sorted = (values: readonly number[]): readonly number[] => [...new Set(values)].sort((a, b) => a - b);

describe.each([...shipped()])('procedure %s', (name, text) => {
  const report = lintProcedure(text, { probes, edits });
  const procedure = report.procedure as Procedure;
  const steps = (): readonly Procedure['chapters'][number]['steps'][number][] => stepsOf(procedure).map(({ step }) => step);

  it('is without any finding', () => {
    expect(report.findings.map(({ line, rule, sentence }) => `${line}: ${rule}: ${sentence}`)).toEqual([]);
    expect(procedure.id).toBe(name);
  });

  it('proves each step on a host, and says where it comes from', () => {
    for (const step of steps()) {
      expect(
        step.checkpoints.filter((check) => Object.keys(check.probes).length > 0),
        step.id,
      ).not.toEqual([]);
      expect(step.source.section, step.id).not.toBe('');
    }
  });

  it('says something for every cause: hints end with one of last resort', () => {
    for (const step of steps()) {
      for (const check of step.checkpoints) expect(check.hints.at(-1)?.when, `${step.id} ${check.id}`).toBeUndefined();
    }
  });

  it('has pairs of hints that tell causes of one symptom apart by facts', () => {
    const told = steps().flatMap((step) => step.checkpoints.filter((check) => check.hints.length > 1));
    expect(told.length).toBeGreaterThanOrEqual(5);
  });
});

describe('procedure rhel5-rdac', () => {
  const { procedure } = lintProcedure(shipped().get('rhel5-rdac') ?? '', { probes, edits });
  const sources = procedure === null ? [] : stepsOf(procedure).map(({ step }) => step.source);

  it('refers to each of the article’s fourteen listings', () => {
    expect(sorted(sources.flatMap(({ listing }) => numbers(listing)))).toEqual(upTo(14));
  });

  it('refers to each of the article’s eighteen figures', () => {
    expect(sorted(sources.flatMap(({ figure }) => numbers(figure)))).toEqual(upTo(18));
  });

  it('has the four drawn figures as views of steps', () => {
    const views = procedure === null ? [] : stepsOf(procedure).flatMap(({ step }) => step.figureView ?? []);
    expect([...new Set(views)].sort()).toEqual(['figure-1', 'figure-15', 'figure-2', 'figure-6']);
  });
});
