import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { leaf } from '../../../core/probes/cited.ts';
import { defineProbe } from '../../../core/probes/define-probe.ts';
import { describeProbe } from '../../../core/probes/describe-probe.ts';
import { derivedText, integer, text } from '../../../core/probes/facts.ts';
import { none } from '../../../core/probes/parameters.ts';
import { cite, matchLine } from '../../../core/probes/reading.ts';
import { registered } from '../../../core/probes/registered.ts';
import { shapeOf } from '../../../core/probes/shape.ts';
import { outputOf } from './fixtures.ts';

/** Counts lines `item NAME`; other lines are not understood. */
const items = defineProbe({
  name: 'test.items',
  title: 'Items',
  source: 'this test',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ count: integer, names: z.array(text) }),
  empty: { count: 0, names: [] },
  command: () => '/bin/items',
  read: (reading) => {
    const matches = reading.stdout.flatMap((line) => matchLine(line, /^item (\S+)$/du) ?? []);
    return { count: leaf(matches.length, reading.whole), names: matches.map((match) => match.text(1)) };
  },
});

const codeOf = (output: Parameters<typeof items.parse>[0]): string => {
  const parsed = items.parse(output, {});
  return parsed.ok ? 'ok' : parsed.problem.code;
};

describe('a probe', () => {
  it('gives facts, their bytes and what it ignored', () => {
    expect(items.parse(outputOf('item a\n\nitem b\n', { stderr: 'a warning\n' }), {})).toEqual({
      ok: true,
      facts: { count: 2, names: ['a', 'b'] },
      citations: {
        '/count': { stream: 'stdout', start: 0, end: 15 },
        '/names/0': { stream: 'stdout', start: 5, end: 6 },
        '/names/1': { stream: 'stdout', start: 13, end: 14 },
      },
      ignored: [
        { stream: 'stdout', start: 7, end: 7 },
        { stream: 'stderr', start: 0, end: 9 },
      ],
    });
  });

  it.each([
    ['output that was cut at a limit', outputOf('item a\n', { truncated: true }), 'output-cut'],
    ['output without an exit status', outputOf('item a\n', { exit: null }), 'no-exit-status'],
    ['output that stops in a line', outputOf('item a\nitem'), 'output-cut'],
    ['a line that it does not understand, though other facts were found', outputOf('item a\nwhat\n'), 'unknown-output'],
    [
      'a message of a failure that it does not understand',
      outputOf('item a\n', { stderr: 'broken\n', exit: 1 }),
      'unknown-output',
    ],
    ['a line without end', outputOf(`item ${'x'.repeat(10_000)}\n`), 'line-too-long'],
    ['lines without end', outputOf('item a\n'.repeat(50_001)), 'output-too-long'],
  ])('refuses %s', (_what, output, code) => {
    expect(codeOf(output)).toBe(code);
  });

  it('shows a strange line made inert', () => {
    const parsed = items.parse(outputOf('\x1b[31m<b>\u202e\n'), {});
    expect(parsed.ok ? '' : parsed.problem.sentence).toBe('test.items: a line was not understood: "\\x1b[31m<b>\\u{202e}"');
  });

  it('lets a mistake of the program itself through', () => {
    const broken = defineProbe({
      ...{
        name: 'test.broken',
        title: '',
        source: '',
        roles: [],
        parameters: none,
        facts: z.strictObject({}),
        empty: {},
        command: () => '',
      },
      read: () => {
        throw new RangeError('a mistake');
      },
    });
    expect(() => broken.parse(outputOf('a\n'), {})).toThrow(RangeError);
  });

  it('is described as plain data', () => {
    expect(describeProbe(registered(items))).toMatchObject({
      name: 'test.items',
      shell: 'posix',
      deadline: 20_000,
      facts: {
        kind: 'object',
        fields: { count: { kind: 'int' }, names: { kind: 'list', element: { kind: 'string', derived: false } } },
      },
    });
  });
});

describe('the shape of facts', () => {
  it('tells derived words, nullable and whole numbers apart', () => {
    expect(shapeOf(z.strictObject({ word: derivedText, size: z.number().nullable(), on: z.boolean() }))).toEqual({
      kind: 'object',
      nullable: false,
      fields: {
        word: { kind: 'string', nullable: false, derived: true },
        size: { kind: 'double', nullable: true, derived: false },
        on: { kind: 'bool', nullable: false, derived: false },
      },
    });
  });

  it.each([
    ['optional keys', z.strictObject({ a: text.optional() })],
    ['unions', z.union([text, integer])],
    ['records', z.record(text, text)],
    ['keys in other cases', z.strictObject({ not_camel: text })],
  ])('has no %s', (_what, schema) => {
    expect(() => shapeOf(schema)).toThrow(TypeError);
  });
});

it('cites from the first to the last of several lines', () => {
  const line = { stream: 'stdout', text: 'a', start: 0, end: 1 } as const;
  expect(cite(line, { ...line, start: 5, end: 9 })).toEqual({ stream: 'stdout', start: 0, end: 9 });
});
