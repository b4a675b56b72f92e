import { keyedNumber } from './permutation.ts';

/** A shorter word would be found in half of all output. */
export const SHORTEST_WORD = 3;

/** No vowels, so that no word of a language comes about, and no hexadecimal digits. */
const LETTERS = 'ghjkmnpqrstvwxz';
const DIGITS = '0123456789';

/**
 * Words that identify somebody among names: runs of ASCII letters and digits, three or more and with a letter, or six digits and more, in
 * lower case.
 */
export function wordsOf(name: string): readonly string[] {
  const found = name.toLowerCase().match(/[a-z0-9]+/gu) ?? [];
  return found.filter((word) => word.length >= SHORTEST_WORD && (/[a-z]/u.test(word) || word.length >= 6));
}

/**
 * A word in the place of a word: as long, letters where letters were and digits where digits were; one that `taken` does not know.
 */
export function wordPseudonym(key: Uint8Array, word: string, taken: (word: string) => boolean): string {
  for (let attempt = 0; ; attempt++) {
    const made = Array.from(word, (character, place) => {
      const from = /[0-9]/u.test(character) ? DIGITS : LETTERS;
      return from[keyedNumber(key, `word ${word} ${String(attempt)} ${String(place)}`, from.length)];
    }).join('');
    if (made !== word && !taken(made)) return made;
  }
}

/** Carries capital letters over to a word of the same length. */
export function inCaseOf(word: string, like: string): string {
  if (like === like.toLowerCase()) return word;
  return Array.from(word, (character, place) => (/[A-Z]/u.test(like[place] ?? '') ? character.toUpperCase() : character)).join(
    '',
  );
}
