import { FileError } from '../world/file-error.ts';
import { kindOf } from '../world/found.ts';
import type { Machine } from '../world/machine.ts';
import { OpenFile, Reader, type Writer } from './streams.ts';

export type OpenMode = 'read' | 'write' | 'append' | 'both';

const chunk = 65_536;

/** Opens a path of the machine (absolute). Throws FileError. `terminal` is what /dev/tty means here. */
export function openPath(
  machine: Machine,
  path: string,
  mode: OpenMode,
  createMode: number,
  terminal: OpenFile | null,
): OpenFile {
  const found = machine.files.find(path);
  const real = found?.path ?? path;
  const device = deviceFile(machine, real, terminal);
  if (device !== null) return device;
  const size = machine.world.blockSize(machine, real);
  if (size !== null) return blockFile(machine, real, size);
  if (found !== null && kindOf(found) === 'directory') {
    if (mode !== 'read') throw new FileError('EISDIR', path);
    return new OpenFile({ reader: new Reader(() => Promise.reject(new FileError('EISDIR', path))) });
  }
  if (found === null && mode === 'read') throw new FileError('ENOENT', path);
  if (found?.computed !== null && found?.computed !== undefined)
    return mode === 'read' ? fileReader(machine, path) : computedWriter(machine, path);
  if (mode === 'read') return fileReader(machine, path);
  if (mode === 'write') machine.files.write(path, '', createMode);
  else if (found === null) machine.files.write(path, '', createMode);
  return storedWriter(machine, path, mode);
}

function fileReader(machine: Machine, path: string): OpenFile {
  let at = 0;
  return new OpenFile({
    reader: new Reader(() => {
      const bytes = machine.files.readRange(path, at, chunk);
      at += bytes.length;
      return Promise.resolve(bytes.length === 0 ? null : bytes);
    }),
  });
}

function storedWriter(machine: Machine, path: string, mode: OpenMode): OpenFile {
  let at = 0;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const writer: Writer = {
    write: (bytes) => {
      const end = machine.files.exists(path) ? machine.files.stat(path).size : null;
      // Removed or replaced while open: what is written goes nowhere.
      if (end === null) return;
      if (mode === 'append' || at === end) {
        at = end + bytes.length;
        try {
          machine.files.append(path, decoder.decode(bytes));
        } catch (problem) {
          if (!(problem instanceof TypeError)) throw problem;
          machine.files.append(path, bytes);
        }
      } else {
        machine.files.writeRange(path, at, bytes);
        at += bytes.length;
      }
    },
    ready: () => null,
  };
  return mode === 'both'
    ? new OpenFile({ writer, reader: fileReader(machine, path).reader ?? emptyReader() })
    : new OpenFile({ writer });
}

function emptyReader(): Reader {
  return new Reader(() => Promise.resolve(null));
}

/** /proc and /sys: each write is one request to the kernel. */
function computedWriter(machine: Machine, path: string): OpenFile {
  let pending: Promise<void> | null = null;
  return new OpenFile({
    writer: {
      write: (bytes) => {
        pending = (pending ?? Promise.resolve()).then(() => machine.files.send(path, bytes, 'write'));
        pending.catch(() => undefined);
      },
      ready: () => pending,
    },
  });
}

function blockFile(machine: Machine, path: string, size: number): OpenFile {
  let readAt = 0;
  let writeAt = 0;
  let pending: Promise<void> | null = null;
  return new OpenFile({
    reader: new Reader(async () => {
      if (readAt >= size) return null;
      const bytes = await machine.world.readBlocks(machine, path, readAt, Math.min(chunk, size - readAt));
      readAt += bytes.length;
      return bytes;
    }),
    writer: {
      write: (bytes) => {
        const offset = writeAt;
        writeAt += bytes.length;
        pending = (pending ?? Promise.resolve()).then(() => machine.world.writeBlocks(machine, path, offset, bytes, false));
        pending.catch(() => undefined);
      },
      ready: () => pending,
    },
  });
}

function deviceFile(machine: Machine, path: string, terminal: OpenFile | null): OpenFile | null {
  switch (path) {
    case '/dev/null':
      return new OpenFile({ reader: emptyReader(), writer: { write: () => undefined, ready: () => null } });
    case '/dev/zero':
      return new OpenFile({
        reader: new Reader(() => Promise.resolve(new Uint8Array(chunk))),
        writer: { write: () => undefined, ready: () => null },
      });
    case '/dev/full':
      return new OpenFile({
        reader: new Reader(() => Promise.resolve(new Uint8Array(chunk))),
        writer: {
          write: () => {
            throw new FileError('ENOSPC', path);
          },
          ready: () => null,
        },
      });
    case '/dev/urandom':
    case '/dev/random':
      return new OpenFile({
        reader: new Reader(() => Promise.resolve(Uint8Array.from({ length: 4096 }, () => machine.world.random.integer(0, 255)))),
      });
    case '/dev/tty':
      if (terminal === null) throw new FileError('ENXIO', path);
      return terminal.retain();
    case '/dev/console':
      return new OpenFile({
        writer: {
          write: (bytes) => {
            machine.writeConsole(Buffer.from(bytes).toString('utf8').replace(/\n$/u, '').split('\n'));
          },
          ready: () => null,
        },
      });
    default:
      return null;
  }
}
