import { resolvePath } from '../../../world/path.ts';
import { spaceOf } from '../../../world/storage/file-systems.ts';
import type { SpaceKibibytes } from '../../../world/storage/ext3.ts';
import type { MountState } from '../../../world/state.ts';
import type { Program, ProgramCall } from '../../program.ts';
import { humanSize } from './human.ts';

interface Options {
  human: boolean;
  decimal: boolean;
  posix: boolean;
  type: boolean;
  inodes: boolean;
  all: boolean;
  mega: boolean;
  readonly only: string[];
  readonly not: string[];
  readonly files: string[];
}

function parse(args: readonly string[]): Options | string {
  const options: Options = {
    human: false,
    decimal: false,
    posix: false,
    type: false,
    inodes: false,
    all: false,
    mega: false,
    only: [],
    not: [],
    files: [],
  };
  const long: Readonly<Record<string, string>> = {
    '--human-readable': '-h',
    '--portability': '-P',
    '--print-type': '-T',
    '--inodes': '-i',
    '--all': '-a',
    '--si': '-H',
    '--local': '-l',
  };
  for (let at = 0; at < args.length; at += 1) {
    const written = args[at] ?? '';
    const arg = long[written] ?? written;
    if (arg.startsWith('--type=')) options.only.push(arg.slice(7));
    else if (arg.startsWith('--')) return `df: unrecognized option \`${arg}'`;
    else if (!arg.startsWith('-') || arg === '-') options.files.push(arg);
    else {
      for (let letter = 1; letter < arg.length; letter += 1) {
        const option = arg.charAt(letter);
        if (option === 't' || option === 'x' || option === 'B') {
          const value = letter + 1 < arg.length ? arg.slice(letter + 1) : (args[++at] ?? '');
          if (option === 'B') options.mega = /^1?M/u.test(value);
          else (option === 't' ? options.only : options.not).push(value);
          break;
        }
        if (option === 'h') options.human = true;
        else if (option === 'H') options.human = options.decimal = true;
        else if (option === 'P') options.posix = true;
        else if (option === 'T') options.type = true;
        else if (option === 'i') options.inodes = true;
        else if (option === 'a') options.all = true;
        else if (option === 'm') options.mega = true;
        else if (!'klv'.includes(option)) return `df: invalid option -- ${option}`;
      }
    }
  }
  return options;
}

interface Row {
  readonly mount: MountState;
  readonly space: SpaceKibibytes | null;
}

/** /bin/df of coreutils 5.97: a device name longer than 20 columns gets a line of its own, unless -P. */
export const df: Program = (call) => {
  const options = parse(call.args);
  if (typeof options === 'string') {
    call.writeError(`${options}\nTry \`df --help' for more information.\n`);
    return Promise.resolve(1);
  }
  let code = 0;
  let mounts: readonly MountState[] = call.machine.state.mounts;
  if (options.files.length > 0) {
    mounts = options.files.flatMap((file) => {
      const found = mountOf(call, file);
      if (found !== null) return [found];
      call.writeError(`df: \`${file}': No such file or directory\n`);
      code = 1;
      return [];
    });
    if (mounts.length === 0) return Promise.resolve(1);
  }
  const rows = mounts
    .map((mount): Row => ({ mount, space: spaceOf(call.world, call.machine, mount) }))
    .filter((row) => {
      if (options.only.length > 0 && !options.only.includes(row.mount.type)) return false;
      if (options.not.includes(row.mount.type)) return false;
      return options.all || row.space !== null;
    });
  if (rows.length === 0) {
    call.writeError('df: no file systems processed\n');
    return Promise.resolve(1);
  }
  call.write(header(options));
  for (const row of rows) call.write(rowText(call, options, row));
  return Promise.resolve(code);
};

function mountOf(call: ProgramCall, file: string): MountState | null {
  const mounts = call.machine.state.mounts;
  const path = resolvePath(call.cwd, file);
  const device = mounts.find((mount) => mount.device === path || mount.device === file);
  if (device !== undefined) return device;
  if (!call.machine.files.exists(path)) return null;
  const real = call.machine.files.realPath(path);
  return mounts
    .filter((mount) => mount.path === '/' || real === mount.path || real.startsWith(`${mount.path}/`))
    .reduce<MountState | null>((best, mount) => (best === null || mount.path.length >= best.path.length ? mount : best), null);
}

function header(options: Options): string {
  const first = options.type ? 'Filesystem    Type' : 'Filesystem        ';
  if (options.inodes) return `${first}    Inodes   IUsed   IFree IUse% Mounted on\n`;
  if (options.human) return `${first}    Size  Used Avail Use% Mounted on\n`;
  if (options.mega) return `${first}   1M-blocks      Used Available ${options.posix ? 'Capacity' : 'Use%'} Mounted on\n`;
  if (options.posix) return `${first} 1024-blocks      Used Available Capacity Mounted on\n`;
  return `${first}   1K-blocks      Used Available Use% Mounted on\n`;
}

function rowText(call: ProgramCall, options: Options, row: Row): string {
  const { mount } = row;
  const column = options.type ? 12 : 20;
  const wrapped = mount.device.length > column && !options.posix;
  const name = wrapped ? `${mount.device}\n${' '.repeat(column)}` : mount.device.padEnd(column);
  const type = options.type ? ` ${mount.type.padStart(5)}  ` : '';
  const width = options.human ? 5 : options.inodes ? 7 : 9;
  const cells = options.inodes ? inodeCells(call, mount) : spaceCells(options, row.space);
  const numbers = cells.numbers.map((cell, index) => ` ${cell.padStart(options.inodes && index === 0 ? 9 : width)}`).join('');
  const percent = cells.percent.padStart(options.posix && !options.human ? 8 : 4);
  return `${name}${type}${numbers} ${percent} ${mount.path}\n`;
}

function spaceCells(
  options: Options,
  space: SpaceKibibytes | null,
): { readonly numbers: readonly string[]; readonly percent: string } {
  if (space === null) return { numbers: ['0', '0', '0'], percent: '-' };
  const show = (kibibytes: number): string => {
    if (options.human) return humanSize(kibibytes * 1024, options.decimal ? 1000 : 1024);
    return String(options.mega ? Math.ceil(kibibytes / 1024) : kibibytes);
  };
  const total = space.used + space.available;
  return {
    numbers: [show(space.size), show(space.used), show(space.available)],
    percent: total === 0 ? '-' : `${String(Math.ceil((space.used * 100) / total))}%`,
  };
}

function inodeCells(call: ProgramCall, mount: MountState): { readonly numbers: readonly string[]; readonly percent: string } {
  const state = call.world.state.storage.fileSystems[mount.tree ?? ''];
  if (state === undefined || mount.tree === null) return { numbers: ['0', '0', '0'], percent: '-' };
  const files = Object.keys(call.world.tree(mount.tree).state.nodes).length;
  const used = Math.min(state.inodes, 9 + files + Math.max(0, Math.round(state.installedBytes / 22_000)));
  return {
    numbers: [String(state.inodes), String(used), String(state.inodes - used)],
    percent: `${String(Math.ceil((used * 100) / state.inodes))}%`,
  };
}
