import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadProcedure } from '../../../core/procedure/load.ts';
import type { RunEvent, StoredEvent } from '../../../core/run/events.ts';
import type { OpenIntent } from '../../../core/run/state.ts';
import type { Underway } from '../../../core/run/underway.ts';
import { createEventTeller } from '../../../main/cli/show-event.ts';
import { keepingTerminal } from './lines.ts';

const loaded = loadProcedure(readFileSync(new URL('../../fixtures/procedures/small.yaml', import.meta.url), 'utf8'));
if (!loaded.ok) throw new Error('small is no procedure');
const procedure = loaded.value.value;

interface Telling {
  readonly colour?: boolean;
  readonly scale?: number;
  readonly width?: number;
  readonly open?: readonly OpenIntent[];
  readonly guests?: Readonly<Record<string, string>>;
  readonly underway?: readonly Underway[];
}

const NOW = Date.UTC(2026, 0, 1, 1);

function told(
  events: readonly RunEvent[],
  { colour = false, scale = 1, width = Infinity, open = [], guests = {}, underway }: Telling = {},
) {
  const terminal = keepingTerminal(colour);
  const { tell, refresh } = createEventTeller(terminal, procedure, {
    steps: null,
    ended: [],
    scale,
    width,
    timeLeft: () => ['about 2 min of host time left (2 s here)', 'about 2 min left'],
    open,
    through: (host) => guests[host] ?? null,
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
  if (underway !== undefined) refresh(underway, NOW);
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

const intent = (what: Partial<Extract<RunEvent, { type: 'intent' }>>): Extract<RunEvent, { type: 'intent' }> => ({
  type: 'intent',
  version: 1,
  intent: 'i',
  place: place('kernel'),
  kind: 'run',
  class: 'change',
  command: '',
  ...what,
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
    expect(progressed).toEqual(['… [0/3] about 2 min of host time left (2 s here), one: The kernel is Linux']);
  });

  describe('as time goes by', () => {
    const begun: readonly RunEvent[] = [planned, { type: 'step-started', version: 1, place: place('kernel') }];
    const since = new Date(NOW - 40_000).toISOString();
    const until = new Date(NOW + 260_000).toISOString();
    const poll: Underway = {
      kind: 'poll',
      id: '1',
      host: 'one',
      since,
      until,
      step: 'kernel',
      check: 'linux',
      asked: 12,
      next: null,
      outcome: 'fail',
      expected: null,
      actual: null,
    };
    const last = (options: Telling, events = begun): string | undefined =>
      told(events, { width: 100, ...options }).progressed.at(-1);

    it('a check that is asked again says how often, for how long, and how long at most', () => {
      expect(last({ underway: [poll] })).toBe(
        '… [0/3] about 2 min left, one: The kernel calls itself Linux, asked 12 times, 40 s of at most 5 min',
      );
    });

    it('a command says how long it lasts, in time of the hosts, and who is at work beside it', () => {
      const act = { kind: 'act', id: '1', host: 'one', since, until, intent: 'i', bytes: 0, tail: '' } as const;
      const beside = { kind: 'asking', id: '2', host: 'two', since, until: null, step: 'kernel', probes: ['p'] } as const;
      const sent = intent({ command: 'install everything\nand more' });
      expect(last({ underway: [act, beside], scale: 10 }, [...begun, sent])).toBe(
        '… [0/3] about 2 min left, one: install everything, 6 min 40 s, 1 more host beside it',
      );
    });

    it('a host that was told to reboot says how often it was knocked at', () => {
      const reboot = { kind: 'reboot', phase: 'coming', knocked: 5, id: '1', host: 'one', since, until } as const;
      expect(last({ underway: [reboot] })).toMatch(/one: starts, knocked 5 times, 40 s of at most 5 min$/u);
    });

    it('what is too long for a narrow terminal gives way to the times', () => {
      const narrow = last({ underway: [poll], width: 80 }) ?? '';
      expect(narrow).toBe('… [0/3] one: The kernel calls itself Li…, asked 12 times, 40 s of at most 5 min');
      expect(narrow.length).toBeLessThan(80);
    });

    it('where nothing is under way the latest stays, with the time that is left', () => {
      expect(told(begun, { underway: [] }).progressed).toHaveLength(2);
      expect(last({ underway: [] })).toBe('… [0/3] about 2 min of host time left (2 s here), one: The kernel is Linux');
    });
  });

  describe('a host that is away as asked', () => {
    const refused = { code: 'connect-refused', sentence: 'one refused the connection.', next: 'Is sshd running?' };
    const lost = (host = 'one', problem = refused): RunEvent => ({ type: 'host-lost', version: 1, host, problem });
    const reboot = intent({ kind: 'reboot', command: '/sbin/shutdown -r now' });

    it('restarts: that is no trouble, and nothing is to be done', () => {
      expect(told([reboot, lost()]).said).toEqual(['· restarts   one, as asked']);
    });

    it('is trouble when its reboot is over, and on another host', () => {
      const back: RunEvent = {
        type: 'act-done',
        version: 1,
        intent: 'i',
        exit: 0,
        stdout: { hash: '0'.repeat(64), bytes: 0, cut: 0 },
        stderr: { hash: '0'.repeat(64), bytes: 0, cut: 0 },
        durationMs: 1,
        succeeded: true,
        by: 'host',
      };
      expect(told([reboot, back, lost()]).said.at(-1)).toContain('Next: Is sshd running?');
      expect(told([reboot, lost('two')]).said.at(-1)).toContain('Next: Is sshd running?');
    });

    it('is trouble when its key is another than before, whatever was asked', () => {
      const changed = { code: 'host-key-changed', sentence: 'The key of one changed.', next: 'Compare it.' };
      expect(told([reboot, lost('one', changed)]).said.at(-1)).toContain('Next: Compare it.');
    });

    it('also a guest that its host makes, until the step has come to its end', () => {
      const create = intent({ kind: 'run', command: '/usr/sbin/xm create guest' });
      const guests = { guest: 'one' };
      expect(told([create, lost('guest')], { guests }).said).toEqual(['· restarts   guest, as asked']);
      const done: RunEvent = { type: 'step-done', version: 1, place: place('kernel'), outcome: 'done' };
      expect(told([create, done, lost('guest')], { guests }).said.at(-1)).toContain('Next: Is sshd running?');
    });

    it('also by an act that was in flight when the run was left', () => {
      const open = [{ ...reboot, sequence: 1, at: '', unknown: true }];
      expect(told([lost()], { open }).said).toEqual(['· restarts   one, as asked']);
    });
  });

  it('colour stands beside the words and is left out when it is not wanted', () => {
    const events: RunEvent[] = [planned, { type: 'step-already-so', version: 1, place: place('line') }];
    expect(told(events, { colour: true }).said[0]).toBe('\u001b[32m✓ already so\u001b[0m [1/3] The list names the host: one');
    expect(told(events).said[0]).not.toContain('\u001b');
  });
});
