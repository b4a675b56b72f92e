import type { FsStat, IFileSystem } from 'just-bash';
import { FileError } from '../world/file-error.ts';
import type { FileStatus } from '../world/file-status.ts';
import type { Machine } from '../world/machine.ts';
import { resolvePath } from '../world/path.ts';

/** The files of a machine in the shape that just-bash's tools work on. Its tools recognise errors by Node's wording. */
export function toolFiles(machine: Machine, umask: number): IFileSystem {
  const files = machine.files;
  const attempt = <T>(what: string, path: string, act: () => T): Promise<T> => {
    try {
      return Promise.resolve(act());
    } catch (problem) {
      if (!(problem instanceof FileError)) return Promise.reject(problem instanceof Error ? problem : new Error(String(problem)));
      const text = problem.message.charAt(0).toLowerCase() + problem.message.slice(1);
      return Promise.reject(Object.assign(new Error(`${problem.code}: ${text}, ${what} '${path}'`), { code: problem.code }));
    }
  };
  const bytesOf = (content: string | Uint8Array, encoding: unknown): string | Uint8Array => {
    if (typeof content !== 'string') return content;
    const name =
      typeof encoding === 'string'
        ? encoding
        : encoding !== null && typeof encoding === 'object' && 'encoding' in encoding
          ? encoding.encoding
          : undefined;
    if (name === 'binary' || name === 'latin1') return Buffer.from(content, 'latin1');
    return name === 'base64' || name === 'hex' ? Buffer.from(content, name) : content;
  };
  return {
    readFile: (path, options) =>
      attempt('open', path, () => {
        const name = typeof options === 'string' ? options : options?.encoding;
        return name === 'binary' || name === 'latin1'
          ? Buffer.from(files.readBytes(path)).toString('latin1')
          : files.readText(path);
      }),
    readFileBuffer: (path) => attempt('open', path, () => files.readBytes(path)),
    writeFile: (path, content, options) => attempt('open', path, () => { files.write(path, bytesOf(content, options), 0o666 & ~umask); }), // prettier-ignore
    appendFile: (path, content, options) => attempt('open', path, () => { files.append(path, bytesOf(content, options), 0o666 & ~umask); }), // prettier-ignore
    exists: (path) => Promise.resolve(files.exists(path)),
    stat: (path) => attempt('stat', path, () => status(files.stat(path))),
    lstat: (path) => attempt('lstat', path, () => status(files.stat(path, false))),
    mkdir: (path, options) => attempt('mkdir', path, () => { files.makeDirectory(path, { parents: options?.recursive ?? false, mode: 0o777 & ~umask }); }), // prettier-ignore
    readdir: (path) => attempt('scandir', path, () => [...files.list(path)]),
    readdirWithFileTypes: (path) =>
      attempt('scandir', path, () =>
        files.list(path).map((name) => {
          const { kind } = files.stat(resolvePath(path, name), false);
          return {
            name,
            isFile: kind !== 'directory' && kind !== 'link',
            isDirectory: kind === 'directory',
            isSymbolicLink: kind === 'link',
          };
        }),
      ),
    rm: (path, options) =>
      attempt('rm', path, () => {
        if (options?.force === true && files.find(path, false) === null) return;
        files.remove(path, { recursive: options?.recursive ?? false });
      }),
    cp: (from, to, options) => attempt('cp', from, () => { copy(machine, from, to, options?.recursive ?? false); }), // prettier-ignore
    mv: (from, to) => attempt('rename', from, () => { move(machine, from, to); }), // prettier-ignore
    resolvePath,
    getAllPaths: () => [],
    chmod: (path, mode) => attempt('chmod', path, () => { files.change(path, { mode }); }), // prettier-ignore
    symlink: (target, path) => attempt('symlink', path, () => { files.symlink(target, path); }), // prettier-ignore
    link: (from, to) => attempt('link', from, () => { copy(machine, from, to, false); }), // prettier-ignore
    readlink: (path) => attempt('readlink', path, () => files.readLink(path)),
    realpath: (path) => attempt('realpath', path, () => files.realPath(path)),
    utimes: (path, _access, modified) => attempt('utime', path, () => { files.change(path, { mtime: modified.getTime() }); }), // prettier-ignore
  };
}

function status(found: FileStatus): FsStat {
  return {
    isFile: found.kind !== 'directory' && found.kind !== 'link',
    isDirectory: found.kind === 'directory',
    isSymbolicLink: found.kind === 'link',
    mode: found.mode,
    size: found.size,
    mtime: new Date(found.mtime),
    dev: found.device,
    ino: found.inode,
  };
}

/** Copies one file with its mode, or a tree. */
export function copy(machine: Machine, from: string, to: string, recursive: boolean, preserve = false): void {
  const files = machine.files;
  const source = files.stat(from);
  if (source.kind === 'directory') {
    if (!recursive) throw new FileError('EISDIR', from);
    files.makeDirectory(to, { parents: true, mode: source.mode });
    for (const name of files.list(from)) {
      const inside = resolvePath(from, name);
      if (files.stat(inside, false).kind === 'link') {
        const target = resolvePath(to, name);
        if (files.find(target, false) !== null) files.remove(target);
        files.symlink(files.readLink(inside), target);
      } else copy(machine, inside, resolvePath(to, name), true, preserve);
    }
    return;
  }
  const found = files.lookup(from);
  if (found.stored?.node.kind === 'file') {
    const existing = files.exists(to) ? files.stat(to).mode : null;
    // Space and a read-only file system are write()'s business; the node then brings sparse sizes along.
    files.write(to, '', source.mode);
    const { disk: _notCopied, ...node } = found.stored.node;
    files.writeRange(to, Math.max(0, source.size - 1), new Uint8Array(Math.min(1, source.size)));
    files.put(files.realPath(to), { ...node, mode: existing ?? source.mode, mtime: preserve ? source.mtime : machine.now() });
  } else files.write(to, files.readBytes(from), source.mode);
}

/** As mv: a rename, or over a border of file systems a copy that then loses its source. */
export function move(machine: Machine, from: string, to: string): void {
  try {
    machine.files.rename(from, to);
  } catch (problem) {
    if (!(problem instanceof FileError) || problem.code !== 'EXDEV') throw problem;
    if (machine.files.stat(from, false).kind === 'link') {
      if (machine.files.find(to, false) !== null) machine.files.remove(to);
      machine.files.symlink(machine.files.readLink(from), to);
    } else copy(machine, from, to, true, true);
    machine.files.remove(from, { recursive: true });
  }
}
