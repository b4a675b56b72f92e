import { ShellError } from './control.ts';
import type { Builtin } from './builtin.ts';
import type { Shell } from './shell.ts';

/** Builtins about variables and parameters. */
export const variableBuiltins: Readonly<Record<string, Builtin>> = {
  export: (shell, words) => declare(shell, words, 'exported'),
  readonly: (shell, words) => declare(shell, words, 'readOnly'),
  declare: (shell, words) => declareAny(shell, words),
  typeset: (shell, words) => declareAny(shell, words),
  local: (shell, words) => {
    const saved = shell.locals.at(-1);
    if (saved === undefined) {
      shell.complain('local: can only be used in a function');
      return 1;
    }
    for (const word of words) {
      if (word.startsWith('-')) continue;
      const { name, value } = assignment(word);
      const known = shell.variables.get(name);
      if (!saved.has(name)) saved.set(name, known === undefined ? undefined : { ...known });
      shell.variables.set(name, { value: value ?? null, exported: known?.exported ?? false, readOnly: false });
    }
    return 0;
  },
  unset: (shell, words) => {
    const functions = words[0] === '-f';
    for (const word of words[0] === '-v' || functions ? words.slice(1) : words) {
      if (functions) shell.functions.delete(word);
      else if (shell.variables.has(word)) shell.unset(word);
      else if (words[0] !== '-v') shell.functions.delete(word);
    }
    return 0;
  },
  shift: (shell, words) => {
    const count = Number(words[0] ?? '1');
    if (!Number.isInteger(count) || count < 0 || count > shell.arguments.length) return 1;
    shell.arguments.splice(0, count);
    return 0;
  },
  set: (shell, words) => set(shell, words),
  read: (shell, words) => read(shell, words),
  getopts: (shell, words) => getopts(shell, words),
};

function assignment(word: string): { readonly name: string; readonly value: string | undefined } {
  const at = word.indexOf('=');
  const name = at < 0 ? word : word.slice(0, at);
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/u.test(name)) throw new ShellError(`\`${word}': not a valid identifier`);
  return { name, value: at < 0 ? undefined : word.slice(at + 1) };
}

function declare(shell: Shell, words: readonly string[], what: 'exported' | 'readOnly'): number {
  const names = words.filter((word) => !/^-[pnf]+$/u.test(word));
  if (names.length === 0) {
    for (const [name, variable] of [...shell.variables].sort(([left], [right]) => (left < right ? -1 : 1))) {
      if (variable[what])
        shell.writeTo(
          1,
          `declare -${what === 'exported' ? 'x' : 'r'} ${name}${variable.value === null ? '' : `="${variable.value.replace(/["\\$`]/gu, '\\$&')}"`}\n`,
        );
    }
    return 0;
  }
  for (const word of names) {
    const { name, value } = assignment(word);
    if (value !== undefined) shell.set(name, value);
    const variable = shell.variables.get(name) ?? { value: null, exported: false, readOnly: false };
    variable[what] = words[0] !== '-n';
    shell.variables.set(name, variable);
  }
  return 0;
}

function declareAny(shell: Shell, words: readonly string[]): number {
  const flags = words.filter((word) => word.startsWith('-')).join('');
  for (const word of words.filter((candidate) => !candidate.startsWith('-'))) {
    const { name, value } = assignment(word);
    const saved = shell.locals.at(-1);
    const known = shell.variables.get(name);
    if (saved !== undefined && !saved.has(name)) saved.set(name, known === undefined ? undefined : { ...known });
    shell.variables.set(name, {
      value: value ?? known?.value ?? null,
      exported: flags.includes('x') || (known?.exported ?? false),
      readOnly: flags.includes('r'),
    });
  }
  return 0;
}

function set(shell: Shell, words: readonly string[]): number {
  if (words.length === 0) {
    for (const [name, variable] of [...shell.variables].sort(([left], [right]) => (left < right ? -1 : 1))) {
      if (variable.value !== null)
        shell.writeTo(
          1,
          `${name}=${/^[A-Za-z0-9_./:@%+,-]*$/u.test(variable.value) ? variable.value : `'${variable.value.replace(/'/gu, "'\\''")}'`}\n`,
        );
    }
    return 0;
  }
  const names: Readonly<Record<string, string>> = {
    errexit: 'e',
    nounset: 'u',
    xtrace: 'x',
    noglob: 'f',
    noclobber: 'C',
    allexport: 'a',
    noexec: 'n',
    verbose: 'v',
    monitor: 'm',
  };
  let at = 0;
  for (; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') {
      shell.arguments = words.slice(at + 1);
      return 0;
    }
    if (!/^[-+]./u.test(word)) break;
    const on = word.startsWith('-');
    for (const letter of word.slice(1)) {
      let option: string = letter;
      if (letter === 'o') {
        at += 1;
        const name = words[at];
        if (name === undefined) return 0;
        option = names[name] ?? name;
      }
      if (on) shell.options.add(option);
      else shell.options.delete(option);
    }
  }
  if (at < words.length) shell.arguments = words.slice(at);
  return 0;
}

async function read(shell: Shell, words: readonly string[]): Promise<number> {
  let raw = false;
  let hidden = false;
  let prompt = '';
  let at = 0;
  for (; /^-./u.test(words[at] ?? ''); at += 1) {
    const word = words[at] ?? '';
    if (word === '--') {
      at += 1;
      break;
    }
    if (word.includes('r')) raw = true;
    if (word.includes('s')) hidden = true;
    if (/[ptdnu]$/u.test(word)) {
      at += 1;
      if (word.endsWith('p')) prompt = words[at] ?? '';
    }
  }
  const names = words.slice(at);
  const input = shell.descriptors.get(0);
  const reader = input?.reader ?? null;
  if (input === undefined || reader === null) {
    shell.complain('read: read error: 0: Bad file descriptor');
    return 1;
  }
  if (prompt !== '' && input.terminal) shell.writeTo(2, prompt);
  let text = '';
  let ended: boolean;
  for (;;) {
    const readOne = (): Promise<Uint8Array | null> => reader.readLine(shell.death);
    const line = hidden && shell.terminal !== null ? await shell.terminal.hidden(readOne) : await readOne();
    if (line === null) {
      ended = true;
      break;
    }
    const part = Buffer.from(line).toString('latin1').replace(/\0/gu, '');
    text += part;
    ended = !reader.lineEnded;
    if (raw || !/(?:^|[^\\])(?:\\\\)*\\$/u.test(part) || ended) break;
    text = text.slice(0, -1);
  }
  const fields = divide(text, shell.get('IFS') ?? ' \t\n', Math.max(1, names.length), raw);
  if (names.length === 0) shell.set('REPLY', raw ? text : text.replace(/\\(.)/gsu, '$1'));
  for (const [index, name] of names.entries()) shell.set(assignment(name).name, fields[index] ?? '');
  return ended ? 1 : 0;
}

/** Fields of a line; the last takes the rest. A backslash protects the next character unless `raw`. */
function divide(text: string, separators: string, count: number, raw: boolean): readonly string[] {
  const marks: { readonly character: string; readonly plain: boolean }[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (!raw && text.charAt(at) === '\\' && at + 1 < text.length) {
      at += 1;
      marks.push({ character: text.charAt(at), plain: false });
    } else marks.push({ character: text.charAt(at), plain: true });
  }
  const separates = (index: number): boolean =>
    (marks[index]?.plain ?? false) && separators.includes(marks[index]?.character ?? '\0');
  const white = (index: number): boolean => separates(index) && /[ \t\n]/u.test(marks[index]?.character ?? '');
  let from = 0;
  let to = marks.length;
  while (white(from)) from += 1;
  while (to > from && white(to - 1)) to -= 1;
  const fields: string[] = [];
  let field = '';
  let at = from;
  while (at < to) {
    if (fields.length < count - 1 && separates(at)) {
      fields.push(field);
      field = '';
      while (at < to && white(at)) at += 1;
      if (at < to && separates(at) && !white(at)) at += 1;
      while (at < to && white(at)) at += 1;
      continue;
    }
    field += marks[at]?.character ?? '';
    at += 1;
  }
  const rest = field;
  // One separator that is not white space ends the last field and is no part of it, when it is the only one.
  const single =
    fields.length === count - 1 &&
    rest.length > 0 &&
    separates(to - 1) &&
    !white(to - 1) &&
    !Array.from(rest.slice(0, -1)).some((character) => separators.includes(character));
  fields.push(single ? rest.slice(0, -1) : rest);
  return fields;
}

function getopts(shell: Shell, words: readonly string[]): number {
  const [specification = '', name = '', ...given] = words;
  const list = given.length > 0 ? given : shell.arguments;
  const index = Number(shell.get('OPTIND') ?? '1') - 1;
  const word = list[index];
  if (word === undefined || !/^-./u.test(word) || word === '--') {
    shell.set(name, '?');
    if (word === '--') shell.set('OPTIND', String(index + 2));
    return 1;
  }
  const position = shell.optionIndex;
  const letter = word.charAt(position);
  const at = specification.replace(/^:/u, '').indexOf(letter);
  const takes = specification.replace(/^:/u, '').charAt(at + 1) === ':';
  const last = position + 1 >= word.length;
  const silent = specification.startsWith(':');
  let next = last ? index + 2 : index + 1;
  let found = letter;
  shell.unset('OPTARG');
  if (at < 0 || letter === ':') {
    found = '?';
    if (silent) shell.set('OPTARG', letter);
    else shell.writeTo(2, `${shell.name}: illegal option -- ${letter}\n`);
  } else if (takes) {
    const attached = word.slice(position + 1);
    const value = attached === '' ? list[index + 1] : attached;
    next = attached === '' ? index + 3 : index + 2;
    if (value === undefined) {
      found = silent ? ':' : '?';
      if (silent) shell.set('OPTARG', letter);
      else shell.writeTo(2, `${shell.name}: option requires an argument -- ${letter}\n`);
      next = index + 2;
    } else shell.set('OPTARG', value);
  }
  shell.set('OPTIND', String(next));
  shell.optionIndex = next === index + 1 ? position + 1 : 1;
  shell.set(name, found);
  return 0;
}
