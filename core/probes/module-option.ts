import { z } from 'zod';
import { text } from './facts.ts';
import { matchLine, textAt } from './reading.ts';
import type { Leaf } from './cited.ts';
import type { Line } from './text.ts';

/** A line `options MODULE NAME=VALUE ...` of modprobe.conf(5). */
export const optionShape = z.strictObject({
  module: text,
  parameters: z.array(z.strictObject({ name: text, value: text })),
  /** The file that it stands in; '' for the one that was asked about. */
  file: text,
});

interface Option {
  readonly module: Leaf<string>;
  readonly parameters: readonly { readonly name: Leaf<string>; readonly value: Leaf<string> }[];
}

/** Null when the line is no `options` line. `from` is where the line begins to count, after a file's name. */
export function optionOf(line: Line, from = 0): Option | null {
  const rest: Line = { ...line, text: line.text.slice(from), start: line.start + from };
  const match = matchLine(rest, /^\s*options\s+(\S+)(.*)$/du);
  if (match === null) return null;
  const offset = rest.text.length - match.raw(2).length;
  const parameters = [...match.raw(2).matchAll(/([^\s=]+)(?:=("[^"]*"|\S*))?/gu)].map((found) => {
    const start = offset + found.index;
    const name = found[1] ?? '';
    const end = start + found[0].length;
    return { name: textAt(rest, start, start + name.length), value: textAt(rest, Math.min(end, start + name.length + 1), end) };
  });
  return { module: match.text(1), parameters };
}
