import { describe, expect, it } from 'vitest';
import type { Parsed, ProbeOutput } from '../../../core/probes/probe.ts';
import { probes } from '../../../core/probes/registry.ts';
import { latin1, linesOf } from '../../../core/probes/text.ts';
import { fixturesOf } from './fixtures.ts';
import { parametersOf, wholeFacts } from './whole-facts.ts';

/** Laws that hold for every probe when a tool's output was cut or is not the same any more. */

/** What a parse says, as one string: two outputs that say the same have the same. */
function said(parsed: Parsed<unknown>): string {
  return parsed.ok ? JSON.stringify(parsed.facts) : `problem ${parsed.problem.code}`;
}

function withStream(output: ProbeOutput, stream: 'stdout' | 'stderr', text: string): ProbeOutput {
  return { ...output, [stream]: Buffer.from(text, 'latin1') };
}

/** Another word in a line. An exit status between marks says done or not done: another failure may well say the same. */
function otherWord(line: string, word: string): string {
  if (/^=== .* exit [0-9]+$/u.test(line) && line.endsWith(` ${word}`) && word !== '0') return '0';
  const last = word.slice(-1);
  const other = last === '7' ? '8' : /[0-9]/u.test(last) ? '7' : last === 'q' ? 'z' : 'q';
  return word.slice(0, -1) + other;
}

/** Evenly spread positions of a text, all of them when it is short, and every line end. */
function cuts(text: string): readonly number[] {
  const step = Math.max(1, Math.floor(text.length / 120));
  const positions = new Set<number>();
  for (let at = 0; at < text.length; at += step) positions.add(at);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    positions.add(at);
    if (at + 1 < text.length) positions.add(at + 1);
  }
  return [...positions];
}

const cases = probes.flatMap((probe) =>
  fixturesOf(probe.name).map((fixture) => [probe.name, fixture.name, probe, fixture] as const),
);

describe.each(cases)('%s fixture %s', (_probeName, _fixtureName, probe, fixture) => {
  it('never claims to be whole when it was cut', () => {
    const whole = said(wholeFacts(probe, fixture));
    const parameters = parametersOf(probe, fixture);
    const parsedCut = probe.parse({ ...fixture.output, truncated: true }, parameters);
    expect(parsedCut.ok).toBe(false);
    expect(probe.parse({ ...fixture.output, exit: null }, parameters).ok).toBe(false);
    // A refusal's text is on standard error; usage help on standard output beside it carries no facts.
    const stream = fixture.output.exit === 0 || fixture.output.stderr.length === 0 ? 'stdout' : 'stderr';
    const text = latin1(fixture.output[stream]);
    const unnoticed = cuts(text).filter((at) => {
      // Blank lines after the last one with content are no loss.
      if (text[at - 1] === '\n' && text.slice(at).trim() === '') return false;
      return said(probe.parse(withStream(fixture.output, stream, text.slice(0, at)), parameters)) === whole;
    });
    expect(unnoticed).toEqual([]);
  });

  it('says something else, or nothing, when a line with facts is removed, doubled or changed', () => {
    const parsed = wholeFacts(probe, fixture);
    const whole = said(parsed);
    const parameters = parametersOf(probe, fixture);
    const unnoticed: { readonly line: string; readonly how: string }[] = [];
    for (const stream of ['stdout', 'stderr'] as const) {
      const text = latin1(fixture.output[stream]);
      const cited = Object.entries(parsed.citations).filter(
        ([, range]) => range.stream === stream && range.end - range.start < text.length,
      );
      for (const line of linesOf(fixture.output[stream], stream)) {
        // A word that is a mere part of a fact's range decides nothing by itself, so only lines that hold a leaf of their own count.
        if (!cited.some(([, range]) => range.start >= line.start && range.end <= line.end && range.end > range.start)) continue;
        const next = line.end + (text[line.end] === '\r' ? 2 : 1);
        const trySame = (how: string, changed: string): void => {
          const same = said(probe.parse(withStream(fixture.output, stream, changed), parameters)) === whole;
          if (same) unnoticed.push({ line: line.text, how });
        };
        trySame('removed', text.slice(0, line.start) + text.slice(next));
        trySame('doubled', text.slice(0, next) + text.slice(line.start));
        for (const word of line.text.matchAll(/[A-Za-z0-9]+/gu)) {
          const from = line.start + word.index;
          const to = from + word[0].length;
          trySame(`${word[0]} changed`, text.slice(0, from) + otherWord(line.text, word[0]) + text.slice(to));
        }
      }
    }
    expect(unnoticed).toEqual([]);
  });
});
