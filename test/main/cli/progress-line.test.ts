import { expect, it } from 'vitest';
import { createProgressLine } from '../../../main/cli/progress-line.ts';

function stream(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 10, write: (text: string) => void written.push(text) };
}

it('a line replaces the one before, and is no longer than the terminal is wide', () => {
  const out = stream(true);
  const line = createProgressLine(out);
  line.show('one');
  line.show('twelve columns');
  line.show('');
  expect(out.written).toEqual(['one', '\u001b[2K\r', 'twelve co', '\u001b[2K\r']);
});

it('keeps away while somebody types', () => {
  const out = stream(true);
  const line = createProgressLine(out);
  line.show('one');
  const letGo = line.hold();
  line.show('two');
  line.show('');
  expect(out.written).toEqual(['one', '\u001b[2K\r']);
  letGo();
  line.show('three');
  expect(out.written.at(-1)).toBe('three');
});

it('writes nothing into a pipe', () => {
  const out = stream(false);
  createProgressLine(out).show('one');
  expect(out.written).toEqual([]);
});
