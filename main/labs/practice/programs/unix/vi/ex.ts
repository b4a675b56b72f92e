import { FileError } from '../../../world/file-error.ts';
import type { ProgramCall } from '../../program.ts';
import { pathOf } from '../call-files.ts';
import type { EditedText } from './text.ts';
import { viPattern, viReplacement } from './pattern.ts';

/** What a command after `:` left: a message for the last line, and whether the editor ends. */
export interface ExDone {
  readonly message: string;
  readonly quit: boolean;
}

const stay = (message: string): ExDone => ({ message, quit: false });

/** Commands after `:`: w, q, x with and without !, lines, d, s. As vim 7.0 answers. `name`: the file, null when there is none. */
export function runEx(call: ProgramCall, text: EditedText, name: string | null, typed: string): ExDone {
  const command = typed.trim();
  const [, from = '', to, rest = ''] = /^(%|[0-9]+|[.$])?(?:,([0-9]+|[.$]))?\s*(.*)$/su.exec(command) ?? [];
  const lineOf = (word: string): number => (word === '.' ? text.row : word === '$' ? text.lines.length - 1 : Number(word) - 1);
  const first = from === '%' ? 0 : from === '' ? text.row : lineOf(from);
  const last = from === '%' ? text.lines.length - 1 : to === undefined ? first : lineOf(to);
  if (rest === '') {
    if (from !== '') {
      text.move(from === '%' ? last : Math.max(0, last), 0);
      text.firstWord();
    }
    return stay('');
  }
  const written = /^(w|wq|x|xit|write)(!?)(?:\s+(\S.*))?$/u.exec(rest);
  if (written !== null) {
    const [, verb = '', force = '', other] = written;
    if (verb.startsWith('x') && !text.changed && other === undefined) return { message: '', quit: true };
    const done = write(call, text, other ?? name, force === '!' || other === undefined);
    if (!done.ok) return stay(done.message);
    if (other === undefined || other === name) text.changed = false;
    return { message: done.message, quit: verb === 'wq' || verb.startsWith('x') };
  }
  const quit = /^q(?:uit)?(!?)$/u.exec(rest);
  if (quit !== null) {
    if (text.changed && quit[1] !== '!') return stay('E37: No write since last change (add ! to override)');
    return { message: '', quit: true };
  }
  if (/^set?\s|^se?t?$|^noh/u.test(rest)) return stay('');
  if (first < 0 || last >= text.lines.length || first > last) return stay('E16: Invalid range');
  if (/^d(?:elete)?$/u.test(rest)) {
    text.keep();
    text.deleteLines(first, last - first + 1);
    return stay('');
  }
  const separator = /^s([^A-Za-z0-9\s"|])/u.exec(rest)?.[1];
  if (separator !== undefined) return substitute(text, first, last, rest.slice(2), separator);
  return stay(`E492: Not an editor command: ${command}`);
}

function substitute(text: EditedText, first: number, last: number, rest: string, separator: string): ExDone {
  const parts = rest
    .split(new RegExp(`(?<!\\\\)\\${separator}`, 'u'))
    .map((part) => part.replaceAll(`\\${separator}`, separator));
  const [wanted = '', template = '', flags = ''] = parts;
  const pattern = viPattern(wanted, flags.includes('i'));
  if (pattern === null || !/^[gi]*$/u.test(flags)) return stay('E488: Trailing characters');
  let lines = 0;
  let count = 0;
  let at = -1;
  const after = text.lines.map((line, row) => {
    if (row < first || row > last) return line;
    let here = 0;
    const replaced = line.replace(pattern, (...match: unknown[]) => {
      if (here > 0 && !flags.includes('g')) return String(match[0]);
      here += 1;
      return viReplacement(template, match.slice(0, -2) as (string | undefined)[]);
    });
    if (here > 0) {
      lines += 1;
      count += here;
      at = row;
    }
    return replaced;
  });
  if (count === 0) return stay(`E486: Pattern not found: ${wanted}`);
  text.keep();
  text.lines = after;
  text.move(at, 0);
  text.firstWord();
  return stay(count > 2 ? `${String(count)} substitutions on ${String(lines)} line${lines === 1 ? '' : 's'}` : '');
}

function write(
  call: ProgramCall,
  text: EditedText,
  name: string | null,
  over: boolean,
): { readonly ok: boolean; readonly message: string } {
  if (name === null) return { ok: false, message: 'E32: No file name' };
  const path = pathOf(call, name);
  const { files } = call.machine;
  const there = files.exists(path);
  if (there && !over) return { ok: false, message: 'E13: File exists (add ! to override)' };
  const content = text.lines.length === 1 && text.line === '' ? '' : `${text.lines.join('\n')}\n`;
  try {
    files.write(path, content, 0o666 & ~call.umask);
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    return { ok: false, message: `"${name}" E212: Can't open file for writing` };
  }
  const lines = content === '' ? 0 : text.lines.length;
  const bytes = new TextEncoder().encode(content).length;
  return { ok: true, message: `"${name}"${there ? '' : ' [New]'} ${String(lines)}L, ${String(bytes)}C written` };
}
