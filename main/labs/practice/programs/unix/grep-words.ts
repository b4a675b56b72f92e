import type { ProgramCall } from '../program.ts';

/**
 * Words of grep for a grep that has no -H: the name of a file stands before its lines as soon as there are two files, so that
 * /dev/null, which holds no lines, is the second (the old idiom of grep(1p)).
 */
export function grepWords(call: ProgramCall): readonly string[] {
  const end = call.args.indexOf('--');
  const options = end < 0 ? call.args : call.args.slice(0, end);
  const operands = end < 0 ? [] : call.args.slice(end);
  const words = options.flatMap((word) => {
    if (word === '--with-filename' || word === '-H') return [];
    return /^-[A-Za-z]*H/u.test(word) ? [word.replaceAll('H', '')] : [word];
  });
  const named = words.length < options.length || words.some((word, index) => word !== options[index]);
  // Files of these hosts are text as it is.
  const asText = (word: string): boolean => word !== '-a' && word !== '--text';
  return named ? [...words.filter(asText), ...operands, '/dev/null'] : [...options.filter(asText), ...operands];
}
