import { expect, it } from 'vitest';
import { createRedactor } from '../../../core/evidence/redactor.ts';
import { UnderwayBoard } from '../../../main/app/desk/underway-board.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const act = { kind: 'act', host: 'xen1', intent: 'i1', bytes: 0, tail: '', withinMs: 60_000 } as const;

it('shows what is under way until it ends, with the time at which it is given up', () => {
  const board = new UnderwayBoard();
  const progress = board.progressFor(createRedactor());
  const first = progress.begin(act);
  const second = progress.begin({ kind: 'reboot', phase: 'coming', knocked: 0, host: 'xen2', withinMs: null });
  expect(board.whole().map(({ kind, host }) => `${kind} ${host}`)).toEqual(['act xen1', 'reboot xen2']);
  const [one, two] = board.whole();
  expect(Date.parse(one!.until!) - Date.parse(one!.since)).toBeGreaterThanOrEqual(59_990);
  expect(two?.until).toBeNull();
  second.now({ knocked: 3 });
  expect(board.whole()[1]).toMatchObject({ knocked: 3 });
  first.end();
  expect(board.whole()).toHaveLength(1);
  second.end();
  expect(board.whole()).toEqual([]);
});

it('takes a secret out that comes in two pieces, and makes the rest inert', () => {
  const board = new UnderwayBoard();
  const redactor = createRedactor();
  redactor.add('password', 'hunter2-hunter2');
  const teller = board.progressFor(redactor).begin(act);
  teller.printed('stdout', bytes('one\x1b[31m\u202e\nhunter2-'));
  expect(board.whole()[0]).toMatchObject({ bytes: 20, tail: 'one\\x1b[31m\\u{202e}\n' });
  teller.printed('stdout', bytes('hunter2\ntwo\n'));
  expect(board.whole()[0]).toMatchObject({ tail: 'one\\x1b[31m\\u{202e}\n[secret:password]\ntwo\n' });
});

it('keeps the latest of much output, from the beginning of a line', () => {
  const board = new UnderwayBoard();
  const teller = board.progressFor(createRedactor()).begin(act);
  for (let line = 0; line < 10_000; line += 1) teller.printed('stdout', bytes(`line ${line}\n`));
  const [one] = board.whole();
  if (one?.kind !== 'act') throw new Error('not there');
  expect(one.tail.length).toBeLessThanOrEqual(8192);
  expect(one.tail.split('\n')[0]).toMatch(/^line \d+$/u);
  expect(one.tail.endsWith('line 9999\n')).toBe(true);
  expect(one.bytes).toBe(98_890);
});
