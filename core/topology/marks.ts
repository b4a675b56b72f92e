import type { TopologyChange } from './compare-moments.ts';
import type { Difference } from './compare.ts';
import type { WhatFails } from './what-fails.ts';

/** What a drawing says of an element or a link beside its state: a glyph on it, a line of its own kind, and a word in its title. */
export interface Mark {
  readonly kind: 'came' | 'went' | 'changed' | 'fails' | 'weakens';
  readonly word: string;
}
/** By the id of the element or link. */
export type Marks = ReadonlyMap<string, Mark>;

export const MARK_GLYPHS: Readonly<Record<Mark['kind'], string>> = {
  came: '+',
  went: '−',
  changed: '≠',
  fails: '✗',
  weakens: '▾',
};

export const NO_MARKS: Marks = new Map();

/** Where what was found is not what was declared. */
export function differenceMarks(differences: readonly Difference[]): Marks {
  const kinds = { missing: 'went', extra: 'came', different: 'changed' } as const;
  const words = { missing: 'declared, not found', extra: 'found, not declared', different: 'not as declared' } as const;
  return new Map(differences.map(({ kind, subject }) => [subject, { kind: kinds[kind], word: words[kind] }]));
}

/** What became of each thing between two moments. */
export function changeMarks(changes: readonly TopologyChange[]): Marks {
  const words = { came: 'new', went: 'gone', changed: 'changed' } as const;
  return new Map(changes.map(({ kind, subject }) => [subject, { kind, word: words[kind] }]));
}

/** What would be lost and what would be weaker without an element or a link. */
export function failureMarks(fails: WhatFails): Marks {
  const marks = new Map<string, Mark>();
  for (const id of fails.weakensLuns) marks.set(id, { kind: 'weakens', word: 'would have fewer paths' });
  for (const { lun } of fails.losesLuns) marks.set(lun, { kind: 'fails', word: 'would be lost' });
  for (const id of fails.losesGuests) marks.set(id, { kind: 'fails', word: 'would lose its storage or stop' });
  marks.set(fails.subject, { kind: 'fails', word: 'taken as gone' });
  return marks;
}
