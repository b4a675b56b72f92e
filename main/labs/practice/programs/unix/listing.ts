import type { FileStatus } from '../../world/file-status.ts';
import { FileError } from '../../world/file-error.ts';
import type { Program, ProgramCall } from '../program.ts';
import { complain, options, pathOf, refuseUnknown } from './call-files.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly status: FileStatus;
}

/** ls of coreutils 5.97: one column when the output is no terminal. */
export const ls: Program = (call) => {
  const { given, operands } = options(call, 'I', []);
  const refusal = refuseUnknown(
    call,
    given,
    'laAdRtrSh1FiInksUcpL',
    ['color', 'full-time', 'all', 'almost-all', 'recursive', 'human-readable', 'directory'],
    2,
  );
  if (refusal !== null) return Promise.resolve(refusal);
  let status = 0;
  const plain: Entry[] = [];
  const directories: Entry[] = [];
  for (const word of operands.length === 0 ? ['.'] : operands) {
    try {
      const path = pathOf(call, word);
      let found = call.machine.files.stat(path, given.has('L') || !(given.has('l') || given.has('d')) || word.endsWith('/'));
      if (found.kind === 'link' && !given.has('l') && !given.has('d')) found = call.machine.files.stat(path);
      const entry = { name: word, path, status: found };
      if (found.kind === 'directory' && !given.has('d')) directories.push(entry);
      else plain.push(entry);
    } catch (problem) {
      if (!(problem instanceof FileError)) throw problem;
      complain(call, `${word}: ${problem.message}`);
      status = 2;
    }
  }
  show(call, given, sorted(plain, given));
  const queue = sorted(directories, given);
  const titles = operands.length > 1 || given.has('R');
  let first = plain.length === 0;
  for (let directory = queue.shift(); directory !== undefined; directory = queue.shift()) {
    if (!first) call.write('\n');
    first = false;
    if (titles) call.write(`${directory.name}:\n`);
    const entries = entriesOf(call, directory.path, given);
    if (given.has('l') || given.has('s'))
      call.write(`total ${String(entries.reduce((sum, entry) => sum + entry.status.allocated / 1024, 0))}\n`);
    show(call, given, entries);
    if (given.has('R'))
      queue.unshift(
        ...entries
          .filter((entry) => entry.status.kind === 'directory' && entry.name !== '.' && entry.name !== '..')
          .map((entry) => ({ ...entry, name: `${directory.name.replace(/\/$/u, '')}/${entry.name}` })),
      );
  }
  return Promise.resolve(status);
};

function entriesOf(call: ProgramCall, path: string, given: ReadonlySet<string>): Entry[] {
  const names = call.machine.files
    .list(path)
    .filter((name) => given.has('a') || given.has('A') || given.has('all') || !name.startsWith('.'));
  const all = given.has('a') || given.has('all') ? ['.', '..', ...names] : names;
  return sorted(all.map((name) => { const inside = name === '.' ? path : name === '..' ? (path.replace(/\/[^/]*$/u, '') || '/') : `${path === '/' ? '' : path}/${name}`; return { name, path: inside, status: call.machine.files.stat(inside, given.has('L')) }; }), given); // prettier-ignore
}

function sorted(entries: readonly Entry[], given: ReadonlySet<string>): Entry[] {
  const result = [...entries];
  if (!given.has('U')) result.sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
  if (given.has('t')) result.sort((left, right) => right.status.mtime - left.status.mtime);
  if (given.has('S')) result.sort((left, right) => right.status.size - left.status.size);
  if (given.has('r')) result.reverse();
  return result;
}

function show(call: ProgramCall, given: ReadonlySet<string>, entries: readonly Entry[]): void {
  const mark = (entry: Entry): string => {
    if (!given.has('F') && !given.has('p')) return '';
    if (entry.status.kind === 'directory') return '/';
    if (!given.has('F')) return '';
    return entry.status.kind === 'link'
      ? given.has('l')
        ? ''
        : '@'
      : entry.status.kind === 'file' && (entry.status.mode & 0o111) !== 0
        ? '*'
        : '';
  };
  if (given.has('l') || given.has('n')) {
    const rows = entries.map((entry) => longRow(call, entry, given, mark(entry)));
    const widths = [0, 1, 2, 3, 4].map((column) => Math.max(0, ...rows.map((row) => (row[column] ?? '').length)));
    for (const row of rows)
      call.write(
        `${row[0] ?? ''} ${(row[1] ?? '').padStart(widths[1] ?? 0)} ${(row[2] ?? '').padEnd(widths[2] ?? 0)} ${(row[3] ?? '').padEnd(widths[3] ?? 0)} ${(row[4] ?? '').padStart(widths[4] ?? 0)} ${row[5] ?? ''}\n`,
      );
    return;
  }
  const names = entries.map(
    (entry) =>
      `${given.has('i') ? `${String(entry.status.inode)} ` : ''}${given.has('s') ? `${String(entry.status.allocated / 1024)} ` : ''}${entry.name}${mark(entry)}`,
  );
  if (call.terminal === null || given.has('1')) {
    for (const name of names) call.write(`${name}\n`);
    return;
  }
  call.write(columns(names, call.terminal.columns));
}

function longRow(call: ProgramCall, entry: Entry, given: ReadonlySet<string>, mark: string): readonly string[] {
  const { status } = entry;
  const owner = (id: number, what: 'uid' | 'gid'): string => (given.has('n') ? String(id) : ownerName(call, id, what));
  const size =
    status.kind === 'block' || status.kind === 'character'
      ? `${String(status.major)}, ${String(status.minor).padStart(3)}`
      : given.has('h')
        ? human(status.size)
        : String(status.size);
  const links = status.kind === 'directory' ? 2 : 1;
  const target = status.kind === 'link' ? ` -> ${call.machine.files.readLink(entry.path)}` : '';
  const inode = given.has('i') ? `${String(status.inode)} ` : '';
  return [
    `${inode}${modeText(status)}`,
    String(links),
    owner(status.uid, 'uid'),
    owner(status.gid, 'gid'),
    size,
    `${when(status.mtime, call.machine.now(), given.has('full-time'))} ${entry.name}${mark}${target}`,
  ];
}

/** `-rw-r--r--`. */
export function modeText(status: Pick<FileStatus, 'kind' | 'mode'>): string {
  const letter = { file: '-', directory: 'd', link: 'l', block: 'b', character: 'c', fifo: 'p' }[status.kind];
  const part = (shift: number, special: boolean, on: string, off: string): string => {
    const bits = (status.mode >> shift) & 7;
    return `${(bits & 4) === 0 ? '-' : 'r'}${(bits & 2) === 0 ? '-' : 'w'}${special ? ((bits & 1) === 0 ? off : on) : (bits & 1) === 0 ? '-' : 'x'}`;
  };
  return (
    letter +
    part(6, (status.mode & 0o4000) !== 0, 's', 'S') +
    part(3, (status.mode & 0o2000) !== 0, 's', 'S') +
    part(0, (status.mode & 0o1000) !== 0, 't', 'T')
  );
}

export function ownerName(call: ProgramCall, id: number, what: 'uid' | 'gid'): string {
  if (what === 'gid' && id === 6) return 'disk';
  return call.machine.state.users.find((user) => user[what] === id)?.name ?? String(id);
}

/** `Mar  4 09:00`, or `Mar  4  2007` for what is older than half a year or in the future. */
function when(mtime: number, now: number, full: boolean): string {
  const time = new Date(mtime);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (full) return `${time.toISOString().slice(0, 10)} ${time.toISOString().slice(11, 19)}.000000000 +0000`;
  const day = `${months[time.getUTCMonth()] ?? ''} ${String(time.getUTCDate()).padStart(2)}`;
  const recent = mtime <= now && now - mtime < 15_778_476_000;
  return recent ? `${day} ${two(time.getUTCHours())}:${two(time.getUTCMinutes())}` : `${day}  ${String(time.getUTCFullYear())}`;
}

/** `4.0K`, as -h of coreutils prints sizes: rounded up. */
export function human(size: number): string {
  if (size < 1024) return String(size);
  const units = 'KMGT';
  let value = size;
  let unit = -1;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const rounded = value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : String(Math.ceil(value));
  return `${rounded}${units.charAt(unit)}`;
}

function columns(names: readonly string[], width: number): string {
  for (let rows = 1; rows <= names.length; rows += 1) {
    const widths: number[] = [];
    for (let at = 0; at < names.length; at += rows)
      widths.push(Math.max(...names.slice(at, at + rows).map((name) => name.length)) + 2);
    if (rows < names.length && widths.reduce((sum, each) => sum + each, 0) - 2 > width) continue;
    const lines = Array.from({ length: rows }, (_unused, row) => widths.map((each, column) => (names[column * rows + row] ?? '').padEnd(each)).join('').trimEnd()); // prettier-ignore
    return names.length === 0 ? '' : `${lines.join('\n')}\n`;
  }
  return '';
}

/** stat of coreutils 5.97, with -c FORMAT, -L and -t left out; -f is the file system's. */
export const stat: Program = (call) => {
  const { given, values, operands } = options(call, 'c', ['format']);
  const format = values.get('c') ?? values.get('format');
  let status = 0;
  for (const word of operands) {
    try {
      const found = call.machine.files.stat(pathOf(call, word), given.has('L') || given.has('dereference'));
      call.write(format === undefined ? fullStatus(call, word, found) : `${formatted(call, word, found, format)}\n`);
    } catch (problem) {
      if (!(problem instanceof FileError)) throw problem;
      complain(call, `cannot stat \`${word}': ${problem.message}`);
      status = 1;
    }
  }
  if (operands.length === 0) {
    complain(call, 'missing operand');
    return Promise.resolve(1);
  }
  return Promise.resolve(status);
};

const kinds = {
  file: 'regular file',
  directory: 'directory',
  link: 'symbolic link',
  block: 'block special file',
  character: 'character special file',
  fifo: 'fifo',
} as const;

function formatted(call: ProgramCall, word: string, status: FileStatus, format: string): string {
  const time = new Date(status.mtime);
  return format.replace(/%(.)/gu, (whole, letter: string) => {
    switch (letter) {
      case 'a':
        return (status.mode & 0o7777).toString(8);
      case 'A':
        return modeText(status);
      case 'b':
        return String(status.allocated / 512);
      case 'B':
        return '512';
      case 'd':
        return String(2049 + status.device);
      case 'f':
        return (
          status.mode |
          { file: 0o100000, directory: 0o40000, link: 0o120000, block: 0o60000, character: 0o20000, fifo: 0o10000 }[status.kind]
        ).toString(16);
      case 'F':
        return status.kind === 'file' && status.size === 0 ? 'regular empty file' : kinds[status.kind];
      case 'g':
        return String(status.gid);
      case 'G':
        return ownerName(call, status.gid, 'gid');
      case 'h':
        return status.kind === 'directory' ? '2' : '1';
      case 'i':
        return String(status.inode);
      case 'n':
        return word;
      case 'N':
        return status.kind === 'link' ? `\`${word}' -> \`${call.machine.files.readLink(pathOf(call, word))}'` : `\`${word}'`;
      case 'o':
        return '4096';
      case 's':
        return String(status.size);
      case 't':
        return status.major.toString(16);
      case 'T':
        return status.minor.toString(16);
      case 'u':
        return String(status.uid);
      case 'U':
        return ownerName(call, status.uid, 'uid');
      case 'X':
      case 'Y':
      case 'Z':
        return String(Math.floor(status.mtime / 1000));
      case 'x':
      case 'y':
      case 'z':
        return `${time.toISOString().slice(0, 10)} ${time.toISOString().slice(11, 19)}.000000000 +0000`;
      case '%':
        return '%';
      default:
        return whole;
    }
  });
}

function fullStatus(call: ProgramCall, word: string, status: FileStatus): string {
  const line = (format: string): string => formatted(call, word, status, format);
  const pad = (text: string, width: number): string => text.padEnd(width);
  const device = `${(2049 + status.device).toString(16)}h/${String(2049 + status.device)}d`;
  const special = status.kind === 'block' || status.kind === 'character' ? ` Device type: ${line('%t,%T')}` : '';
  return (
    `  File: ${line('%N')}\n  Size: ${pad(line('%s'), 10)}\tBlocks: ${pad(line('%b'), 10)} IO Block: ${pad('4096', 6)} ${line('%F')}\n` +
    `Device: ${device}\tInode: ${pad(line('%i'), 11)} Links: ${line('%h')}${special}\n` +
    `Access: (${(status.mode & 0o7777).toString(8).padStart(4, '0')}/${modeText(status)})  Uid: (${line('%u').padStart(5)}/${line('%U').padStart(8)})   Gid: (${line('%g').padStart(5)}/${line('%G').padStart(8)})\n` +
    `Access: ${line('%x')}\nModify: ${line('%y')}\nChange: ${line('%z')}\n`
  );
}

export const readlink: Program = (call) => {
  const { given, operands } = options(call);
  const word = operands[0];
  if (word === undefined) {
    complain(call, 'missing operand');
    return Promise.resolve(1);
  }
  try {
    const follow = given.has('f') || given.has('e') || given.has('m') || given.has('canonicalize');
    const path = pathOf(call, word);
    const text = follow
      ? call.machine.files.exists(path)
        ? call.machine.files.realPath(path)
        : given.has('e')
          ? null
          : path
      : call.machine.files.readLink(path);
    if (text === null) return Promise.resolve(1);
    call.write(given.has('n') ? text : `${text}\n`);
    return Promise.resolve(0);
  } catch (problem) {
    if (problem instanceof FileError) return Promise.resolve(1);
    throw problem;
  }
};
