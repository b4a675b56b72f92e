import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { markHits } from '../../../core/evidence/mark-hits.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('marking what was looked for', () => {
  it('marks every place, whatever the case of its letters', () => {
    expect(markHits(bytes('Sdb and sdb, SDB'), 'sdb')).toEqual({
      pieces: [
        { text: 'Sdb', hit: true },
        { text: ' and ', hit: false },
        { text: 'sdb', hit: true },
        { text: ', ', hit: false },
        { text: 'SDB', hit: true },
      ],
      hits: 3,
      from: 0,
      to: 16,
      bytes: 16,
    });
  });

  it('shows the part around the place that is wanted, and the last one past the end', () => {
    const text = `${'x'.repeat(20_000)}one${'é'.repeat(20_000)}ONE`;
    const first = markHits(bytes(text), 'one', 0);
    expect(first.hits).toBe(2);
    expect(first.from).toBeGreaterThan(10_000);
    expect(first.pieces.filter(({ hit }) => hit)).toEqual([{ text: 'one', hit: true }]);
    // Cut between characters: none is torn into escapes.
    expect(first.pieces.map((piece) => piece.text).join('')).not.toContain('\\x');
    for (const occurrence of [1, 2, 999])
      expect(markHits(bytes(text), 'one', occurrence).pieces.at(-1)).toEqual({ text: 'ONE', hit: true });
  });

  it('is inert', () => {
    const { pieces } = markHits(bytes('a\u001b[31m\u202eb'), '\u001b[31m');
    expect(pieces).toEqual([
      { text: 'a', hit: false },
      { text: '\\x1b[31m', hit: true },
      { text: '\\u{202e}b', hit: false },
    ]);
  });

  it('shows the beginning of what does not have it', () => {
    expect(markHits(bytes('nothing'), 'else')).toMatchObject({ pieces: [{ text: 'nothing', hit: false }], hits: 0 });
    expect(markHits(bytes(''), 'else')).toEqual({ pieces: [], hits: 0, from: 0, to: 0, bytes: 0 });
  });

  it('counts as many as splitting does, and leaves nothing out', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'é'), maxLength: 200 });
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b', 'é'), minLength: 1, maxLength: 3 }), (text, wanted) => {
        const marked = markHits(bytes(text), wanted);
        expect(marked.hits).toBe(text.split(wanted).length - 1);
        expect(marked.pieces.map((piece) => piece.text).join('')).toBe(text);
      }),
    );
  });
});
