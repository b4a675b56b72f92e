/**
 * Words for the command lines of hosts. Parameters are checked by schemas before they get here; a word that cannot be
 * quoted is therefore a mistake of the program and throws.
 */

/** One word for a POSIX shell: left as it is when it is plainly safe, in single quotes otherwise. Refuses NUL and line ends. */
export function quotePosix(word: string): string {
  if (/[\0\r\n]/u.test(word)) throw new TypeError('A word of a command line cannot hold NUL or a line end');
  if (/^[A-Za-z0-9_./:=@%+,-]+$/u.test(word)) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Several words, each quoted. */
export function quotePosixWords(words: readonly string[]): string {
  return words.map(quotePosix).join(' ');
}

/**
 * One argument for Fabric OS' command line, in double quotes. It has no escape inside quotes, so quotes, backslashes, dollars,
 * backticks and everything outside printable ASCII are refused.
 */
export function quoteFabric(argument: string): string {
  if (!/^[\x20-\x7e]*$/u.test(argument) || /["\\$`]/u.test(argument)) {
    throw new TypeError('An argument for Fabric OS is printable ASCII without quotes, backslash, dollar and backtick');
  }
  return `"${argument}"`;
}
