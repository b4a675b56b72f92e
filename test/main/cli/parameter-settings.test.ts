import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadProcedure } from '../../../core/procedure/load.ts';
import { parameterSettings } from '../../../main/cli/parameter-settings.ts';

const loaded = loadProcedure(readFileSync(new URL('../../../assets/procedures/rhel5-rdac.yaml', import.meta.url), 'utf8'));
if (!loaded.ok) throw new Error('rhel5-rdac is no procedure');
const procedure = loaded.value.value;

describe('--set NAME=VALUE', () => {
  it('takes text as it stands, and other types as YAML has them', () => {
    const set = parameterSettings(procedure, [
      'kernelVersion=2.6.18-53.el5',
      'processors=8',
      'toolPackages=[a, b=c]',
      'release=5.1',
    ]);
    expect(set).toEqual({
      ok: true,
      value: { kernelVersion: '2.6.18-53.el5', processors: 8, toolPackages: ['a', 'b=c'], release: '5.1' },
    });
  });

  it('tells every word that is wrong at once, with what is near', () => {
    const set = parameterSettings(procedure, ['procesors=8', 'release', 'toolPackages=[a']);
    expect(set.ok).toBe(false);
    if (set.ok) return;
    expect(set.problems.map(({ sentence, next }) => `${sentence} ${next ?? ''}`.trim())).toEqual([
      `${procedure.title} has no parameter \`procesors\`. Did you mean \`processors\`?`,
      '`--set release` has no `=`. Did you mean `release`?',
      '`[a` cannot be read as a value of `toolPackages` (list).',
    ]);
  });
});
