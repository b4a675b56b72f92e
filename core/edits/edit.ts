import type { z } from 'zod';
import { failure, success, type Result } from '../result.ts';
import { bytesToText, textToBytes } from './lines.ts';

/**
 * A named, pure change of one file. Done twice it is done once; what it does not mean to change stays byte for byte; a file that
 * it does not understand is refused with a sentence.
 */
export interface Edit<Arguments = unknown> {
  readonly name: string;
  readonly title: string;
  readonly parameters: z.ZodType<Arguments>;
  /** True when it may begin with a file that is not there. */
  readonly mayCreate: boolean;
  /** `text` has one character for each byte (see lines.ts). */
  readonly apply: (text: string, given: Arguments) => Result<string>;
}

/** Forgets an edit's types: `applyEdit` validates its arguments first. */
export function registeredEdit<Arguments>(edit: Edit<Arguments>): Edit {
  return edit as unknown as Edit;
}

/** The file's bytes after an edit; `before` is null for a file that is not there. The same bytes come back when nothing is to be done. */
export function applyEdit(edit: Edit, before: Uint8Array | null, given: unknown): Result<Uint8Array> {
  const parsed = edit.parameters.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return failure(
      'edit-arguments',
      `Edit \`${edit.name}\` does not take these arguments: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`,
    );
  }
  if (before === null && !edit.mayCreate) {
    return failure('no-file', `The file is not there, and \`${edit.name}\` changes only what is.`);
  }
  const text = bytesToText(before ?? new Uint8Array());
  const after = edit.apply(text, parsed.data);
  if (!after.ok) return after;
  return success(before !== null && after.value === text ? before : textToBytes(after.value));
}
