import { FileError } from '../world/file-error.ts';
import { resolvePath } from '../world/path.ts';
import { shellToText, textToShell } from './bytes.ts';
import { isMagic, matches, type PatternPiece } from './pattern.ts';
import type { Shell } from './shell.ts';

/** Paths that a field with a pattern in it stands for, sorted; the field itself when nothing matches. */
export function expandPaths(shell: Shell, field: readonly PatternPiece[]): readonly string[] {
  const segments = segmentsOf(field);
  const absolute = field.map((piece) => piece.text).join('').startsWith('/'); // prettier-ignore
  let found: string[] = [absolute ? '/' : ''];
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    const next: string[] = [];
    for (const base of found) {
      for (const name of namesFor(shell, base, segment)) {
        const path = `${base}${name}`;
        if (!last) next.push(`${path}/`);
        else next.push(path);
      }
    }
    found = next;
  }
  if (found.length === 0) return [field.map((piece) => piece.text).join('')];
  return found.sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
}

function namesFor(shell: Shell, base: string, segment: readonly PatternPiece[]): readonly string[] {
  const directory = resolvePath(shell.directory, shellToText(base === '' ? '.' : base));
  const text = segment.map((piece) => piece.text).join('');
  try {
    if (!isMagic(segment))
      return text === '' || shell.machine.files.find(resolvePath(directory, shellToText(text)), false) !== null ? [text] : [];
    if (!shell.machine.files.isDirectory(directory)) return [];
    const hidden = text.startsWith('.');
    return shell.machine.files
      .list(directory)
      .map(textToShell)
      .filter((name) => (hidden || !name.startsWith('.')) && matches(name, segment));
  } catch (problem) {
    if (problem instanceof FileError) return [];
    throw problem;
  }
}

/** The field cut at its slashes. */
function segmentsOf(field: readonly PatternPiece[]): readonly PatternPiece[][] {
  const segments: PatternPiece[][] = [[]];
  for (const piece of field) {
    for (const [index, text] of piece.text.split('/').entries()) {
      if (index > 0) segments.push([]);
      if (text !== '') segments.at(-1)?.push({ text, literal: piece.literal });
    }
  }
  if (field.map((piece) => piece.text).join('').startsWith('/')) segments.shift(); // prettier-ignore
  return segments;
}
