import { FileError } from '../../world/file-error.ts';
import type { Files } from '../../world/files.ts';
import { parentPath, resolvePath } from '../../world/path.ts';
import type { ArchiveMember } from '../../world/software/bytes/cpio.ts';
import { gunzipBytes, gzipBytes } from '../../world/software/bytes/gzip.ts';
import { fromBytes, toBytes } from '../../world/software/bytes/latin.ts';
import { readTar, writeTar } from '../../world/software/bytes/tar.ts';
import type { Program, ProgramCall } from '../program.ts';
import { print, refuse } from './output.ts';

/** zcat of gzip 1.3.5: any name will do, as nothing is written beside it. */
export const zcat: Program = async (call) => {
  const names = call.args.filter((word) => word === '-' || !word.startsWith('-'));
  let status = 0;
  for (const name of names.length === 0 ? ['-'] : names) {
    const path = resolvePath(call.cwd, name);
    if (name !== '-' && !call.machine.files.exists(path)) {
      call.writeError(`zcat: ${name}: No such file or directory\n`);
      status = 1;
      continue;
    }
    if (name !== '-' && call.machine.files.isDirectory(path)) {
      call.writeError(`zcat: ${name} is a directory -- ignored\n`);
      status = 2;
      continue;
    }
    const bytes = fromBytes(name === '-' ? await call.readInputBytes() : call.machine.files.readBytes(path));
    const content = gunzipBytes(bytes);
    if (content === null) {
      call.writeError(
        bytes.startsWith('\x1f\x8b')
          ? `\nzcat: ${name === '-' ? 'stdin' : name}: unexpected end of file\n`
          : `\nzcat: ${name === '-' ? 'stdin' : name}: not in gzip format\n`,
      );
      status = 1;
    } else call.writeBytes(toBytes(content));
  }
  return status;
};

/** tar 1.15.1: -c, -x and -t with -z, -f, -C, -v, -p; members are plain files, directories and symbolic links. */
export const tar: Program = async (call) => {
  const flags = new Set<string>();
  const operands: string[] = [];
  let file: string | null = null;
  let folder = call.cwd;
  const words = [...call.args];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '-C' || word === '--directory') folder = resolvePath(folder, words[(index += 1)] ?? '.');
    else if (word.startsWith('--file=')) file = word.slice(7);
    else if (word.startsWith('--'))
      flags.add(
        { '--extract': 'x', '--get': 'x', '--list': 't', '--create': 'c', '--gzip': 'z', '--verbose': 'v' }[word] ?? word,
      );
    else if (word.startsWith('-') || index === 0) {
      for (const letter of word.replace(/^-/u, '').split('')) {
        if (letter === 'f') file = words[(index += 1)] ?? '-';
        else if (letter === 'C') folder = resolvePath(folder, words[(index += 1)] ?? '.');
        else flags.add(letter);
      }
    } else operands.push(word);
  }
  const modes = ['x', 't', 'c'].filter((mode) => flags.has(mode));
  if (modes.length !== 1)
    return refuse(
      call,
      2,
      modes.length === 0
        ? "tar: You must specify one of the `-Acdtrux' options"
        : "tar: You may not specify more than one `-Acdtrux' option",
      "Try `tar --help' or `tar --usage' for more information.",
    );
  if (flags.has('j'))
    return refuse(call, 2, 'tar: bzip2: Cannot exec: No such file or directory', 'tar: Error is not recoverable: exiting now');
  if (flags.has('c')) return create(call, flags, file ?? '-', folder, operands);
  const path = file === null || file === '-' ? null : resolvePath(call.cwd, file);
  if (path !== null && !call.machine.files.isFile(path))
    return refuse(
      call,
      2,
      `tar: ${file ?? ''}: Cannot open: No such file or directory`,
      'tar: Error is not recoverable: exiting now',
      'tar: Child returned status 2',
      'tar: Error exit delayed from previous errors',
    );
  const bytes = fromBytes(path === null ? await call.readInputBytes() : call.machine.files.readBytes(path));
  const archive = flags.has('z') || bytes.startsWith('\x1f\x8b') ? gunzipBytes(bytes) : bytes;
  if (archive === null)
    return refuse(
      call,
      2,
      '',
      'gzip: stdin: not in gzip format',
      'tar: Child returned status 1',
      'tar: Error exit delayed from previous errors',
    );
  const members = readTar(archive);
  if (members === null)
    return refuse(call, 2, 'tar: This does not look like a tar archive', 'tar: Error exit delayed from previous errors');
  await call.sleep(200);
  const chosen = members.filter(
    (member) =>
      operands.length === 0 ||
      operands.some((name) => member.path === name.replace(/\/$/u, '') || member.path.startsWith(`${name.replace(/\/$/u, '')}/`)),
  );
  let status = 0;
  for (const name of operands) {
    if (
      members.some((member) => member.path === name.replace(/\/$/u, '') || member.path.startsWith(`${name.replace(/\/$/u, '')}/`))
    )
      continue;
    call.writeError(`tar: ${name}: Not found in archive\n`);
    status = 2;
  }
  if (flags.has('t'))
    print(call, chosen.map((member) => `${member.path}${member.kind === 'directory' ? '/' : ''}`)); // prettier-ignore
  else if (!extract(call, chosen, folder, flags.has('v'))) status = 2;
  if (status !== 0) call.writeError('tar: Error exit delayed from previous errors\n');
  return status;
};

function extract(call: ProgramCall, members: readonly ArchiveMember[], folder: string, verbose: boolean): boolean {
  const { files } = call.machine;
  let whole = true;
  for (const member of members) {
    const path = resolvePath(folder, member.path);
    if (verbose) print(call, [`${member.path}${member.kind === 'directory' ? '/' : ''}`]);
    try {
      files.makeDirectory(parentPath(path), { parents: true });
      if (member.kind === 'directory') files.makeDirectory(path, { parents: true, mode: member.mode });
      else {
        if (files.find(path, false) !== null) files.remove(path);
        if (member.kind === 'link') files.symlink(member.content, path);
        else {
          files.write(path, toBytes(member.content), member.mode);
          files.change(path, { mode: member.mode });
        }
      }
    } catch (problem) {
      if (!(problem instanceof FileError)) throw problem;
      call.writeError(`tar: ${member.path}: Cannot open: ${problem.message}\n`);
      whole = false;
    }
  }
  return whole;
}

async function create(
  call: ProgramCall,
  flags: ReadonlySet<string>,
  file: string,
  folder: string,
  operands: readonly string[],
): Promise<number> {
  const { files } = call.machine;
  if (operands.length === 0)
    return refuse(
      call,
      2,
      'tar: Cowardly refusing to create an empty archive',
      "Try `tar --help' or `tar --usage' for more information.",
    );
  const members: ArchiveMember[] = [];
  let status = 0;
  for (const name of operands) {
    const path = resolvePath(folder, name);
    if (files.find(path, false) === null) {
      call.writeError(`tar: ${name}: Cannot stat: No such file or directory\n`);
      status = 2;
    } else collect(files, path, name.replace(/^\/+/u, '').replace(/\/$/u, ''), members);
  }
  await call.sleep(300);
  if (flags.has('v')) print(call, members.map((member) => `${member.path}${member.kind === 'directory' ? '/' : ''}`)); // prettier-ignore
  const archive = writeTar(members);
  const bytes = toBytes(flags.has('z') ? gzipBytes(archive) : archive);
  if (file === '-') call.writeBytes(bytes);
  else {
    try {
      files.write(resolvePath(call.cwd, file), bytes);
    } catch (problem) {
      if (!(problem instanceof FileError)) throw problem;
      return refuse(call, 2, `tar: ${file}: Cannot open: ${problem.message}`, 'tar: Error is not recoverable: exiting now');
    }
  }
  if (status !== 0) call.writeError('tar: Error exit delayed from previous errors\n');
  return status;
}

function collect(files: Files, path: string, name: string, members: ArchiveMember[]): void {
  const status = files.stat(path, false);
  if (status.kind === 'directory') {
    members.push({ path: name, kind: 'directory', mode: status.mode, content: '' });
    for (const each of files.list(path)) collect(files, `${path}/${each}`, `${name}/${each}`, members);
  } else if (status.kind === 'link') members.push({ path: name, kind: 'link', mode: 0o777, content: files.readLink(path) });
  else if (status.kind === 'file')
    members.push({ path: name, kind: 'file', mode: status.mode, content: fromBytes(files.readBytes(path)) });
}
