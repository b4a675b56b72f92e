import { clockText } from '../../world/clock.ts';
import type { Program, ProgramCall } from '../program.ts';
import { complain, options, pathOf } from './call-files.ts';
import { FileError } from '../../world/file-error.ts';

export const id: Program = (call) => {
  const { given, operands } = options(call);
  const name = operands[0] ?? call.user;
  const user = call.machine.state.users.find((candidate) => candidate.name === name);
  if (user === undefined) {
    complain(call, `${name}: No such user`);
    return Promise.resolve(1);
  }
  const group = call.machine.state.users.find((candidate) => candidate.gid === user.gid)?.name ?? String(user.gid);
  if (given.has('u')) call.write(`${given.has('n') ? user.name : String(user.uid)}\n`);
  else if (given.has('g')) call.write(`${given.has('n') ? group : String(user.gid)}\n`);
  else if (given.has('G')) call.write(`${given.has('n') ? group : String(user.gid)}\n`);
  else if (user.uid === 0)
    call.write('uid=0(root) gid=0(root) groups=0(root),1(bin),2(daemon),3(sys),4(adm),6(disk),10(wheel)\n');
  else
    call.write(`uid=${String(user.uid)}(${user.name}) gid=${String(user.gid)}(${group}) groups=${String(user.gid)}(${group})\n`);
  return Promise.resolve(0);
};

export const whoami: Program = (call) => {
  call.write(`${call.user}\n`);
  return Promise.resolve(0);
};

export const hostname: Program = (call) => {
  const { given, operands } = options(call);
  const name = operands[0];
  if (name !== undefined) {
    call.machine.state.hostname = name;
    return Promise.resolve(0);
  }
  const full = call.machine.state.hostname;
  if (given.has('i')) call.write(`${call.machine.state.address ?? '127.0.0.1'} \n`);
  else if (given.has('s')) call.write(`${full.split('.')[0] ?? full}\n`);
  else if (given.has('d')) call.write(`${full.split('.').slice(1).join('.')}\n`);
  else call.write(`${full}\n`);
  return Promise.resolve(0);
};

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** date: the machine's clock in UTC, +FORMAT, -u, -d with @SECONDS or an ISO time, -s to set it. */
export const date: Program = (call) => {
  const { values, operands } = options(call, 'dsr', ['date', 'set', 'reference']);
  const text = values.get('d') ?? values.get('date');
  const set = values.get('s') ?? values.get('set');
  const reference = values.get('r') ?? values.get('reference');
  let at = call.machine.now();
  try {
    if (reference !== undefined) at = call.machine.files.stat(pathOf(call, reference)).mtime;
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    complain(call, `${reference ?? ''}: ${problem.message}`);
    return Promise.resolve(1);
  }
  const given = text ?? set;
  if (given !== undefined) {
    const parsed = moment(given, call.machine.now());
    if (parsed === null) {
      complain(call, `invalid date \`${given}'`);
      return Promise.resolve(1);
    }
    at = parsed;
  }
  if (set !== undefined) call.machine.state.clockSkewMs = at - call.world.now();
  const format = operands.find((word) => word.startsWith('+'));
  const extra = operands.find((word) => !word.startsWith('+'));
  if (extra !== undefined) {
    complain(call, `invalid date \`${extra}'`);
    return Promise.resolve(1);
  }
  call.write(`${format === undefined ? clockText(at, 'date') : formatTime(at, format.slice(1))}\n`);
  return Promise.resolve(0);
};

function moment(text: string, now: number): number | null {
  if (text === 'now') return now;
  if (/^@-?[0-9]+(?:\.[0-9]+)?$/u.test(text)) return Number(text.slice(1)) * 1000;
  const relative = /^(?:([-+]?[0-9]+) (second|minute|hour|day|week)s?( ago)?)$/u.exec(text);
  if (relative !== null) {
    const unit = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 }[relative[2] as 'second'];
    return now + Number(relative[1]) * unit * (relative[3] === undefined ? 1 : -1);
  }
  const iso = /^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?))?(?: ?(?:UTC|Z|GMT|\+0000))?$/u.exec(text);
  if (iso !== null) return Date.parse(`${iso[1] ?? ''}T${iso[2] ?? '00:00:00'}Z`);
  const parsed = Date.parse(/(?:UTC|GMT|Z|[-+][0-9]{4})/u.test(text) ? text : `${text} UTC`);
  return Number.isNaN(parsed) ? null : parsed;
}

/** strftime in the C locale, UTC; the machine's clock has milliseconds, so %N ends in six zeros. */
export function formatTime(at: number, format: string): string {
  const time = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const year = time.getUTCFullYear();
  const dayOfYear = Math.floor((Date.UTC(year, time.getUTCMonth(), time.getUTCDate()) - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
  const hour12 = time.getUTCHours() % 12 === 0 ? 12 : time.getUTCHours() % 12;
  const clock = `${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())}`;
  return format.replace(/%[-_0]?(.)/gu, (whole, letter: string) => {
    switch (letter) {
      case 'a':
        return (days[time.getUTCDay()] ?? '').slice(0, 3);
      case 'A':
        return days[time.getUTCDay()] ?? '';
      case 'b':
      case 'h':
        return (months[time.getUTCMonth()] ?? '').slice(0, 3);
      case 'B':
        return months[time.getUTCMonth()] ?? '';
      case 'c':
        return clockText(at, 'date').replace(' UTC', '');
      case 'd':
        return whole.charAt(1) === '-' ? String(time.getUTCDate()) : two(time.getUTCDate());
      case 'D':
        return `${two(time.getUTCMonth() + 1)}/${two(time.getUTCDate())}/${two(year % 100)}`;
      case 'e':
        return String(time.getUTCDate()).padStart(2);
      case 'F':
        return time.toISOString().slice(0, 10);
      case 'H':
        return two(time.getUTCHours());
      case 'I':
        return two(hour12);
      case 'j':
        return String(dayOfYear).padStart(3, '0');
      case 'm':
        return two(time.getUTCMonth() + 1);
      case 'M':
        return two(time.getUTCMinutes());
      case 'n':
        return '\n';
      case 'N':
        return `${String((((at % 1000) + 1000) % 1000) | 0).padStart(3, '0')}000000`;
      case 'p':
        return time.getUTCHours() < 12 ? 'AM' : 'PM';
      case 'R':
        return clock.slice(0, 5);
      case 's':
        return String(Math.floor(at / 1000));
      case 'S':
        return two(time.getUTCSeconds());
      case 't':
        return '\t';
      case 'T':
      case 'X':
        return clock;
      case 'u':
        return String(time.getUTCDay() === 0 ? 7 : time.getUTCDay());
      case 'w':
        return String(time.getUTCDay());
      case 'y':
        return two(year % 100);
      case 'Y':
        return String(year);
      case 'z':
        return '+0000';
      case 'Z':
        return 'UTC';
      case '%':
        return '%';
      default:
        return whole;
    }
  });
}

export const uptime: Program = (call) => {
  call.write(`${uptimeLine(call)}\n`);
  return Promise.resolve(0);
};

function uptimeLine(call: ProgramCall): string {
  const minutes = Math.floor((call.world.now() - call.machine.state.bootedAt) / 60_000);
  const dayCount = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60) % 24;
  const dayText = dayCount > 0 ? `${String(dayCount)} day${dayCount === 1 ? '' : 's'}, ` : '';
  const rest =
    hours > 0 ? `${String(hours).padStart(2)}:${String(minutes % 60).padStart(2, '0')}` : `${String(minutes % 60)} min`;
  const users = sessions(call).length;
  return ` ${formatTime(call.machine.now(), '%T')} up ${dayText}${rest}, ${String(users).padStart(2)} user${users === 1 ? '' : 's'},  load average: 0.00, 0.00, 0.00`;
}

function sessions(call: ProgramCall): readonly { readonly user: string; readonly tty: string; readonly at: number }[] {
  const found = new Map<string, { user: string; tty: string; at: number }>();
  for (const process of call.machine.state.processes)
    if (process.tty.startsWith('pts/') && !found.has(process.tty))
      found.set(process.tty, { user: process.user, tty: process.tty, at: process.startedAt });
  return [...found.values()];
}

export const who: Program = (call) => {
  for (const session of sessions(call))
    call.write(`${session.user.padEnd(8)} ${session.tty.padEnd(12)} ${formatTime(session.at, '%Y-%m-%d %H:%M')}\n`);
  return Promise.resolve(0);
};

export const w: Program = (call) => {
  call.write(`${uptimeLine(call)}\nUSER     TTY      FROM              LOGIN@   IDLE   JCPU   PCPU WHAT\n`);
  for (const session of sessions(call))
    call.write(
      `${session.user.padEnd(8)} ${session.tty.padEnd(8)} -                ${formatTime(session.at, '%H:%M')}    0.00s  0.00s  0.00s -bash\n`,
    );
  return Promise.resolve(0);
};

export const tty: Program = (call) => {
  const name = call.machine.process(call.pid)?.tty ?? '?';
  call.write(call.inputIsTerminal ? `/dev/${name}\n` : 'not a tty\n');
  return Promise.resolve(call.inputIsTerminal ? 0 : 1);
};
