import { clockText } from '../../../world/clock.ts';
import { resolvePath } from '../../../world/path.ts';
import { space } from '../../../world/storage/ext3.ts';
import type { FileSystemState } from '../../../world/storage/state.ts';
import { contentOf, findVolume } from '../../../world/storage/volumes.ts';
import type { Program, ProgramCall } from '../../program.ts';

const banner = (name: string): string => `${name} 1.39 (29-May-2006)\n`;

/** The file system on a named device, or null after the tool's own complaint. */
function fileSystem(call: ProgramCall, name: string, device: string): FileSystemState | null {
  const path = resolvePath(call.cwd, device);
  const volume = findVolume(call.world, call.machine.name, path);
  const content = volume === null ? null : contentOf(volume);
  const state = content?.kind === 'fileSystem' ? call.world.state.storage.fileSystems[content.id] : undefined;
  if (state !== undefined) return state;
  const reason =
    volume === null ? 'No such file or directory while trying to open' : 'Bad magic number in super-block while trying to open';
  call.writeError(`${name}: ${reason} ${device}\n${volume === null ? '' : "Couldn't find valid filesystem superblock.\n"}`);
  return null;
}

function describe(call: ProgramCall, state: FileSystemState): string {
  const answer = space(state, call.world.tree(state.id).usedBytes());
  const free = ((answer.size - answer.used) * 1024) / state.blockSize;
  const line = (label: string, value: string): string => `${`${label}:`.padEnd(26)}${value}\n`;
  const journal = state.type === 'ext3';
  return [
    line('Filesystem volume name', state.label === '' ? '<none>' : state.label),
    line('Last mounted on', '<not available>'),
    line('Filesystem UUID', state.uuid),
    line('Filesystem magic number', '0xEF53'),
    line('Filesystem revision #', '1 (dynamic)'),
    line('Filesystem features', `${journal ? 'has_journal ' : ''}resize_inode dir_index filetype sparse_super large_file`),
    line('Default mount options', '(none)'),
    line('Filesystem state', state.errors ? 'clean with errors' : 'clean'),
    line('Errors behavior', 'Continue'),
    line('Filesystem OS type', 'Linux'),
    line('Inode count', String(state.inodes)),
    line('Block count', String(state.blocks)),
    line('Reserved block count', String(state.reservedBlocks)),
    line('Free blocks', String(free)),
    line('Free inodes', String(state.inodes - 11)),
    line('First block', state.blockSize === 1024 ? '1' : '0'),
    line('Block size', String(state.blockSize)),
    line('Fragment size', String(state.blockSize)),
    line('Filesystem created', clockText(state.createdAt, 'date').replace(' UTC', '')),
    line('Mount count', String(state.mountCount)),
    line('Inode size', '\t  128'),
    journal ? line('Journal inode', '8') : '',
  ].join('');
}

/** /sbin/tune2fs: -l, -L, -m, -j, -c, -i. */
export const tune2fs: Program = (call) => {
  const values = new Map<string, string>();
  const rest: string[] = [];
  for (let at = 0; at < call.args.length; at += 1) {
    const arg = call.args[at] ?? '';
    if (/^-[Lmci]$/u.test(arg)) {
      values.set(arg, call.args[at + 1] ?? '');
      at += 1;
    } else if (/^-[ljf]$/u.test(arg)) values.set(arg, '');
    else rest.push(arg);
  }
  const device = rest.at(-1);
  if (device === undefined || values.size === 0 || rest.length > 1) {
    call.writeError(
      `${banner('tune2fs')}Usage: tune2fs [-c max_mounts_count] [-e errors_behavior] [-g group]\n\t[-i interval[d|m|w]] [-j] [-J journal_options]\n\t[-l] [-s sparse_flag] [-m reserved_blocks_percent]\n\t[-o [^]mount_options[,...]] [-r reserved_blocks_count]\n\t[-u user] [-C mount_count] [-L volume_label] [-M last_mounted_dir]\n\t[-O [^]feature[,...]] [-T last_check_time] [-U UUID] device\n`,
    );
    return Promise.resolve(1);
  }
  call.write(banner('tune2fs'));
  const state = fileSystem(call, 'tune2fs', device);
  if (state === null) return Promise.resolve(1);
  const label = values.get('-L');
  if (label !== undefined) state.label = label.slice(0, 16);
  const reserved = values.get('-m');
  if (reserved !== undefined) {
    const blocks = Math.floor((state.blocks * Number(reserved)) / 100);
    Object.assign(state, { reservedBlocks: blocks });
    call.write(`Setting reserved blocks percentage to ${reserved}% (${String(blocks)} blocks)\n`);
  }
  if (values.has('-c')) call.write(`Setting maximal mount count to ${values.get('-c') ?? ''}\n`);
  if (values.has('-i'))
    call.write(`Setting interval between checks to ${String(Number.parseInt(values.get('-i') ?? '0', 10) * 86_400)} seconds\n`);
  if (values.has('-j'))
    call.write(state.type === 'ext3' ? 'The filesystem already has a journal.\n' : 'Creating journal inode: done\n');
  if (values.has('-j')) Object.assign(state, { type: 'ext3' });
  if (values.has('-l')) call.write(describe(call, state));
  return Promise.resolve(0);
};

/** /sbin/dumpe2fs: the superblock (-h), as without -h the groups would follow. */
export const dumpe2fs: Program = (call) => {
  const device = call.args.find((arg) => !arg.startsWith('-'));
  if (device === undefined) {
    call.writeError(`${banner('dumpe2fs')}Usage: dumpe2fs [-bfhixV] [-ob superblock] [-oB blocksize] device\n`);
    return Promise.resolve(1);
  }
  call.writeError(banner('dumpe2fs'));
  const state = fileSystem(call, 'dumpe2fs', device);
  if (state === null) return Promise.resolve(1);
  call.write(describe(call, state));
  return Promise.resolve(0);
};

/** /sbin/e2label. */
export const e2label: Program = (call) => {
  const [device, label] = call.args;
  if (device === undefined || call.args.length > 2) {
    call.writeError('Usage: e2label device [newlabel]\n');
    return Promise.resolve(1);
  }
  const state = fileSystem(call, 'e2label', device);
  if (state === null) return Promise.resolve(1);
  if (label === undefined) call.write(`${state.label}\n`);
  else state.label = label.slice(0, 16);
  return Promise.resolve(0);
};
