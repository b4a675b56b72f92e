import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { LONGEST_PICTURE, pictureFacts } from '../../core/evidence/picture.ts';
import { failure, success, type Result } from '../../core/result.ts';
import { whyNot } from './file-problem.ts';
import type { Attached } from './say-word.ts';

/** A picture that a note is to carry, from a file. Problems: `picture-unreadable`, and those of what it is (`pictureFacts`). */
export async function readPicture(path: string): Promise<Result<Attached>> {
  try {
    const { size } = await stat(path);
    if (size > LONGEST_PICTURE)
      return failure(
        'picture-too-large',
        `${path} has ${size} bytes; at most ${LONGEST_PICTURE} are kept.`,
        'Attach a smaller one.',
      );
    const bytes = await readFile(path);
    const facts = pictureFacts(bytes);
    return facts.ok ? success({ name: basename(path), bytes }) : facts;
  } catch (error) {
    return failure('picture-unreadable', `The picture ${path} cannot be read: ${whyNot(error)}.`);
  }
}
