import type { ProgramCall } from '../program.ts';

/**
 * Words of grep for a grep that has no -H: the name of a file stands before its lines as soon as there are two files, so that
 * /dev/null, which holds no lines, is the second (the old idiom of grep(1p)).
 */
export function grepWords(call: ProgramCall): readonly string[] {
  let named = false;
  let ended = false;
  const words = call.args.flatMap((word) => {
    if (ended || !word.startsWith('-') || word === '-') return [word];
    if (word === '--') {
      ended = true;
      return [word];
    }
    if (word === '--with-filename') {
      named = true;
      return [];
    }
    if (word.startsWith('--') || !word.includes('H')) return [word];
    named = true;
    const rest = word.replaceAll('H', '');
    return rest === '-' ? [] : [rest];
  });
  return named ? [...words, '/dev/null'] : words;
}
