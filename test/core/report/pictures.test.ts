import { expect, it } from 'vitest';
import { serialise } from '../../../core/markup/serialise.ts';
import { element } from '../../../core/markup/node.ts';
import { picture } from '../../../core/report/html/picture.ts';
import { viewPictures } from '../../../core/report/pictures.ts';
import type { Note } from '../../../core/run/state.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const note = (sequence: number, hash: string | null, bytes = PNG.length): Note => ({
  sequence,
  at: '2026-01-01T00:00:00.000Z',
  operator: 'ada',
  step: 's',
  host: 'xen1',
  element: null,
  text: 'x',
  attachment: hash === null ? null : { name: `rack <b>\u202e.png`, output: { hash, bytes, cut: 0 } },
});
const kept: Readonly<Record<string, Uint8Array>> = { a: PNG, b: Buffer.from('<svg onload="x"/>') };
const read = async (hash: string): Promise<Uint8Array | null> => kept[hash] ?? null;

it('shows the picture of a note within the page; what is none, is gone, or is too much by name and hash', async () => {
  const notes = [note(1, null), note(2, 'a'), note(3, 'b'), note(4, 'gone'), note(5, 'a', 30 * 1024 * 1024)];
  const pictures = await viewPictures(notes, read);
  expect([...pictures.keys()]).toEqual([2, 3, 4, 5]);
  expect(pictures.get(2)?.shown).toEqual({ type: 'image/png', width: 1, height: 1, data: PNG.toString('base64') });
  expect([3, 4, 5].map((sequence) => pictures.get(sequence)?.shown)).toEqual([null, null, null]);

  const html = (sequence: number): string => [...serialise(element('div', {}, picture(pictures.get(sequence))), 'html')].join('');
  expect(html(2)).toContain('<img src="data:image/png;base64,iVBOR');
  expect(html(2)).toContain('rack &lt;b&gt;\\u{202e}.png');
  expect(html(3)).not.toContain('<img');
  expect(html(3)).toContain('not in this file');
});
