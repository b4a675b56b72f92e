import { FileError } from '../../world/file-error.ts';
import { resolvePath } from '../../world/path.ts';
import type { ProgramCall } from '../program.ts';

/** Last part of the name by which a program was called: what its messages begin with. */
export function programName(call: ProgramCall): string {
  return call.name.slice(call.name.lastIndexOf('/') + 1);
}

export function pathOf(call: ProgramCall, word: string): string {
  return resolvePath(call.cwd, word);
}

/** Prints `NAME: SENTENCE`. */
export function complain(call: ProgramCall, sentence: string): void {
  call.writeError(`${programName(call)}: ${sentence}\n`);
}

/** Does something for each operand; what a file refuses is told as GNU programs tell it, and the status is then 1. */
export async function forEach(
  words: readonly string[],
  act: (word: string) => void | Promise<void>,
  refused: (word: string, problem: FileError) => void,
): Promise<number> {
  let status = 0;
  for (const word of words) {
    try {
      await act(word);
    } catch (problem) {
      if (!(problem instanceof FileError)) throw problem;
      refused(word, problem);
      status = 1;
    }
  }
  return status;
}

/** Letters of short options that were given, names of long ones, and the operands. `withValue`: options that take one. */
export function options(
  call: ProgramCall,
  withValue = '',
  longWithValue: readonly string[] = [],
): { readonly given: ReadonlySet<string>; readonly values: ReadonlyMap<string, string>; readonly operands: readonly string[] } {
  const given = new Set<string>();
  const values = new Map<string, string>();
  const operands: string[] = [];
  for (let at = 0; at < call.args.length; at += 1) {
    const word = call.args[at] ?? '';
    if (word === '--') {
      operands.push(...call.args.slice(at + 1));
      break;
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
      given.add(name);
      if (equals >= 0) values.set(name, word.slice(equals + 1));
      else if (longWithValue.includes(name)) values.set(name, call.args[++at] ?? '');
      continue;
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    for (let letter = 1; letter < word.length; letter += 1) {
      const option = word.charAt(letter);
      given.add(option);
      if (withValue.includes(option)) {
        const rest = word.slice(letter + 1);
        values.set(option, rest === '' ? (call.args[++at] ?? '') : rest);
        break;
      }
    }
  }
  return { given, values, operands };
}

/** As GNU programs refuse an option they do not know; the status is `status`. Null when all are known. */
export function refuseUnknown(
  call: ProgramCall,
  given: ReadonlySet<string>,
  known: string,
  longKnown: readonly string[] = [],
  status = 1,
): number | null {
  for (const option of given) {
    if (option.length === 1 ? known.includes(option) : longKnown.includes(option)) continue;
    call.writeError(
      `${programName(call)}: ${option.length === 1 ? `invalid option -- ${option}` : `unrecognized option \`--${option}'`}\nTry \`${programName(call)} --help' for more information.\n`,
    );
    return status;
  }
  return null;
}
