import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { edits } from '../../../core/edits/edits.ts';
import { lintProcedure } from '../../../core/procedure/lint/lint.ts';
import { sampleProbes } from './sample-probes.ts';

const folder = new URL('../../fixtures/procedures/', import.meta.url);
const sample = readFileSync(new URL('sample.yaml', folder), 'utf8');
const vocabulary = { probes: sampleProbes, edits };

interface Variant {
  rule: string;
  find: string;
  replace: string;
  next?: string;
}
const variants = parse(readFileSync(new URL('broken.yaml', folder), 'utf8')) as Variant[];

describe('lint', () => {
  it('finds nothing in the sample', () => {
    expect(lintProcedure(sample, vocabulary).findings).toEqual([]);
  });

  it.each(variants.map((variant, index) => ({ ...variant, index })))('$index: $rule', ({ rule, find, replace, next }) => {
    expect(sample.split(find).length, 'the text to break stands there once').toBe(2);
    const broken = sample.replace(find, () => replace);
    const { findings } = lintProcedure(broken, vocabulary);
    const found = findings.filter((finding) => finding.rule === rule);
    expect(found, JSON.stringify(findings, null, 1)).not.toEqual([]);
    const [first] = found;
    expect(first?.sentence).toMatch(/^.+\.$/su);
    if (next !== undefined) expect(found.map((finding) => finding.next ?? '').join(' ')).toContain(next);
  });

  it('has a broken variant for every rule', () => {
    const source = ['structure', 'figures', 'commands', 'types', 'arguments', 'vacuous', 'usage']
      .map((name) => readFileSync(new URL(`../../../core/procedure/lint/${name}.ts`, import.meta.url), 'utf8'))
      .join('\n');
    const rules = new Set([...source.matchAll(/report\(\s*'(?:error|warning)',\s*'([a-z-]+)'/gu)].map((match) => match[1]));
    const shown = new Set(variants.map(({ rule }) => rule));
    expect([...rules].filter((rule) => !shown.has(rule ?? ''))).toEqual([]);
  });

  it('gives the line and column of a fault', () => {
    const broken = sample.replace('class: read\n        on: { role: dom0 }', 'clas: read\n        on: { role: dom0 }');
    const { findings } = lintProcedure(broken, vocabulary);
    const line = broken.split('\n').findIndex((text) => text.includes('clas: read')) + 1;
    expect(findings.find(({ rule }) => rule === 'unknown-key')).toMatchObject({ line, column: 9, next: 'Did you mean `class`?' });
    expect(findings.find(({ rule }) => rule === 'missing')).toMatchObject({ path: 'chapters[0].steps[0].class' });
  });
});
