import { FileError } from '../../world/file-error.ts';
import { test, TestError } from '../../shell/test-command.ts';
import { backslashes, printf } from '../../shell/printf.ts';
import { Descriptors } from '../../shell/descriptors.ts';
import { runner } from '../../shell/interpreter.ts';
import { Shell } from '../../shell/shell.ts';
import { shellToBytes, textToShell } from '../../shell/bytes.ts';
import type { Program } from '../program.ts';
import { complain, options, pathOf } from './call-files.ts';

export const trueProgram: Program = () => Promise.resolve(0);
export const falseProgram: Program = () => Promise.resolve(1);

export const echo: Program = (call) => {
  let at = 0;
  let newline = true;
  let escapes = false;
  for (; /^-[neE]+$/u.test(call.args[at] ?? ''); at += 1) {
    newline &&= !(call.args[at] ?? '').includes('n');
    escapes = (call.args[at] ?? '').includes('e');
  }
  const text = call.args.slice(at).join(' ');
  call.write((escapes ? backslashes(text).text : text) + (newline ? '\n' : ''));
  return Promise.resolve(0);
};

export const printfProgram: Program = (call) => {
  const [format, ...rest] = call.args;
  if (format === undefined) {
    call.writeError("printf: missing operand\nTry `printf --help' for more information.\n");
    return Promise.resolve(1);
  }
  const printed = printf(textToShell(format), rest.map(textToShell));
  call.writeBytes(shellToBytes(printed.text));
  for (const problem of printed.problems) complain(call, problem);
  return Promise.resolve(printed.problems.length > 0 ? 1 : 0);
};

export const testProgram: Program = (call) => {
  const bracket = call.name.endsWith('[');
  const words = bracket ? call.args.slice(0, -1) : call.args;
  const shell = new Shell({
    machine: call.machine,
    user: call.user,
    runner,
    descriptors: new Descriptors(),
    pid: call.pid,
    name: call.name,
    environment: {},
    directory: call.cwd,
  });
  try {
    return Promise.resolve(test(shell, words.map(textToShell)) ? 0 : 1);
  } catch (problem) {
    if (!(problem instanceof TestError)) throw problem;
    complain(call, problem.message);
    return Promise.resolve(2);
  }
};

/** env: prints, or runs a command with changes. */
export const env: Program = (call) => {
  const changed: Record<string, string> = { ...call.env };
  let at = 0;
  for (; at < call.args.length; at += 1) {
    const word = call.args[at] ?? '';
    const equals = word.indexOf('=');
    if (word === '-i' || word === '-') for (const name of Object.keys(changed)) Reflect.deleteProperty(changed, name);
    else if (word === '-u') Reflect.deleteProperty(changed, call.args[++at] ?? '');
    else if (equals > 0) changed[word.slice(0, equals)] = word.slice(equals + 1);
    else break;
  }
  if (at < call.args.length) return call.run(call.args.slice(at), { env: changed, replaceEnv: true, replace: true });
  for (const [name, value] of Object.entries(changed)) call.write(`${name}=${value}\n`);
  return Promise.resolve(0);
};

export const printenv: Program = (call) => {
  if (call.args.length === 0) for (const [name, value] of Object.entries(call.env)) call.write(`${name}=${value}\n`);
  let status = 0;
  for (const name of call.args) {
    const value = call.env[name];
    if (value === undefined) status = 1;
    else call.write(`${value}\n`);
  }
  return Promise.resolve(status);
};

export const pwd: Program = (call) => {
  call.write(`${call.machine.files.realPath(call.cwd)}\n`);
  return Promise.resolve(0);
};

/** mktemp 1.5: a template with X at its end, -d for a directory, -t below TMPDIR or /tmp. */
export const mktemp: Program = (call) => {
  const { given, values, operands } = options(call, 'p');
  const inTemporary = given.has('t') || given.has('p') || operands.length === 0;
  const template = operands[0] ?? 'tmp.XXXXXXXXXX';
  const xs = /X+$/u.exec(template)?.[0] ?? '';
  if (xs.length < 3) {
    call.writeError(`mktemp: cannot make temp ${given.has('d') ? 'dir' : 'file'} ${template}: Invalid argument\n`);
    return Promise.resolve(1);
  }
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  const directory = values.get('p') ?? call.env['TMPDIR'] ?? '/tmp';
  const name = `${template.slice(0, template.length - xs.length)}${xs.replace(/X/gu, () => letters.charAt(call.world.random.integer(0, letters.length - 1)))}`;
  const word = inTemporary ? `${directory}/${name}` : name;
  try {
    if (!given.has('u')) {
      if (given.has('d')) call.machine.files.makeDirectory(pathOf(call, word), { mode: 0o700 });
      else call.machine.files.write(pathOf(call, word), '', 0o600);
    }
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    if (!given.has('q'))
      call.writeError(`mktemp: cannot make temp ${given.has('d') ? 'dir' : 'file'} ${word}: ${problem.message}\n`);
    return Promise.resolve(1);
  }
  call.write(`${word}\n`);
  return Promise.resolve(0);
};

export const dmesg: Program = (call) => {
  const { given } = options(call, 'sn');
  for (const line of call.machine.state.kernelLog) call.write(`${line.text}\n`);
  if (given.has('c')) call.machine.state.kernelLog = [];
  return Promise.resolve(0);
};

/** Sets nothing that the simulated terminal has; answers `size`. */
export const stty: Program = (call) => {
  if (!call.inputIsTerminal) {
    call.writeError('stty: standard input: Invalid argument\n');
    return Promise.resolve(1);
  }
  if (call.args[0] === 'size') call.write(`${String(call.terminal?.rows ?? 24)} ${String(call.terminal?.columns ?? 80)}\n`);
  return Promise.resolve(0);
};

export const logger: Program = async (call) => {
  const { values, operands } = options(call, 'tpf');
  const text = operands.length > 0 ? operands.join(' ') : (await call.readInput()).replace(/\n$/u, '');
  for (const line of text.split('\n')) call.machine.logSystem(values.get('t') ?? call.user, line);
  return 0;
};
