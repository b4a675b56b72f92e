import ssh2, { type Attributes, type FileEntry, type InputAttributes, type SFTPWrapper } from 'ssh2';
import { FileError } from '../world/file-error.ts';
import type { FileStatus } from '../world/file-status.ts';
import type { Machine } from '../world/machine.ts';
import { resolvePath } from '../world/path.ts';
import { modeText } from '../programs/unix/listing.ts';

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;

interface Handle {
  readonly path: string;
  readonly append: boolean;
  /** Names of a directory still to be told; null for a file. */
  names: readonly string[] | null;
}

const typeBits = {
  file: 0o100000,
  directory: 0o40000,
  link: 0o120000,
  block: 0o60000,
  character: 0o20000,
  fifo: 0o10000,
} as const;

/** Serves the machine's files over SFTP version 3, from a home directory. `committed` is awaited before a change is acknowledged. */
export function serveSftp(machine: Machine, home: string, sftp: SFTPWrapper, committed: () => Promise<void>): void {
  const handles = new Map<number, Handle>();
  let next = 0;
  const where = (path: string): string => resolvePath(home, path);
  const handleOf = (bytes: Buffer): Handle => {
    const handle = bytes.length === 4 ? handles.get(bytes.readUInt32BE(0)) : undefined;
    if (handle === undefined) throw new FileError('EINVAL', '');
    return handle;
  };
  const open = (handle: Handle): Buffer => {
    next += 1;
    handles.set(next, handle);
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(next, 0);
    return bytes;
  };
  const answer = (id: number, act: () => void): void => {
    try {
      act();
    } catch (problem) {
      if (!(problem instanceof FileError)) throw problem;
      const code =
        problem.code === 'ENOENT'
          ? STATUS_CODE.NO_SUCH_FILE
          : problem.code === 'EACCES' || problem.code === 'EPERM' || problem.code === 'EROFS'
            ? STATUS_CODE.PERMISSION_DENIED
            : STATUS_CODE.FAILURE;
      sftp.status(id, code, problem.message);
    }
  };
  const change = (id: number, act: () => void): void => {
    answer(id, () => {
      act();
      void committed().then(() => sftp.status(id, STATUS_CODE.OK));
    });
  };
  const apply = (path: string, attributes: InputAttributes): void => {
    if (attributes.size !== undefined) machine.files.truncate(path, attributes.size);
    machine.files.change(path, {
      ...(attributes.mode === undefined ? {} : { mode: Number(attributes.mode) & 0o7777 }),
      ...(attributes.uid === undefined ? {} : { uid: attributes.uid }),
      ...(attributes.gid === undefined ? {} : { gid: attributes.gid }),
      ...(attributes.mtime === undefined ? {} : { mtime: Number(attributes.mtime) * 1000 }),
    });
  };

  sftp.on('OPEN', (id, name, flags, attributes) => {
    answer(id, () => {
      const path = where(name);
      const exists = machine.files.exists(path);
      if ((flags & OPEN_MODE.EXCL) !== 0 && exists) throw new FileError('EEXIST', path);
      if ((flags & OPEN_MODE.WRITE) !== 0) {
        if (!exists && (flags & OPEN_MODE.CREAT) === 0) throw new FileError('ENOENT', path);
        if (!exists || (flags & OPEN_MODE.TRUNC) !== 0) machine.files.write(path, '', fileMode(attributes));
      } else machine.files.lookup(path);
      sftp.handle(id, open({ path, append: (flags & OPEN_MODE.APPEND) !== 0, names: null }));
    });
  });
  sftp.on('READ', (id, bytes, offset, length) => {
    answer(id, () => {
      const chunk = machine.files.readRange(handleOf(bytes).path, offset, Math.min(length, 262_144));
      if (chunk.length === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, Buffer.from(chunk));
    });
  });
  sftp.on('WRITE', (id, bytes, offset, data) => {
    answer(id, () => {
      const handle = handleOf(bytes);
      machine.files.writeRange(handle.path, handle.append ? machine.files.stat(handle.path).size : offset, data);
      sftp.status(id, STATUS_CODE.OK);
    });
  });
  sftp.on('CLOSE', (id, bytes) => {
    change(id, () => {
      handleOf(bytes);
      handles.delete(bytes.readUInt32BE(0));
    });
  });
  sftp.on('FSTAT', (id, bytes) => { answer(id, () => sftp.attrs(id, attributesOf(machine.files.stat(handleOf(bytes).path)))); }); // prettier-ignore
  sftp.on('STAT', (id, path) => { answer(id, () => sftp.attrs(id, attributesOf(machine.files.stat(where(path))))); }); // prettier-ignore
  sftp.on('LSTAT', (id, path) => { answer(id, () => sftp.attrs(id, attributesOf(machine.files.stat(where(path), false)))); }); // prettier-ignore
  sftp.on('SETSTAT', (id, path, attributes) => { change(id, () => { apply(where(path), attributes); }); }); // prettier-ignore
  sftp.on('FSETSTAT', (id, bytes, attributes) => { change(id, () => { apply(handleOf(bytes).path, attributes); }); }); // prettier-ignore
  sftp.on('OPENDIR', (id, path) => {
    answer(id, () =>
      sftp.handle(id, open({ path: where(path), append: false, names: ['.', '..', ...machine.files.list(where(path))] })),
    );
  });
  sftp.on('READDIR', (id, bytes) => {
    answer(id, () => {
      const handle = handleOf(bytes);
      const names = handle.names ?? [];
      if (names.length === 0) {
        sftp.status(id, STATUS_CODE.EOF);
        return;
      }
      handle.names = names.slice(100);
      sftp.name(id, names.slice(0, 100).map((name) => entryOf(name, machine.files.stat(resolvePath(handle.path, name), false)))); // prettier-ignore
    });
  });
  sftp.on('REALPATH', (id, path) => {
    sftp.name(id, [
      { filename: where(path), longname: where(path), attrs: { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 } },
    ]);
  });
  sftp.on('REMOVE', (id, path) => { change(id, () => { machine.files.remove(where(path)); }); }); // prettier-ignore
  sftp.on('RMDIR', (id, path) => { change(id, () => { machine.files.remove(where(path)); }); }); // prettier-ignore
  sftp.on('MKDIR', (id, path) => { change(id, () => { machine.files.makeDirectory(where(path)); }); }); // prettier-ignore
  sftp.on('RENAME', (id, from, to) => {
    change(id, () => {
      if (machine.files.find(where(to), false) !== null) throw new FileError('EEXIST', to);
      machine.files.rename(where(from), where(to));
    });
  });
  sftp.on('EXTENDED', (id, name, data) => {
    if (name !== 'posix-rename@openssh.com') {
      sftp.status(id, STATUS_CODE.OP_UNSUPPORTED);
      return;
    }
    change(id, () => {
      const length = data.readUInt32BE(0);
      machine.files.rename(where(data.subarray(4, 4 + length).toString()), where(data.subarray(8 + length).toString()));
    });
  });
  sftp.on('READLINK', (id, path) => {
    answer(id, () => {
      const target = machine.files.readLink(where(path));
      sftp.name(id, [{ filename: target, longname: target, attrs: { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 } }]);
    });
  });
  sftp.on('SYMLINK', (id, target, path) => { change(id, () => { machine.files.symlink(target, where(path)); }); }); // prettier-ignore
}

function attributesOf(status: FileStatus): Attributes {
  const seconds = Math.floor(status.mtime / 1000);
  return {
    mode: typeBits[status.kind] | status.mode,
    uid: status.uid,
    gid: status.gid,
    size: status.size,
    atime: seconds,
    mtime: seconds,
  };
}

function entryOf(filename: string, status: FileStatus): FileEntry {
  return {
    filename,
    longname: `${modeText(status)}    1 ${String(status.uid)} ${String(status.gid)} ${String(status.size)} Jan  1 00:00 ${filename}`,
    attrs: attributesOf(status),
  };
}

/** Mode of a file that is made: what the client asks for, which the types take for given and the protocol does not. */
function fileMode(attributes: InputAttributes): number {
  return attributes.mode === undefined ? 0o644 : Number(attributes.mode) & 0o777;
}
