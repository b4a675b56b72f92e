import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadProcedure } from '../../../core/procedure/load.ts';
import type { RunEvent, StoredEvent } from '../../../core/run/events.ts';
import { createEventTeller } from '../../../main/cli/show-event.ts';
import { keepingTerminal } from './lines.ts';

const loaded = loadProcedure(readFileSync(new URL('../../fixtures/procedures/small.yaml', import.meta.url), 'utf8'));
if (!loaded.ok) throw new Error('small is no procedure');
const procedure = loaded.value.value;

function told(events: readonly RunEvent[], { colour = false, scale = 1, width = Infinity } = {}) {
  const terminal = keepingTerminal(colour);
  const tell = createEventTeller(terminal, procedure, {
    steps: null,
    ended: [],
    scale,
    width,
    timeLeft: () => 'about 2 min left',
  });
  events.forEach((event, index) => {
    const stored: StoredEvent = {
      run: 'r',
      sequence: index + 1,
      at: new Date(Date.UTC(2026, 0, 1) + index * 500).toISOString(),
      operator: 'o',
      event,
      previous: '',
      hash: '',
    };
    tell(stored);
  });
  return terminal;
}

const planned = {
  type: 'planned',
  version: 1,
  steps: procedure.chapters.flatMap(({ id: chapter, steps }) =>
    steps.map((step) => ({
      id: step.id,
      title: step.title,
      chapter,
      role: 'dom0' as const,
      class: step.class,
      hosts: ['one'],
      needs: [],
      estimateMs: 5000,
      repeatable: false,
      undo: 'none' as const,
      checks: [],
    })),
  ),
} satisfies RunEvent;
const place = (step: string) => ({ step, host: 'one' });
const checked = (step: string, check: string, phase: 'before' | 'after' | 'later', outcome: 'pass' | 'fail'): RunEvent => ({
  type: 'checked',
  version: 1,
  place: place(step),
  check,
  outcome,
  severity: 'fatal',
  phase,
  ...(outcome === 'fail' ? { message: 'It is not so.', hint: { id: 'h', cause: 'A cause.', next: 'Do this.' } } : {}),
  evidence: [],
});

describe('what a person is told', () => {
  it('a line for each step that ended, with its place among all and its time; asking alone is proving', () => {
    const { said } = told([
      planned,
      { type: 'step-started', version: 1, place: place('kernel') },
      checked('kernel', 'linux', 'after', 'pass'),
      { type: 'step-done', version: 1, place: place('kernel'), outcome: 'done' },
      { type: 'step-started', version: 1, place: place('greeting') },
      checked('greeting', 'size', 'before', 'fail'),
      { type: 'step-done', version: 1, place: place('greeting'), outcome: 'done' },
      { type: 'step-started', version: 1, place: place('line') },
      { type: 'step-already-so', version: 1, place: place('line') },
    ]);
    expect(said).toEqual([
      '✓ proved     [1/3] The kernel is Linux: one (1.0 s)',
      '✓ done       [2/3] The greeting is there: one (1.0 s)',
      '✓ already so [3/3] The list names the host: one (500 ms)',
    ]);
  });

  it('how long a step took in time of the hosts, where a lab scales it', () => {
    const { said } = told(
      [
        planned,
        { type: 'step-started', version: 1, place: place('kernel') },
        { type: 'step-done', version: 1, place: place('kernel'), outcome: 'done' },
      ],
      { scale: 240 },
    );
    expect(said).toEqual(['✓ proved     [1/3] The kernel is Linux: one (2 min 0 s)']);
  });

  it('a question without an answer with what to do about it, as a host whose key is not known', () => {
    const problem = { code: 'host-key-unknown', sentence: 'The key of one is not known.', next: 'Add hostKey: SHA256:x.' };
    const { said } = told([
      { ...checked('kernel', 'linux', 'later', 'pass'), outcome: 'unreachable', problem } as RunEvent,
      { type: 'host-lost', version: 1, host: 'one', problem },
    ]);
    expect(said).toEqual([
      '✗ unreachable The kernel calls itself Linux: one',
      '             The key of one is not known.',
      '             Next: Add hostKey: SHA256:x.',
      '· away       one: The key of one is not known.',
      '             Next: Add hostKey: SHA256:x.',
    ]);
  });

  it('no line is longer than the terminal is wide: what goes on stands under its beginning', () => {
    const sentence = 'A sentence of several words that does not fit on a narrow line.';
    const problem = { code: 'check-failed', sentence };
    const { said } = told([{ type: 'step-done', version: 1, place: place('greeting'), outcome: 'failed', problem }], {
      width: 40,
    });
    expect(said).toEqual([
      '✗ failed     [1/0] The greeting is',
      '             there: one',
      '             A sentence of several words',
      '             that does not fit on a',
      '             narrow line.',
    ]);
  });

  it('what failed, and what to do next; a check before its step is expected not to hold', () => {
    const { said } = told([
      planned,
      { type: 'step-started', version: 1, place: place('greeting') },
      checked('greeting', 'size', 'before', 'fail'),
      {
        type: 'step-done',
        version: 1,
        place: place('greeting'),
        outcome: 'failed',
        problem: { code: 'check-failed', sentence: 'It is not so.', next: 'A cause. Do this.' },
      },
      checked('kernel', 'linux', 'later', 'fail'),
    ]);
    expect(said).toEqual([
      '✗ failed     [1/3] The greeting is there: one (1.0 s)',
      '             It is not so.',
      '             Next: A cause. Do this.',
      '✗ fail       The kernel calls itself Linux: one',
      '             It is not so.',
      '             Next: A cause. Do this.',
    ]);
  });

  it('progress says where it is, what is done there and how long it will take', () => {
    const { progressed } = told([planned, { type: 'step-started', version: 1, place: place('kernel') }]);
    expect(progressed).toEqual(['… [0/3] about 2 min left, one: The kernel is Linux']);
  });

  it('colour stands beside the words and is left out when it is not wanted', () => {
    const events: RunEvent[] = [planned, { type: 'step-already-so', version: 1, place: place('line') }];
    expect(told(events, { colour: true }).said[0]).toBe('\u001b[32m✓ already so\u001b[0m [1/3] The list names the host: one');
    expect(told(events).said[0]).not.toContain('\u001b');
  });
});
