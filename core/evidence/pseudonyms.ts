import { addressPattern, addressPseudonym } from './address-pseudonyms.ts';
import { createDigitPseudonyms, type Direction } from './digit-pseudonyms.ts';
import { inCaseOf, wordPseudonym, wordsOf } from './word-pseudonyms.ts';

/** What leads back from the pseudonyms of a run: to be kept apart from its evidence. */
export interface PseudonymMap {
  /** Hexadecimal digits, 32 bytes: addresses are moved by it. */
  readonly key: string;
  /** Words in lower case, each with what stands in its place. */
  readonly words: Readonly<Record<string, string>>;
  /** First numbers, 1 to 9, of IPv4 networks that are known: else four numbers that begin so are a version. */
  readonly networks: readonly string[];
}

/**
 * Puts stable pseudonyms in the place of identifiers: addresses and world wide names are found by their shape, names because they were
 * told. Nothing changes its length or its kind, so that byte ranges, columns and parsers hold; the same identifier has the same
 * pseudonym in every notation. Unlike what the redactor does, all of it can be taken back by who has the map.
 */
export interface Pseudonyms {
  /** From now on the words of these names, and the networks of these IPv4 addresses, are replaced too. True when there was a new one: then the map is to be kept again. */
  readonly learn: (names: readonly string[]) => boolean;
  readonly map: () => PseudonymMap;
  readonly text: (text: string, direction: Direction) => string;
  /** Bytes of any encoding that has ASCII in it. */
  readonly bytes: (bytes: Uint8Array, direction: Direction) => Uint8Array;
  /** Every string of a JSON value, names of members too. */
  readonly value: (value: unknown, direction: Direction) => unknown;
}

/** Words of our own formats: as values in an inventory or an event they are no names. */
const OWN_WORDS = [
  'dom0',
  'guest',
  'switch',
  'array',
  'posix',
  'fos',
  'modern',
  'legacy',
  'practice',
  'xen',
  'own',
  'root',
  'sha256',
  'com',
  'org',
  'net',
];

/**
 * Begins with what a map says already. `plain`: text that stays readable whatever is done, as that of a procedure: its words tell nothing of a
 * place, and are left.
 */
export function createPseudonyms(map: PseudonymMap, plain: string): Pseudonyms {
  const key = Uint8Array.from(map.key.match(/../gu) ?? [], (pair) => parseInt(pair, 16));
  const digits = createDigitPseudonyms(key);
  const left = new Set([...OWN_WORDS, ...(plain.toLowerCase().match(/[a-z0-9]+/gu) ?? [])]);
  const forth = new Map(Object.entries(map.words));
  const back = new Map([...forth].map(([word, pseudonym]) => [pseudonym, word]));
  const networks = new Set(map.networks);
  let patterns = compile();

  function compile(): Readonly<Record<Direction, RegExp>> {
    const of = (words: Iterable<string>): RegExp => {
      const list = [...words].sort((one, other) => other.length - one.length || (one < other ? -1 : 1));
      const names = list.length === 0 ? '' : `|(?<![0-9A-Za-z])(?:${list.map(anyCase).join('|')})(?![0-9A-Za-z])`;
      return new RegExp(`${addressPattern(networks)}${names}`, 'gu');
    };
    return { conceal: of(forth.keys()), reveal: of(back.keys()) };
  }

  function text(given: string, direction: Direction): string {
    const words = direction === 'conceal' ? forth : back;
    return given.replace(patterns[direction], (found: string) => {
      const word = words.get(found.toLowerCase());
      return word === undefined ? addressPseudonym(found, digits, direction) : inCaseOf(word, found);
    });
  }

  function value(given: unknown, direction: Direction): unknown {
    if (typeof given === 'string') return text(given, direction);
    if (Array.isArray(given)) return given.map((item) => value(item, direction));
    if (typeof given !== 'object' || given === null) return given;
    return Object.fromEntries(Object.entries(given).map(([name, member]) => [text(name, direction), value(member, direction)]));
  }

  return {
    learn(names) {
      const fresh = [...new Set(names.flatMap(wordsOf))].filter((word) => !left.has(word) && !forth.has(word) && !back.has(word));
      for (const word of fresh) {
        const made = wordPseudonym(key, word, (one) => left.has(one) || forth.has(one) || back.has(one) || fresh.includes(one));
        forth.set(word, made);
        back.set(made, word);
      }
      const before = networks.size;
      for (const name of names) if (/^[1-9](?:\.[0-9]{1,3}){3}$/u.test(name)) networks.add(name.slice(0, 1));
      const changed = fresh.length > 0 || networks.size > before;
      if (changed) patterns = compile();
      return changed;
    },
    map: () => ({ key: map.key, words: Object.fromEntries(forth), networks: [...networks] }),
    text,
    bytes(given, direction) {
      const before = latin1(given);
      const after = text(before, direction);
      return after === before ? given : Uint8Array.from(after, (character) => character.charCodeAt(0));
    },
    value,
  };
}

/** A character for a byte: what is looked for is ASCII, and lengths stay. */
function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 8192) text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  return text;
}

function anyCase(word: string): string {
  return word.replace(/[a-z]/gu, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
