import { quoteFabric, quotePosix } from '../probes/quote.ts';
import { failure, success, type Result } from '../result.ts';

/** `posix` is any Bourne shell; `fos` Fabric OS' command line, of which only plain words and double quotes are relied on. */
export type ShellDialect = 'posix' | 'fos';

/** Where in the shell's grammar the next character would stand, as far as quoting goes. */
export interface ShellState {
  readonly quote: 'none' | 'single' | 'double' | 'backtick' | 'comment' | 'here-document';
  /** Inside double quotes that hold a `$(` or a backtick: what stands there may be a command again. */
  readonly substitution: boolean;
  readonly atWordStart: boolean;
}

export const START_STATE: ShellState = { quote: 'none', substitution: false, atWordStart: true };

/** State after a piece of command text as the author wrote it. */
export function afterLiteral(state: ShellState, text: string, shell: ShellDialect): ShellState {
  let quote = state.quote;
  let substitution = state.substitution;
  let atWordStart = state.atWordStart;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    switch (quote) {
      case 'single':
        if (character === "'") quote = 'none';
        break;
      case 'double':
        if (character === '\\') at += 1;
        else if (character === '"') [quote, substitution] = ['none', false];
        else if (character === '`' || (character === '$' && text[at + 1] === '(')) substitution = true;
        break;
      case 'backtick':
        if (character === '\\') at += 1;
        else if (character === '`') quote = 'none';
        break;
      case 'comment':
        if (character === '\n') quote = 'none';
        break;
      case 'here-document':
        return { quote, substitution, atWordStart: false };
      case 'none':
        if (character === '\\') at += 1;
        else if (character === "'" && shell === 'posix') quote = 'single';
        else if (character === '"') quote = 'double';
        else if (character === '`') quote = 'backtick';
        else if (character === '#' && atWordStart) quote = 'comment';
        else if (character === '<' && text[at + 1] === '<') return { quote: 'here-document', substitution, atWordStart: false };
        break;
    }
    atWordStart = /[\s;&|(]/u.test(character);
  }
  return { quote, substitution, atWordStart };
}

const PLAIN = /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/u;
/** Characters that mean themselves inside quotes, and also to a shell that reads the quoted text once more. */
const PLAIN_IN_QUOTES = /^[A-Za-z0-9_@%+=:,. /-]*$/u;
/** Lists inside double quotes are separated by semicolons there (zonecreate). */
const FABRIC_IN_QUOTES = /^[A-Za-z0-9_@%+=:;,. /-]*$/u;
const FABRIC_WORD = /^[\x20-\x7e]*$/u;

/**
 * A value as it may be put into a command at this place. Outside of quotes a string is one word, a list several (only where it
 * stands alone). Inside quotes that the author wrote, text goes in if its characters mean themselves there, else it is refused.
 */
export function insertShellValue(
  value: unknown,
  state: ShellState,
  shell: ShellDialect,
  alone: boolean,
  source: string,
): Result<string> {
  const refuse = (why: string, next?: string): Result<string> =>
    failure('not-quotable', `\`{{ ${source} }}\` cannot be put into the command: ${why}.`, next);
  if (Array.isArray(value)) {
    if (state.quote !== 'none' || !alone)
      return refuse('it is a list and does not stand alone between blanks', 'Join it to one text with .join(",").');
    const words: string[] = [];
    for (const item of value) {
      const word = insertShellValue(item, state, shell, true, source);
      if (!word.ok) return word;
      words.push(word.value);
    }
    return success(words.join(' '));
  }
  if (value === null) return refuse('it has no value');
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    return refuse('it is neither text nor number');
  }
  const text = String(value);
  if (/[\0\r\n]/u.test(text))
    return refuse('it has a NUL character or a line end in it', 'Give it as `stdin`, or put it into a file.');
  if (/\p{Surrogate}/u.test(text)) return refuse('it is not well-formed text');
  const own = 'Leave the quotes out: Xenpath quotes values itself.';
  switch (state.quote) {
    case 'single':
    case 'double': {
      const allowed = state.substitution ? PLAIN : shell === 'fos' ? FABRIC_IN_QUOTES : PLAIN_IN_QUOTES;
      if (allowed.test(text)) return success(text);
      return refuse('it stands inside quotes and has characters that may mean something there', own);
    }
    case 'backtick':
      return PLAIN.test(text) ? success(text) : refuse('it stands inside backticks', 'Use $( ) instead.');
    case 'comment':
      return refuse('it stands in a comment');
    case 'here-document':
      return refuse('it stands after <<', 'Give the text as `stdin` instead.');
    case 'none':
      break;
  }
  if (PLAIN.test(text)) return success(text);
  if (shell === 'posix') return success(quotePosix(text));
  if (FABRIC_WORD.test(text) && !/["\\$`]/u.test(text)) return success(quoteFabric(text));
  return refuse("Fabric OS' command line has no way to quote it");
}
