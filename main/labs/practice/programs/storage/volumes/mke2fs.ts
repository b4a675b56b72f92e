import { FileError } from '../../../world/file-error.ts';
import { resolvePath } from '../../../world/path.ts';
import { layOut, type Ext3Layout } from '../../../world/storage/ext3.ts';
import { makeFileSystem, namesOf } from '../../../world/storage/file-systems.ts';
import { imageGrew } from '../../../world/storage/guests.ts';
import { awaitIo } from '../../../world/storage/io.ts';
import { guestsUsing, usedLocally } from '../../../world/storage/use.ts';
import { contentOf, findVolume, putContent, type Volume } from '../../../world/storage/volumes.ts';
import type { Program, ProgramCall } from '../../program.ts';

const usage = (name: string): string =>
  `Usage: ${name} [-c|-t|-l filename] [-b block-size] [-f fragment-size]\n\t[-i bytes-per-inode] [-I inode-size] [-j] [-J journal-options]\n` +
  '\t[-N number-of-inodes] [-m reserved-blocks-percentage] [-o creator-os]\n\t[-g blocks-per-group] [-L volume-label] [-M last-mounted-directory]\n' +
  '\t[-O feature[,...]] [-r fs-revision] [-R options] [-qvSV]\n\tdevice [blocks-count]\n';

interface Options {
  readonly device: string | null;
  readonly label: string;
  readonly journal: boolean;
  readonly force: boolean;
  readonly quiet: boolean;
  readonly dry: boolean;
  readonly blockSize: number | undefined;
  readonly bytesPerInode: number | undefined;
  readonly reserved: number | undefined;
}

function parse(args: readonly string[], journal: boolean): Options | string {
  const values = new Map<string, string>();
  const flags = new Set<string>();
  const rest: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (!arg.startsWith('-') || arg === '-') {
      rest.push(arg);
      continue;
    }
    for (let letter = 1; letter < arg.length; letter += 1) {
      const option = arg.charAt(letter);
      if ('bfiIJNmogLMOrREtT'.includes(option)) {
        const value = letter + 1 < arg.length ? arg.slice(letter + 1) : args[at + 1];
        if (value === undefined) return `option requires an argument -- ${option}`;
        if (letter + 1 >= arg.length) at += 1;
        values.set(option, value);
        break;
      }
      if (!'cjlnqvFSV'.includes(option)) return `invalid option -- ${option}`;
      flags.add(option);
    }
  }
  const number = (option: string): number | undefined => (values.has(option) ? Number(values.get(option)) : undefined);
  return { device: rest[0] ?? null, label: values.get('L') ?? '', journal: journal || flags.has('j') || values.has('J') || (values.get('O') ?? '').includes('has_journal'), force: flags.has('F'), quiet: flags.has('q'), dry: flags.has('n'),
    blockSize: number('b'), bytesPerInode: number('i'), reserved: number('m') }; // prettier-ignore
}

/** mke2fs 1.39 under its names; `journal`: called as mkfs.ext3. */
function make(journal: boolean): Program {
  return async (call) => {
    const name = call.name.split('/').at(-1) ?? 'mke2fs';
    const options = parse(call.args, journal);
    if (typeof options === 'string' || options.device === null) {
      call.writeError(typeof options === 'string' ? `${name}: ${options}\n${usage(name)}` : usage(name));
      return 1;
    }
    call.writeError('mke2fs 1.39 (29-May-2006)\n');
    const path = resolvePath(call.cwd, options.device);
    const volume = findVolume(call.world, call.machine.name, path);
    if (volume === null) return notThere(call, path);
    if (!(await plausible(call, volume, path, options.force))) return 1;
    return write(call, volume, options);
  };
}

export const mke2fs = make(false);
export const mkfsExt3 = make(true);

function notThere(call: ProgramCall, path: string): number {
  if (call.machine.files.exists(path)) {
    call.writeError(`${path} is not a block special device.\nProceed anyway? (y,n) `);
    return 1;
  }
  call.writeError(
    `Could not stat ${path} --- No such file or directory\n\nThe device apparently does not exist; did you specify it correctly?\n`,
  );
  return 1;
}

async function plausible(call: ProgramCall, volume: Volume, path: string, force: boolean): Promise<boolean> {
  const mounted = call.machine.state.mounts.some((mount) => namesOf(volume).includes(mount.device));
  if (mounted) {
    call.writeError(`${path} is mounted; will not make a filesystem here!\n`);
    return false;
  }
  const guests = guestsUsing(call.world, call.machine.name, volume.path);
  const whole = volume.partition === null && volume.logical === null;
  const claimed = (whole && usedLocally(call.world, call.machine.name, volume.device.name)) || activeMember(call, volume);
  if (guests.length > 0 || claimed) {
    call.writeError(`${path} is apparently in use by the system; will not make a filesystem here!\n`);
    return false;
  }
  // The question is about disks by their names: a logical volume or an xvd disk is none.
  if (!whole || force || !/^(sd|hd)[a-z]+$/u.test(volume.device.name)) return true;
  call.write(`${path} is entire device, not just one partition!\nProceed anyway? (y,n) `);
  const answer = await call.readLine();
  return /^\s*y/iu.test(answer ?? '');
}

function activeMember(call: ProgramCall, volume: Volume): boolean {
  const content = contentOf(volume);
  const active = call.world.state.storage.machines[call.machine.name]?.activeGroups ?? [];
  return content?.kind === 'physicalVolume' && active.includes(content.group.uuid);
}

async function write(call: ProgramCall, volume: Volume, options: Options): Promise<number> {
  const layoutOptions = { journal: options.journal, ...(options.blockSize === undefined ? {} : { blockSize: options.blockSize }),
    ...(options.bytesPerInode === undefined ? {} : { bytesPerInode: options.bytesPerInode }), ...(options.reserved === undefined ? {} : { reservedPercent: options.reserved }) }; // prettier-ignore
  const layout = layOut(volume.sizeBytes, layoutOptions);
  const say = (text: string): void => {
    if (!options.quiet) call.write(text);
  };
  if (layout === null || (options.blockSize !== undefined && ![1024, 2048, 4096].includes(options.blockSize))) {
    call.writeError(
      layout === null
        ? `mke2fs: Device size reported to be zero.  Invalid partition specified, or\n\tpartition table wasn't reread after running fdisk, due to\n\ta modified partition being busy and in use.  You may need to reboot\n\tto re-read your partition table.\n`
        : `mke2fs: invalid block size - ${String(options.blockSize)}\n`,
    );
    return 1;
  }
  say(headText(layout, options));
  if (options.dry) return 0;
  try {
    await awaitIo(call.world, call.machine, volume.device);
    await call.sleep(800 + Math.round(volume.sizeBytes / 1024 ** 3) * 250);
    await awaitIo(call.world, call.machine, volume.device);
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    call.writeError(
      '\nmke2fs: Attempt to write block from filesystem resulted in short write while zeroing block 0 at end of filesystem\n',
    );
    return 1;
  }
  const made = makeFileSystem(call.world, volume, { ...layoutOptions, label: options.label });
  if (!made.ok) throw new Error(made.problem.sentence);
  imageGrew(call.world, volume.device, layout.baseUsedBlocks * layout.blockSize);
  say(`Writing inode tables: done                            \n`);
  if (layout.journalBlocks > 0) say(`Creating journal (${String(layout.journalBlocks)} blocks): done\n`);
  say('Writing superblocks and filesystem accounting information: done\n\n');
  const mounts = 20 + call.world.random.integer(0, 19);
  say(
    `This filesystem will be automatically checked every ${String(mounts)} mounts or\n180 days, whichever comes first.  Use tune2fs -c or -i to override.\n`,
  );
  return 0;
}

function headText(layout: Ext3Layout, options: Options): string {
  const log = Math.log2(layout.blockSize / 1024);
  const percent = ((layout.reservedBlocks * 100) / layout.blocks).toFixed(2);
  const backups: string[] = [];
  let line = '';
  for (const [index, block] of layout.backups.entries()) {
    const piece = `${String(block)}${index < layout.backups.length - 1 ? ', ' : ''}`;
    if (line.length + piece.length > 70) {
      backups.push(line);
      line = '';
    }
    line += piece;
  }
  backups.push(line);
  return [
    `Filesystem label=${options.label}\nOS type: Linux\nBlock size=${String(layout.blockSize)} (log=${String(log)})\nFragment size=${String(layout.blockSize)} (log=${String(log)})\n`,
    `${String(layout.inodes)} inodes, ${String(layout.blocks)} blocks\n${String(layout.reservedBlocks)} blocks (${percent}%) reserved for the super user\nFirst data block=${String(layout.firstDataBlock)}\n`,
    `Maximum filesystem blocks=${String(Math.min(4_294_967_296, Math.ceil((layout.blocks * 1024) / 8_388_608) * 8_388_608))}\n`,
    `${String(layout.groups)} block groups\n${String(layout.blocksPerGroup)} blocks per group, ${String(layout.blocksPerGroup)} fragments per group\n${String(layout.inodesPerGroup)} inodes per group\n`,
    backups.join('') === '' ? '\n' : `Superblock backups stored on blocks: \n\t${backups.join('\n\t')}\n\n`,
  ].join('');
}

/** /sbin/mkfs: the front end, ext2 unless -t says otherwise. */
export const mkfs: Program = (call) => {
  const args = [...call.args];
  let type = 'ext2';
  for (let at = 0; at < args.length; at += 1) {
    if (args[at] !== '-t') continue;
    type = args[at + 1] ?? '';
    args.splice(at, 2);
    break;
  }
  if (args.length === 0 || type === '') {
    call.writeError('Usage: mkfs [-V] [-t fstype] [fs-options] device [size]\n');
    return Promise.resolve(1);
  }
  if (type !== 'ext2' && type !== 'ext3') {
    call.writeError(`mkfs.${type}: No such file or directory\n`);
    return Promise.resolve(1);
  }
  const program = type === 'ext3' ? mkfsExt3 : mke2fs;
  return program({ ...call, name: `mkfs.${type}`, args });
};

/** /sbin/mkswap. */
export const mkswap: Program = async (call) => {
  const path = call.args.filter((arg) => !arg.startsWith('-')).at(-1) ?? '';
  const volume = findVolume(call.world, call.machine.name, path);
  if (volume === null) {
    call.writeError(
      path === ''
        ? 'Usage: mkswap [-c] [-v0|-v1] [-pPAGESZ] [-L label] /dev/name [blocks]\n'
        : `mkswap: ${path}: No such file or directory\n`,
    );
    return 1;
  }
  if (!(await plausible(call, volume, path, true))) return 1;
  putContent(call.world, volume, { kind: 'swap', uuid: call.world.random.uuid(), label: '' });
  call.write(`Setting up swapspace version 1, size = ${String(Math.floor((volume.sizeBytes - 4096) / 1000))} kB\n`);
  return 0;
};
