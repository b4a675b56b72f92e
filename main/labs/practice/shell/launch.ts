import { Killed, signalNumber } from '../world/killed.ts';
import { programOf } from '../world/executable.ts';
import { FileError } from '../world/file-error.ts';
import { kindOf } from '../world/found.ts';
import type { Machine } from '../world/machine.ts';
import { resolvePath } from '../world/path.ts';
import type { Program, ProgramCall, RunOptions } from '../programs/program.ts';
import { shellToText, textToShell } from './bytes.ts';
import type { Descriptors } from './descriptors.ts';
import { ShellError } from './control.ts';
import { Shell, type Runner } from './shell.ts';
import { abortable, BrokenPipe, inputOf, outputTo } from './streams.ts';
import { parseScript } from './syntax.ts';
import type { Terminal } from './terminal.ts';

/** Where a process begins. Words and environment hold bytes. */
export interface Start {
  readonly machine: Machine;
  readonly runner: Runner;
  readonly user: string;
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly descriptors: Descriptors;
  readonly parent: number;
  readonly terminal: Terminal | null;
  readonly umask: number;
  readonly foreground: Set<number>;
  readonly ignored: ReadonlySet<number>;
  /** Become this process instead of a new one. */
  readonly pid: number | null;
  /** Process group of a new process; null: its own. */
  readonly group: number | null;
  readonly complain: (message: string) => void;
  /** Ends the waiting (not the program): the process that waits was killed. */
  readonly death: AbortSignal;
}

/** A program as the shell starts it: looked up, started, waited for. 127 when there is none, 126 when it cannot be run. */
export function startExternal(shell: Shell, words: readonly string[], pid: number | null): Promise<number> {
  const ignored = new Set<number>();
  for (const [name, action] of shell.traps) {
    const number = signalNumber(name);
    if (action === '' && number !== null) ignored.add(number);
  }
  return start({
    machine: shell.machine, runner: shell.runner, user: shell.user, words, environment: shell.environment(), directory: shell.directory,
    descriptors: shell.descriptors, parent: shell.ownPid, terminal: shell.terminal, umask: shell.umask, foreground: shell.foreground, ignored, pid,
    group: shell.interactive ? null : (shell.machine.process(shell.ownPid)?.group ?? null),
    complain: (message) => { shell.complain(message); }, death: shell.death,
  }); // prettier-ignore
}

/** The file that a command name means; null when PATH has none. A name with a slash is a path. */
export function findCommand(machine: Machine, name: string, path: string, directory: string): string | null {
  if (name.includes('/')) return machine.files.exists(resolvePath(directory, name)) ? resolvePath(directory, name) : null;
  for (const folder of path.split(':')) {
    const candidate = resolvePath(directory, `${folder === '' ? '.' : folder}/${name}`);
    if (machine.files.isFile(candidate) && (machine.files.stat(candidate).mode & 0o111) !== 0) return candidate;
  }
  return null;
}

export async function start(from: Start): Promise<number> {
  const name = shellToText(from.words[0] ?? '');
  const path = findCommand(
    from.machine,
    name,
    shellToText(from.environment['PATH'] ?? '/usr/local/bin:/bin:/usr/bin'),
    from.directory,
  );
  if (path === null) {
    from.complain(
      name.includes('/') ? `${textToShell(name)}: No such file or directory` : `${textToShell(name)}: command not found`,
    );
    return 127;
  }
  const found = from.machine.files.lookup(path);
  if (kindOf(found) === 'directory') {
    from.complain(`${textToShell(name)}: is a directory`);
    return 126;
  }
  if (kindOf(found) !== 'file' || (from.machine.files.stat(path).mode & 0o111) === 0) {
    from.complain(`${textToShell(name)}: Permission denied`);
    return 126;
  }
  return startFile(from, path, from.words, 0);
}

async function startFile(from: Start, path: string, words: readonly string[], depth: number): Promise<number> {
  const text = from.machine.files.readText(path);
  const id = programOf(text);
  if (id !== null) {
    if (shellPrograms.has(id)) return runShellProgram(from, words);
    const program = from.machine.world.program(from.machine.state.kind, id);
    if (program !== undefined) return runProgram(from, program, words);
    from.complain(`${words[0] ?? ''}: cannot execute binary file`);
    return 126;
  }
  const interpreter = /^#![ \t]*([^ \t\n]+)(?:[ \t]+([^\n]*[^ \t\n]))?/u.exec(text);
  if (interpreter?.[1] === undefined) {
    if (/[\0\x01-\x06]/u.test(text.slice(0, 80))) {
      from.complain(`${words[0] ?? ''}: cannot execute binary file`);
      return 126;
    }
    return runScriptFile(from, path, words);
  }
  const command = interpreter[1];
  if (depth > 4 || !from.machine.files.isFile(command)) {
    from.complain(`${words[0] ?? ''}: ${textToShell(command)}: bad interpreter: No such file or directory`);
    return 126;
  }
  const option = interpreter[2] === undefined ? [] : [textToShell(interpreter[2])];
  return startFile(
    from,
    from.machine.files.realPath(command),
    [textToShell(command), ...option, textToShell(scriptName(from, words, path)), ...words.slice(1)],
    depth + 1,
  );
}

function scriptName(from: Start, words: readonly string[], path: string): string {
  const typed = shellToText(words[0] ?? path);
  return typed.includes('/') ? typed : path;
}

/** Executables that are the shell itself: started here, since a program knows nothing of descriptors and signals. */
export const shellPrograms: ReadonlySet<string> = new Set(['/bin/bash', '/bin/sh']);

/** A file without #! that is no program: the shell runs it as a script. */
function runScriptFile(from: Start, path: string, words: readonly string[]): Promise<number> {
  return runShellProgram(from, ['sh', textToShell(scriptName(from, words, path)), ...words.slice(1)]);
}

/** What stands in ps, for people: the words as they were typed. */
function commandLine(words: readonly string[]): string {
  return shellToText(words.join(' ')).replace(/\n/gu, ' ');
}

/** Runs a program as a process of its own (or as the one that `from.pid` names); signals end it. */
export async function runProgram(from: Start, program: Program, words: readonly string[]): Promise<number> {
  const { machine, descriptors } = from;
  const killer = new AbortController();
  const handlers = new Map<number, () => void>();
  const onKill = (signal: number): void => {
    const handler = handlers.get(signal);
    if (handler !== undefined) {
      handler();
      return;
    }
    if (signal === 17 || signal === 18 || signal === 28 || (signal !== 9 && from.ignored.has(signal))) return;
    killer.abort(new Killed(signalNameOf(signal)));
  };
  const own = from.pid === null;
  const process = own ? machine.startProcess(newProcess(from, words), onKill) : null;
  const pid = process === null ? (from.pid ?? 0) : process.pid;
  if (own) from.foreground.add(pid);
  else machine.handleSignals(pid, onKill, commandLine(words));
  const held = descriptors.copy();
  const call = programCall(from, words, pid, held, killer, handlers);
  const ended = (async (): Promise<number> => {
    try {
      const status = await abortable(program(call), killer.signal);
      const waiting = held.get(1)?.writer?.ready() ?? null;
      if (waiting !== null) await abortable(waiting, killer.signal);
      return status & 255;
    } catch (problem) {
      if (problem instanceof Killed) return 128 + (signalNumber(problem.signalName) ?? 9);
      if (problem instanceof BrokenPipe) return 141;
      if (problem instanceof FileError) {
        tell(held, `${call.name.replace(/^.*\//u, '')}: ${problem.path}: ${problem.message}\n`);
        return 1;
      }
      throw problem;
    } finally {
      held.closeAll();
      from.foreground.delete(pid);
      if (own) machine.endProcess(pid);
    }
  })();
  return own ? abortable(ended, from.death) : ended;
}

function newProcess(from: Start, words: readonly string[]): Parameters<Machine['startProcess']>[0] {
  return {
    parent: from.parent,
    user: from.user,
    command: commandLine(words),
    tty: from.terminal?.name ?? '?',
    ...(from.group === null ? {} : { group: from.group }),
  };
}

function signalNameOf(signal: number): string {
  return new Map([[1, 'SIGHUP'], [2, 'SIGINT'], [3, 'SIGQUIT'], [9, 'SIGKILL'], [13, 'SIGPIPE'], [15, 'SIGTERM']]).get(signal) ?? `SIG${String(signal)}`; // prettier-ignore
}

function tell(descriptors: Descriptors, text: string): void {
  try {
    descriptors.get(2)?.writer?.write(Buffer.from(text, 'utf8'));
  } catch (problem) {
    if (!(problem instanceof BrokenPipe)) throw problem;
  }
}

function programCall(
  from: Start,
  words: readonly string[],
  pid: number,
  held: Descriptors,
  killer: AbortController,
  handlers: Map<number, () => void>,
): ProgramCall {
  const { machine } = from;
  const put = (descriptor: number, bytes: Uint8Array): void => {
    const file = held.get(descriptor);
    try {
      file?.writer?.write(bytes);
    } catch (problem) {
      if (problem instanceof BrokenPipe) killer.abort(new Killed('SIGPIPE'));
      else throw problem;
    }
  };
  const input = held.get(0);
  const readAll = async (): Promise<Uint8Array> => (await input?.reader?.readAll(killer.signal)) ?? new Uint8Array(0);
  const environment = Object.fromEntries(Object.entries(from.environment).map(([name, value]) => [name, shellToText(value)]));
  return {
    world: machine.world,
    machine,
    user: from.user,
    name: shellToText(words[0] ?? ''),
    args: words.slice(1).map(shellToText),
    cwd: from.directory,
    env: environment,
    pid,
    umask: from.umask,
    readInput: async () => Buffer.from(await readAll()).toString('utf8'),
    readInputBytes: readAll,
    readLine: async (options) => {
      const terminal = input?.terminal === true ? from.terminal : null;
      if (options?.hidden === true && terminal !== null) {
        const line = await terminal.hidden(() => input?.reader?.readLine(killer.signal) ?? Promise.resolve(null));
        put(1, Buffer.from('\n'));
        return line === null ? null : Buffer.from(line).toString('utf8');
      }
      const line = (await input?.reader?.readLine(killer.signal)) ?? null;
      return line === null ? null : Buffer.from(line).toString('utf8');
    },
    readChunk: async (until) =>
      (await input?.reader?.read(65_536, until === undefined ? killer.signal : AbortSignal.any([killer.signal, until]))) ?? null,
    write: (text) => {
      put(1, Buffer.from(text, 'utf8'));
    },
    writeBytes: (bytes) => {
      put(1, bytes);
    },
    writeError: (text) => {
      put(2, Buffer.from(text, 'utf8'));
    },
    drained: async () => {
      const waiting = held.get(1)?.writer?.ready() ?? null;
      if (waiting !== null) await abortable(waiting, killer.signal);
    },
    terminal: held.get(1)?.terminal === true ? from.terminal : null,
    inputIsTerminal: input?.terminal === true,
    tty: from.terminal,
    sleep: (milliseconds) => machine.world.wait(milliseconds, killer.signal),
    signal: killer.signal,
    onSignal: (signal, handler) => void handlers.set(signal, handler),
    run: (command, options) => runFor(from, pid, held, environment, killer.signal, command, options),
  };
}

/** A program runs another one. */
async function runFor(
  from: Start,
  pid: number,
  held: Descriptors,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
  command: readonly string[],
  options: RunOptions = {},
): Promise<number> {
  // prettier-ignore
  const descriptors = held.copy();
  if (options.input !== undefined) descriptors.set(0, inputOf(Buffer.from(options.input, 'utf8')));
  if (options.collect !== undefined)
    descriptors.set(
      1,
      outputTo((bytes) => options.collect?.(Buffer.from(bytes).toString('utf8'))),
    );
  if (options.collectError !== undefined)
    descriptors.set(
      2,
      outputTo((bytes) => options.collectError?.(Buffer.from(bytes).toString('utf8'))),
    );
  const merged = Object.fromEntries(
    Object.entries(options.replaceEnv === true ? (options.env ?? {}) : { ...environment, ...options.env }).map(
      ([name, value]) => [name, textToShell(value)],
    ),
  );
  const { machine } = from;
  const ignored = new Set([...from.ignored, ...(options.ignoreHangup === true ? [1] : [])]);
  try {
    return await start({
      ...from, words: command.map(textToShell), environment: merged, directory: options.cwd ?? from.directory, descriptors, ignored, death: signal,
      parent: options.replace === true ? from.parent : pid, pid: options.replace === true ? pid : null, group: machine.process(pid)?.group ?? null,
      complain: (message) => { tell(descriptors, `${shellToText(from.words[0] ?? '')}: ${shellToText(message)}\n`); },
    }); // prettier-ignore
  } finally {
    descriptors.closeAll();
  }
}

/** sh and bash as programs: -c TEXT, FILE, or commands from standard input. */
async function runShellProgram(from: Start, words: readonly string[]): Promise<number> {
  const { machine } = from;
  const options = new Set<string>();
  let at = 1;
  let text: string | null = null;
  let asCommand = false;
  for (; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') {
      at += 1;
      break;
    }
    if (word === '-o' || word === '+o') {
      at += 1;
      continue;
    }
    if (!/^[-+][A-Za-z]+$/u.test(word)) {
      if (word.startsWith('--')) continue;
      break;
    }
    for (const letter of word.slice(1)) {
      if (letter === 'c') asCommand = true;
      else options.add(letter);
    }
  }
  let name = words[0] ?? 'sh';
  let fromFile = false;
  let rest = words.slice(at);
  if (asCommand) {
    if (rest[0] === undefined) {
      from.complain(`${name}: -c: option requires an argument`);
      return 2;
    }
    text = rest[0];
    if (rest[1] !== undefined) name = rest[1];
    rest = rest.slice(2);
  } else if (rest[0] !== undefined) {
    fromFile = true;
    name = rest[0];
    const path = resolvePath(from.directory, shellToText(name));
    try {
      text = textToShell(machine.files.readText(path));
    } catch (problem) {
      if (!(problem instanceof FileError)) throw problem;
      tell(from.descriptors, `${shellToText(words[0] ?? 'sh')}: ${shellToText(name)}: ${problem.message}\n`);
      return problem.code === 'EISDIR' ? 126 : 127;
    }
    rest = rest.slice(1);
  }
  let shell: Shell | null = null;
  const own = from.pid === null;
  const onKill = (signal: number): void => {
    if (signal === 9 || !from.ignored.has(signal)) shell?.deliver(signal);
  };
  const process = own ? machine.startProcess(newProcess(from, words), onKill) : null;
  const pid = process === null ? (from.pid ?? 0) : process.pid;
  const created = new Shell({
    machine, user: from.user, runner: from.runner, descriptors: from.descriptors.copy(), pid, name, arguments: rest,
    environment: Object.fromEntries(Object.entries(from.environment).map(([key, value]) => [key, shellToText(value)])),
    directory: from.directory, terminal: from.terminal, fromFile, foreground: from.foreground,
  }); // prettier-ignore
  shell = created;
  created.umask = from.umask;
  for (const option of options) created.options.add(option);
  for (const number of from.ignored) created.traps.set(signalNameOf(number).slice(3), '');
  if (own) from.foreground.add(pid);
  else machine.handleSignals(pid, onKill, commandLine(words));
  const ended = (async (): Promise<number> => {
    try {
      const script =
        text ??
        textToShell(Buffer.from((await created.descriptors.get(0)?.reader?.readAll(created.death)) ?? []).toString('utf8'));
      const parsed = parseScript(script);
      if (!parsed.ok) {
        tell(created.descriptors, `${shellToText(name)}: ${asCommand ? '-c: ' : ''}line 1: ${parsed.message}\n`);
        return 2;
      }
      return await abortable(from.runner.script(created, parsed.script), created.death);
    } catch (problem) {
      if (problem instanceof Killed) return 128 + (signalNumber(problem.signalName) ?? 9);
      if (problem instanceof ShellError) return problem.status;
      throw problem;
    } finally {
      created.closeAll();
      from.foreground.delete(pid);
      if (own) machine.endProcess(pid);
    }
  })();
  return own ? abortable(ended, from.death) : ended;
}
