import { clockText } from '../../world/clock.ts';
import type { ProcessState } from '../../world/state.ts';
import { signalNumber } from '../../world/killed.ts';
import type { Program, ProgramCall } from '../program.ts';
import { complain, options } from './call-files.ts';

/** ps of procps 3.2.7: own terminal, -e/-A, ax, -f, u, -p, -C, -o. */
export const ps: Program = async (call) => {
  // While it reads /proc, what was started beside it (the rest of its pipe) becomes the program that it is.
  await call.sleep(10);
  const all = call.machine.state.processes;
  const words = call.args.filter((word) => word !== '');
  const bsd = words.filter((word) => /^[auxfwel]+$/u.test(word)).join('');
  const unix = options(
    { ...call, args: words.filter((word) => word.startsWith('-') || !/^[auxfwel]+$/u.test(word)) },
    'poCtuUG',
    ['pid', 'ppid', 'sort'],
  );
  const pids = unix.values.get('p') ?? unix.values.get('pid');
  const command = unix.values.get('C');
  const user = unix.values.get('u') ?? unix.values.get('U');
  const own = call.machine.process(call.pid)?.tty ?? '?';
  let shown: readonly ProcessState[];
  if (pids !== undefined) shown = pids.split(/[, ]+/u).flatMap((pid) => call.machine.process(Number(pid)) ?? []);
  else if (command !== undefined) shown = all.filter((process) => command.split(',').includes(shortName(process)));
  else if (user !== undefined) shown = all.filter((process) => process.user === user);
  else if (['e', 'A'].some((option) => unix.given.has(option)) || bsd.includes('x') || unix.given.has('x')) shown = all;
  else if (bsd.includes('a') || unix.given.has('a')) shown = all.filter((process) => process.tty !== '?');
  else
    shown = all.filter(
      (process) =>
        process.tty === own &&
        (own !== '?' || process.pid === call.pid || process.pid === call.machine.process(call.pid)?.parent),
    );
  const sorted = [...shown].sort((left, right) => left.pid - right.pid);
  const format = unix.values.get('o');
  if (format !== undefined) printColumns(call, sorted, format);
  else if (unix.given.has('f') || bsd.includes('f')) {
    call.write('UID        PID  PPID  C STIME TTY          TIME CMD\n');
    for (const process of sorted)
      call.write(
        `${process.user.padEnd(8)} ${String(process.pid).padStart(4)} ${String(process.parent).padStart(5)}  0 ${startTime(process)} ${process.tty.padEnd(8)} 00:00:00 ${process.command}\n`,
      );
  } else if (bsd.includes('u') || unix.given.has('u')) {
    call.write('USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n');
    for (const process of sorted)
      call.write(
        `${process.user.padEnd(8)} ${String(process.pid).padStart(5)}  0.0  0.0   ${String(2060 + (process.pid % 97) * 12).padStart(4)}   ${String(500 + (process.pid % 89) * 4).padStart(3)} ${process.tty.padEnd(8)} ${process.state.padEnd(4)} ${startTime(process)}   0:00 ${process.command}\n`,
      );
  } else if (bsd !== '') {
    call.write('  PID TTY      STAT   TIME COMMAND\n');
    for (const process of sorted)
      call.write(
        `${String(process.pid).padStart(5)} ${process.tty.padEnd(8)} ${process.state.padEnd(4)}   0:00 ${process.command}\n`,
      );
  } else {
    call.write('  PID TTY          TIME CMD\n');
    for (const process of sorted)
      call.write(`${String(process.pid).padStart(5)} ${process.tty.padEnd(8)} 00:00:00 ${shortName(process)}\n`);
  }
  return sorted.length === 0 ? 1 : 0;
};

function printColumns(call: ProgramCall, processes: readonly ProcessState[], format: string): void {
  const columns = format.split(/[, ]+/u).map((column) => {
    const [name = '', title] = column.split('=');
    return { name, title: title ?? name.toUpperCase() };
  });
  const value = (process: ProcessState, name: string): string => {
    switch (name) {
      case 'pid':
        return String(process.pid).padStart(5);
      case 'ppid':
        return String(process.parent).padStart(5);
      case 'pgid':
        return String(process.group).padStart(5);
      case 'user':
        return process.user.padEnd(8);
      case 'tty':
        return process.tty.padEnd(8);
      case 'stat':
      case 'state':
      case 's':
        return process.state.padEnd(4);
      case 'comm':
        return shortName(process);
      case 'etime':
        return elapsed(call.machine.now() - process.startedAt);
      case 'stime':
      case 'start':
        return startTime(process);
      default:
        return process.command;
    }
  };
  if (columns.some((column) => column.title !== ''))
    call.write(
      `${columns.map((column) => (column.name === 'pid' ? '  PID' : column.title === 'ARGS' || column.title === 'COMM' ? 'COMMAND' : column.title)).join(' ')}\n`,
    );
  for (const process of processes) call.write(`${columns.map((column) => value(process, column.name)).join(' ').trimEnd()}\n`); // prettier-ignore
}

function shortName(process: ProcessState): string {
  return (process.command.split(' ')[0] ?? '')
    .replace(/^.*\//u, '')
    .replace(/^[-[]|[:\]]$/gu, '')
    .slice(0, 15);
}

function startTime(process: ProcessState): string {
  return clockText(process.startedAt, 'syslog').slice(7, 12);
}

function elapsed(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return `${hours > 0 ? `${two(hours)}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`.padStart(11);
}

export const kill: Program = (call) => {
  let signal = 15;
  let status = 0;
  const words = [...call.args];
  if (words[0] === '-s') {
    signal = signalNumber(words[1] ?? '') ?? 15;
    words.splice(0, 2);
  } else if (/^-/u.test(words[0] ?? '')) signal = signalNumber((words.shift() ?? '').slice(1)) ?? 15;
  for (const word of words) {
    if (call.machine.kill(Number(word), signal)) continue;
    call.writeError(`kill ${word}: No such process\n`);
    status = 1;
  }
  return Promise.resolve(status);
};

/** pgrep, pkill and killall by name. */
export function byName(program: 'pgrep' | 'pkill' | 'killall' | 'pidof'): Program {
  return (call) => {
    const { given, operands } = options(
      { ...call, args: call.args.filter((word) => !/^-(?:[0-9]+|SIG[A-Z]+|HUP|KILL|TERM|INT)$/u.test(word)) },
      's',
    );
    const signalWord = call.args.find((word) => /^-(?:[0-9]+|SIG[A-Z]+|HUP|KILL|TERM|INT)$/u.test(word));
    const signal = signalWord === undefined ? 15 : (signalNumber(signalWord.slice(1)) ?? 15);
    const name = operands[0];
    if (name === undefined) return Promise.resolve(program === 'pidof' ? 1 : 2);
    const exact = program === 'killall' || program === 'pidof' || given.has('x');
    const found = call.machine.state.processes.filter((process) => {
      if (process.pid === call.pid) return false;
      const subject = given.has('f') ? process.command : shortName(process);
      return exact ? subject === name.replace(/^.*\//u, '') || process.command === name : new RegExp(name, 'u').test(subject);
    });
    if (program === 'pgrep')
      for (const process of found) call.write(`${String(process.pid)}${given.has('l') ? ` ${shortName(process)}` : ''}\n`);
    else if (program === 'pidof')
      call.write(found.length === 0 ? '' : `${found.map((process) => process.pid).reverse().join(' ')}\n`); // prettier-ignore
    else for (const process of found) call.machine.kill(process.pid, signal);
    if (found.length === 0 && program === 'killall') complain(call, `${name}: no process killed`);
    return Promise.resolve(found.length === 0 ? 1 : 0);
  };
}

export const sleep: Program = async (call) => {
  const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };
  let total = 0;
  if (call.args.length === 0) {
    call.writeError(`sleep: missing operand\nTry \`sleep --help' for more information.\n`);
    return 1;
  }
  for (const word of call.args) {
    const match = /^([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([smhd]?)$/u.exec(word);
    if (match === null) {
      call.writeError(`sleep: invalid time interval \`${word}'\nTry \`sleep --help' for more information.\n`);
      return 1;
    }
    total += Number(match[1]) * (units[match[2] ?? ''] ?? 1) * 1000;
  }
  await call.sleep(total);
  return 0;
};

/** Goes on after its session: SIGHUP does not reach it. Output to a terminal goes to nohup.out. */
export const nohup: Program = async (call) => {
  if (call.args.length === 0) {
    call.writeError("nohup: missing operand\nTry `nohup --help' for more information.\n");
    return 127;
  }
  if (call.terminal === null) return call.run(call.args, { ignoreHangup: true, replace: true });
  call.writeError("nohup: appending output to `nohup.out'\n");
  const path = `${call.cwd === '/' ? '' : call.cwd}/nohup.out`;
  const keep = (text: string): void => {
    call.machine.files.append(path, text, 0o600);
  };
  return call.run(call.args, { ignoreHangup: true, replace: true, collect: keep, collectError: keep });
};

/** setsid of util-linux: the program leads a session and process group of its own. */
export const setsid: Program = (call) => {
  if (call.args.length === 0) {
    call.writeError('usage: setsid program [arg ...]\n');
    return Promise.resolve(1);
  }
  const process = call.machine.process(call.pid);
  if (process !== undefined) process.group = process.pid;
  return call.run(call.args, { replace: true });
};

/** nice of coreutils: priorities mean nothing here, so the command just runs. */
export const nice: Program = (call) => {
  const words = [...call.args];
  while (/^-/u.test(words[0] ?? '')) if (words.shift() === '-n') words.shift();
  if (words.length > 0) return call.run(words, { replace: true });
  call.write('0\n');
  return Promise.resolve(0);
};
