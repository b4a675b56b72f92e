import { FileError } from '../world/file-error.ts';
import { signalName, signalNumber } from '../world/killed.ts';
import { resolvePath } from '../world/path.ts';
import { ArithmeticError, evaluate } from './arithmetic.ts';
import { shellToText, textToShell } from './bytes.ts';
import type { Builtin, BuiltinTools } from './builtin.ts';
import { BreakLoop, ExitShell, ReturnFrom, ShellError } from './control.ts';
import { jobBuiltins } from './job-builtins.ts';
import { findCommand } from './launch.ts';
import { backslashes, printf } from './printf.ts';
import type { Shell } from './shell.ts';
import { test, TestError } from './test-command.ts';
import { variableBuiltins } from './variable-builtins.ts';

/** POSIX' special builtins: found before functions, and assignments before them stay. */
export const specialBuiltins: ReadonlySet<string> = new Set(
  ': . break continue eval exec exit export readonly return set shift times trap unset'.split(' '),
);

const own: Readonly<Record<string, Builtin>> = {
  ':': () => 0,
  true: () => 0,
  false: () => 1,
  '.': source,
  source,
  break: (shell, words) => leaveLoop(shell, words, false),
  continue: (shell, words) => leaveLoop(shell, words, true),
  cd,
  pwd: (shell, words) => {
    shell.writeTo(1, `${textToShell(words.includes('-P') ? shell.machine.files.realPath(shell.directory) : shell.directory)}\n`);
    return 0;
  },
  echo: (shell, words) => {
    let at = 0;
    let newline = true;
    let escapes = shell.options.has('xpg_echo');
    for (; /^-[neE]+$/u.test(words[at] ?? ''); at += 1) {
      for (const letter of (words[at] ?? '').slice(1)) {
        if (letter === 'n') newline = false;
        else escapes = letter === 'e';
      }
    }
    const text = words.slice(at).join(' ');
    const expanded = escapes ? backslashes(text) : { text, stop: false };
    shell.writeTo(1, expanded.text + (newline && !expanded.stop ? '\n' : ''));
    return 0;
  },
  printf: (shell, words) => {
    const [format, ...rest] = words[0] === '--' ? words.slice(1) : words;
    if (format === undefined) {
      shell.complain('printf: usage: printf format [arguments]');
      return 2;
    }
    const printed = printf(format, rest);
    shell.writeTo(1, printed.text);
    for (const problem of printed.problems) shell.complain(`printf: ${problem}`);
    return printed.problems.length > 0 ? 1 : 0;
  },
  test: (shell, words) => runTest(shell, 'test', words),
  '[': (shell, words) => {
    if (words.at(-1) !== ']') {
      shell.complain("[: missing `]'");
      return 2;
    }
    return runTest(shell, '[', words.slice(0, -1));
  },
  eval: (_shell, words, tools) => (words.length === 0 ? 0 : tools.text(words.join(' '))),
  exit: (shell, words) => {
    throw new ExitShell(statusWord(shell, 'exit', words));
  },
  logout: (shell, words) => {
    throw new ExitShell(statusWord(shell, 'logout', words));
  },
  return: (shell, words) => {
    throw new ReturnFrom(statusWord(shell, 'return', words));
  },
  command: async (shell, words, tools) => {
    if (words[0] === '-v' || words[0] === '-V') return describe(shell, words.slice(1), words[0] === '-V');
    const rest = words[0] === '-p' || words[0] === '--' ? words.slice(1) : words;
    return rest.length === 0 ? 0 : tools.command(rest);
  },
  builtin: (shell, words, tools) => {
    if (words[0] !== undefined && !builtins.has(words[0])) {
      shell.complain(`builtin: ${words[0]}: not a shell builtin`);
      return 1;
    }
    return words.length === 0 ? 0 : tools.command(words);
  },
  type: (shell, words) => (words[0] === '-t' ? describeKind(shell, words.slice(1)) : describe(shell, words, true)),
  hash: () => 0,
  let: (shell, words) => {
    let value = 0n;
    try {
      for (const word of words) value = evaluate(word, { get: (name) => shell.get(name) ?? '', set: (name, text) => { shell.set(name, text); } }); // prettier-ignore
    } catch (problem) {
      if (!(problem instanceof ArithmeticError)) throw problem;
      throw new ShellError(`let: ${words.join(' ')}: ${problem.message}`);
    }
    return value === 0n ? 1 : 0;
  },
  umask: (shell, words) => {
    const mask = words.at(-1);
    if (mask === undefined || mask === '-S')
      shell.writeTo(1, `${mask === '-S' ? symbolicMask(shell.umask) : shell.umask.toString(8).padStart(4, '0')}\n`);
    else if (/^[0-7]{1,4}$/u.test(mask)) shell.umask = parseInt(mask, 8) & 0o777;
    else {
      shell.complain(`umask: ${mask}: invalid symbolic mode operator`);
      return 1;
    }
    return 0;
  },
  times: (shell) => {
    shell.writeTo(1, '0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
    return 0;
  },
  ulimit: (shell, words) => {
    if (words.at(-1) === undefined || words.at(-1)?.startsWith('-') === true)
      shell.writeTo(1, words[0] === '-n' ? '1024\n' : words[0] === '-c' ? '0\n' : 'unlimited\n');
    return 0;
  },
  shopt: () => 0,
  alias: (shell, words) => {
    let status = 0;
    for (const word of words) {
      const at = word.indexOf('=');
      if (at > 0) shell.aliases.set(word.slice(0, at), word.slice(at + 1));
      else if (shell.aliases.has(word)) shell.writeTo(1, `alias ${word}='${shell.aliases.get(word) ?? ''}'\n`);
      else {
        shell.complain(`alias: ${word}: not found`);
        status = 1;
      }
    }
    if (words.length === 0) for (const [name, text] of [...shell.aliases].sort()) shell.writeTo(1, `alias ${name}='${text}'\n`);
    return status;
  },
  unalias: (shell, words) => {
    if (words[0] === '-a') shell.aliases.clear();
    for (const word of words) shell.aliases.delete(word);
    return 0;
  },
  history: (shell) => {
    for (const [index, line] of (shell.terminal?.history ?? []).entries())
      shell.writeTo(1, `${String(index + 1).padStart(5)}  ${line}\n`);
    return 0;
  },
  trap: (shell, words) => {
    if (words.length === 0) {
      for (const [name, action] of shell.traps)
        shell.writeTo(1, `trap -- '${action.replace(/'/gu, "'\\''")}' ${name === 'EXIT' ? name : `SIG${name}`}\n`);
      return 0;
    }
    const rest = words[0] === '--' ? words.slice(1) : words;
    const reset = rest.length === 1 || rest[0] === '-' || /^[0-9]+$/u.test(rest[0] ?? '');
    const names = rest.length === 1 || /^[0-9]+$/u.test(rest[0] ?? '') ? rest : rest.slice(1);
    let status = 0;
    for (const word of names) {
      const number = word === 'EXIT' || word === '0' ? 0 : signalNumber(word);
      if (number === null) {
        shell.complain(`trap: ${word}: invalid signal specification`);
        status = 1;
        continue;
      }
      const name = number === 0 ? 'EXIT' : signalName(number).slice(3);
      if (reset) shell.traps.delete(name);
      else shell.traps.set(name, rest[0] ?? '');
    }
    return status;
  },
};

export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ...Object.entries(own),
  ...Object.entries(variableBuiltins),
  ...Object.entries(jobBuiltins),
]);

async function source(shell: Shell, words: readonly string[], tools: BuiltinTools): Promise<number> {
  const name = words[0];
  if (name === undefined) {
    shell.complain('.: filename argument required');
    return 2;
  }
  const path = name.includes('/')
    ? resolvePath(shell.directory, shellToText(name))
    : (findCommand(shell.machine, shellToText(name), shellToText(shell.get('PATH') ?? ''), shell.directory) ??
      resolvePath(shell.directory, shellToText(name)));
  let text: string;
  try {
    text = textToShell(shell.machine.files.readText(path));
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    throw new ShellError(`${name}: ${problem.message}`, 1, shell.options.has('posix'));
  }
  const before = shell.arguments;
  if (words.length > 1) shell.arguments = words.slice(1);
  try {
    return await tools.text(text);
  } catch (problem) {
    if (problem instanceof ReturnFrom) return problem.status;
    throw problem;
  } finally {
    shell.arguments = before;
  }
}

function leaveLoop(shell: Shell, words: readonly string[], again: boolean): number {
  const levels = Number(words[0] ?? '1');
  if (shell.loops === 0) return 0;
  throw new BreakLoop(Math.max(1, Math.min(levels, shell.loops)), again);
}

function cd(shell: Shell, words: readonly string[]): number {
  const [first] = words.filter((word) => !/^-[LP]$/u.test(word) && word !== '--');
  const target = first === '-' ? shell.get('OLDPWD') : (first ?? shell.get('HOME'));
  if (target === null) {
    shell.complain(`cd: ${first === '-' ? 'OLDPWD' : 'HOME'} not set`);
    return 1;
  }
  const path = target === '' ? shell.directory : resolvePath(shell.directory, shellToText(target));
  try {
    if (!shell.machine.files.exists(path)) throw new FileError('ENOENT', path);
    if (!shell.machine.files.isDirectory(path)) throw new FileError('ENOTDIR', path);
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    shell.complain(`cd: ${target}: ${problem.message}`);
    return 1;
  }
  shell.set('OLDPWD', textToShell(shell.directory));
  shell.directory = words.includes('-P') ? shell.machine.files.realPath(path) : path;
  shell.set('PWD', textToShell(shell.directory));
  if (first === '-') shell.writeTo(1, `${textToShell(shell.directory)}\n`);
  return 0;
}

function runTest(shell: Shell, name: string, words: readonly string[]): number {
  try {
    return test(shell, words) ? 0 : 1;
  } catch (problem) {
    if (!(problem instanceof TestError)) throw problem;
    shell.complain(`${name}: ${problem.message}`);
    return 2;
  }
}

function statusWord(shell: Shell, name: string, words: readonly string[]): number {
  const word = words[0];
  if (word === undefined) return shell.lastStatus;
  if (/^-?[0-9]+$/u.test(word)) return Number(word) & 255;
  shell.complain(`${name}: ${word}: numeric argument required`);
  return 255;
}

const keywords: ReadonlySet<string> = new Set(
  'if then else elif fi case esac for while until do done { } ! time in function [['.split(' '),
);

function describe(shell: Shell, words: readonly string[], verbose: boolean): number {
  let status = 0;
  for (const word of words) {
    const alias = shell.aliases.get(word);
    const path = findCommand(shell.machine, shellToText(word), shellToText(shell.get('PATH') ?? ''), shell.directory);
    if (alias !== undefined) shell.writeTo(1, verbose ? `${word} is aliased to \`${alias}'\n` : `alias ${word}='${alias}'\n`);
    else if (keywords.has(word)) shell.writeTo(1, verbose ? `${word} is a shell keyword\n` : `${word}\n`);
    else if (shell.functions.has(word)) shell.writeTo(1, verbose ? `${word} is a function\n` : `${word}\n`);
    else if (builtins.has(word)) shell.writeTo(1, verbose ? `${word} is a shell builtin\n` : `${word}\n`);
    else if (path !== null) shell.writeTo(1, verbose ? `${word} is ${textToShell(path)}\n` : `${textToShell(path)}\n`);
    else {
      if (verbose) shell.complain(`type: ${word}: not found`);
      status = 1;
    }
  }
  return status;
}

function describeKind(shell: Shell, words: readonly string[]): number {
  let status = 0;
  for (const word of words) {
    const kind = shell.aliases.has(word)
      ? 'alias'
      : keywords.has(word)
        ? 'keyword'
        : shell.functions.has(word)
          ? 'function'
          : builtins.has(word)
            ? 'builtin'
            : findCommand(shell.machine, shellToText(word), shellToText(shell.get('PATH') ?? ''), shell.directory) !== null
              ? 'file'
              : null;
    if (kind === null) status = 1;
    else shell.writeTo(1, `${kind}\n`);
  }
  return status;
}

function symbolicMask(mask: number): string {
  const part = (bits: number): string =>
    `${(bits & 4) === 0 ? 'r' : ''}${(bits & 2) === 0 ? 'w' : ''}${(bits & 1) === 0 ? 'x' : ''}`;
  return `u=${part((mask >> 6) & 7)},g=${part((mask >> 3) & 7)},o=${part(mask & 7)}`;
}
