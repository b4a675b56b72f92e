import { base64 } from '../evidence/base64.ts';
import { pictureFacts } from '../evidence/picture.ts';
import type { Note } from '../run/state.ts';
import type { ReadArtefact } from './output-view.ts';
import type { PictureView } from './schema.ts';

/** Bytes of pictures that one report carries; those after them are named with their hash. */
const MOST_BYTES = 24 * 1024 * 1024;

/** The pictures of notes, by the notes' sequence, in their order. What cannot be shown is told with its hash. */
export async function viewPictures(notes: readonly Note[], read: ReadArtefact): Promise<ReadonlyMap<number, PictureView>> {
  const pictures = new Map<number, PictureView>();
  let left = MOST_BYTES;
  for (const { sequence, attachment } of notes) {
    if (attachment === null || attachment === undefined) continue;
    const { name, output } = attachment;
    const known = { name, hash: output.hash, bytes: output.bytes };
    const bytes = output.bytes <= left ? await read(output.hash) : null;
    const facts = bytes === null ? null : pictureFacts(bytes);
    if (bytes === null || facts?.ok !== true) {
      pictures.set(sequence, { ...known, shown: null });
      continue;
    }
    left -= bytes.length;
    pictures.set(sequence, { ...known, shown: { ...facts.value, data: base64(bytes) } });
  }
  return pictures;
}
