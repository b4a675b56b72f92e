import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeProbe } from '../../../core/probes/describe-probe.ts';
import type { Citation, ProbeOutput } from '../../../core/probes/probe.ts';
import { probes } from '../../../core/probes/registry.ts';
import { shapeOf } from '../../../core/probes/shape.ts';
import type { FactShape } from '../../../core/probes/shape.ts';
import { latin1, linesOf, visible } from '../../../core/probes/text.ts';
import { fixturesOf, outputOf } from './fixtures.ts';
import { parametersOf, wholeFacts } from './whole-facts.ts';

/**
 * Laws that hold for every probe, shown on its fixtures and on what no tool would print. Those about output that was changed
 * stand in every-probe-changed.test.ts.
 */

/** The shape of the leaf that a pointer names. */
function shapeAt(shape: FactShape, pointer: string): FactShape {
  let at = shape;
  for (const token of pointer.split('/').slice(1)) {
    if (at.kind === 'list') at = at.element;
    else if (at.kind === 'object') at = at.fields[token.replaceAll('~1', '/').replaceAll('~0', '~')] as FactShape;
    else throw new Error(`${pointer} leads below a leaf`);
  }
  return at;
}

function valueAt(facts: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (value, token) => (value as Record<string, unknown>)[token.replaceAll('~1', '/').replaceAll('~0', '~')],
      facts,
    );
}

function leafPointers(value: unknown, pointer = ''): string[] {
  if (value === null || typeof value !== 'object') return [pointer];
  return Object.entries(value).flatMap(([key, item]) =>
    leafPointers(item, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}

const touches = (range: Citation, start: number, end: number): boolean => range.start < end && range.end > start;

/** What a POSIX shell has in itself. */
const shellWords = new Set(
  'echo printf test [ cd read exit set shift export kill true false : for while if do done then else elif fi case esac in } ! quoted'.split(
    ' ',
  ),
);

const endless = `${'x'.repeat(1_000_000)}\n`;

const hostile: readonly string[] = [
  '',
  '\n',
  '\0\0\0\n',
  '<script>alert(1)</script>\n',
  '\x1b[2J\x1b]0;title\x07\n',
  '\u202egpj.exe\u202c \u200f\n',
  `${' '.repeat(8_000)}x\n`.repeat(20),
  'a : b\n'.repeat(2_000),
  '((((((((((\n'.repeat(500),
  '=== end\n',
  '=== release\n=== release exit 0\n=== end\n',
  '{"a": [1, 2, {"b": "\n',
  'xx: __proto__\nconstructor: toString\n',
];

it('has names that are all different, sorted, and of the form family.question', () => {
  const names = probes.map((probe) => probe.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual([...names].sort());
  for (const name of names) expect(name).toMatch(/^[a-z][a-zA-Z0-9]*\.[a-z][A-Za-z0-9]*$/u);
});

describe.each(probes.map((probe) => [probe.name, probe] as const))('%s', (_name, probe) => {
  const fixtures = fixturesOf(probe.name);
  const shape = shapeOf(probe.facts);

  it('has a fixture that says where it is from', () => {
    expect(fixtures.length).toBeGreaterThan(0);
  });

  it('describes itself as plain data, and its empty facts fit its schema', () => {
    const described = describeProbe(probe);
    expect(JSON.parse(JSON.stringify(described))).toEqual(described);
    expect(probe.facts.parse(probe.empty)).toEqual(probe.empty);
  });

  it('asks one line with absolute paths', () => {
    for (const fixture of fixtures) {
      const command = probe.command(parametersOf(probe, fixture));
      expect(command).not.toMatch(/[\0\r\n]/u);
      expect(command).toMatch(/^[\x20-\x7e]+$/u);
      if (probe.shell === 'fos') {
        expect(command).not.toMatch(/[|;&<>]/u);
        continue;
      }
      // Quoted words hold no commands of their own.
      const bare = command.replace(/'[^']*'|"[^"]*"|\$\{[^}]*\}/gu, 'quoted');
      for (const [, first = ''] of bare.matchAll(/(?:^|[;|({]|&&|\bdo\b|\bthen\b|\belse\b)\s*([^\s;|(){}]+)/gu)) {
        expect({ command, first, known: first.startsWith('/') || shellWords.has(first) || /^[A-Za-z_]+=/u.test(first) }).toEqual({
          command,
          first,
          known: true,
        });
      }
    }
  });

  it('never throws on and never overstates what no tool prints', () => {
    const parameters = fixtures.map((fixture) => parametersOf(probe, fixture));
    const sample = parameters[0];
    const total = (output: ProbeOutput): void => {
      const parsed = probe.parse(output, sample);
      if (parsed.ok) {
        probe.facts.parse(parsed.facts);
        expect(output.truncated).toBe(false);
        expect(JSON.stringify(parsed.facts).length).toBeLessThan(20 * (output.stdout.length + output.stderr.length) + 20_000);
      } else {
        expect(parsed.problem.sentence.length).toBeLessThan(2_000);
        expect(parsed.problem.sentence).not.toMatch(/[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f]/u);
      }
    };
    total(outputOf(endless));
    total(outputOf('', { stderr: endless, exit: 1 }));
    for (const text of hostile) {
      for (const exit of [0, 1, 127]) {
        total(outputOf(text, { exit }));
        total(outputOf('', { stderr: text, exit }));
      }
    }
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.uint8Array({ maxLength: 80 }),
        fc.constantFrom(0, 1, 3, 127, null),
        (stdout, stderr, exit) => {
          total({ stdout, stderr, exit, truncated: false });
        },
      ),
      { numRuns: 60 },
    );
  });

  describe.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('fixture %s', (_fixtureName, fixture) => {
    it('parses to facts of its schema, each leaf with the bytes that it came from', () => {
      const parsed = wholeFacts(probe, fixture);
      expect(probe.facts.parse(parsed.facts)).toEqual(parsed.facts);
      expect(Object.keys(parsed.citations).sort()).toEqual(leafPointers(parsed.facts).sort());
      for (const [pointer, range] of Object.entries(parsed.citations)) {
        const bytes = fixture.output[range.stream];
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeGreaterThanOrEqual(range.start);
        expect(range.end).toBeLessThanOrEqual(bytes.length);
        const value = valueAt(parsed.facts, pointer);
        const leafShape = shapeAt(shape, pointer);
        const cited = latin1(bytes.subarray(range.start, range.end));
        if (leafShape.kind === 'string' && !leafShape.derived && typeof value === 'string' && value !== '') {
          expect({ pointer, text: visible(cited) }).toEqual({ pointer, text: value });
        }
      }
    });

    it('leaves no line out: each is cited or named as ignored', () => {
      const parsed = wholeFacts(probe, fixture);
      const part = (range: Citation): boolean => range.start > 0 || range.end < fixture.output[range.stream].length;
      const ranges = [...Object.values(parsed.citations).filter(part), ...parsed.ignored];
      const lines = [...linesOf(fixture.output.stdout, 'stdout'), ...linesOf(fixture.output.stderr, 'stderr')];
      const leftOut = lines.filter(
        (line) =>
          line.text.trim() !== '' &&
          !ranges.some((range) => range.stream === line.stream && touches(range, line.start, line.end)),
      );
      expect(leftOut.map((line) => line.text)).toEqual([]);
    });
  });
});
