import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadProcedure } from '../../../core/procedure/load.ts';
import { findingLines } from '../../../main/cli/commands/check.ts';
import type { CheckFinding } from '../../../main/engine/check-run.ts';

const loaded = loadProcedure(readFileSync(new URL('../../fixtures/procedures/small.yaml', import.meta.url), 'utf8'));
if (!loaded.ok) throw new Error('small is no procedure');
const procedure = loaded.value.value;

const PLAIN = { colour: false, columns: Infinity };
const hint = { id: 'h', cause: 'Nobody wrote it.', next: 'Write it.' };
const failed = { outcome: 'fail', message: 'It is empty.', hint } as unknown as CheckFinding['word'];

function finding(step: string, state: CheckFinding['state'], word: CheckFinding['word'], check = 'c'): CheckFinding {
  return { step, check, host: 'one', title: 'It is so', state, word };
}

describe('what a check found, in lines', () => {
  it('what broke has its cause and what to do next', () => {
    expect(findingLines(PLAIN, procedure, [finding('greeting', 'broke', failed)])).toEqual([
      '✗ broke        The greeting is there (0 of 1)',
      '                 one: It is so: It is empty.',
      '                   Cause: Nobody wrote it.',
      '                   Next: Write it.',
    ]);
  });

  it('what is not done yet has them where single steps were asked about; else a line says how to ask', () => {
    const found = [finding('greeting', 'not-done-yet', failed)];
    expect(findingLines(PLAIN, procedure, found, true)).toContain('                   Next: Write it.');
    const whole = findingLines(PLAIN, procedure, found).join('\n');
    expect(whole).not.toContain('Write it.');
    expect(whole).toContain('--only greeting');
  });

  it('what could not be found out says what to do, once for a host', () => {
    const problem = {
      code: 'host-key-unknown',
      sentence: 'The key is not known.',
      next: 'Add hostKey: SHA256:x to the inventory.',
    };
    const word = { outcome: 'unreachable', problem } as unknown as CheckFinding['word'];
    const lines = findingLines(PLAIN, procedure, [finding('kernel', 'not-known', word), finding('greeting', 'not-known', word)]);
    expect(lines.filter((line) => line.includes('The key is not known.'))).toHaveLength(2);
    expect(lines.filter((line) => line.trim() === 'Next: Add hostKey: SHA256:x to the inventory.')).toHaveLength(1);
  });

  it('is broken into lines of a narrow terminal, each under what it belongs to', () => {
    const lines = findingLines({ colour: false, columns: 40 }, procedure, [finding('greeting', 'broke', failed)]);
    expect(lines).toContain('                   Cause: Nobody wrote');
    expect(lines).toContain('                     it.');
    expect(lines.every((line) => line.length <= 40)).toBe(true);
  });
});
