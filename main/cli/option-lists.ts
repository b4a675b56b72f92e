/** For options that may be given several times: names, also several in one word with commas between. */
export function collectNames(word: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...word.split(',').map((name) => name.trim())].filter((name) => name !== '');
}

/** For options that may be given several times: each word as it stands. */
export function collectWords(word: string, before: readonly string[] = []): readonly string[] {
  return [...before, word];
}
