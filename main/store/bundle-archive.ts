import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { failure, success, type Result } from '../../core/result.ts';

/** A block of a tar archive, in bytes. */
const BLOCK = 512;
/** Longest file of a bundle that is taken in, in bytes: outputs are kept up to far less. */
const LONGEST_FILE = 256 * 1024 * 1024;
/** Longest bundle that is taken in, in bytes. */
const LONGEST_ARCHIVE = 4 * 1024 * 1024 * 1024;
/** The files that a bundle has, by its own description: nothing else is written, and nothing leads out of the folder. */
const BUNDLE_FILE = /^(?:run\.json|events\.jsonl|VERIFY\.txt|manifest\.sha256|artefacts\/[0-9a-f]{64})$/u;

/** Writes a bundle's folder as one ustar archive (POSIX.1-1988), in which everything stands in the folder `name`: `tar xf` gives the bundle back. */
export async function packBundle(folder: string, name: string, archive: string): Promise<void> {
  const files = ['run.json', 'events.jsonl', 'VERIFY.txt', 'manifest.sha256'];
  for (const artefact of (await readdir(join(folder, 'artefacts'))).sort()) files.push(`artefacts/${artefact}`);
  async function* blocks(): AsyncGenerator<Uint8Array> {
    for (const file of files) {
      const { size, mtimeMs } = await stat(join(folder, file));
      yield header(name, file, size, mtimeMs);
      yield* createReadStream(join(folder, file));
      yield Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
    }
    yield Buffer.alloc(2 * BLOCK);
  }
  await pipeline(Readable.from(blocks()), createWriteStream(archive));
}

/** The folder goes into the prefix where the path alone would be too long: 155 and 100 bytes. Names of runs are ASCII. */
function header(folder: string, path: string, size: number, mtimeMs: number): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0, 100, 'latin1');
  const octal = (value: number, at: number, width: number): number =>
    block.write(
      `${Math.floor(value)
        .toString(8)
        .padStart(width - 1, '0')}\0`,
      at,
      'latin1',
    );
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(mtimeMs / 1000, 136, 12);
  block.write(' '.repeat(8), 148, 'latin1');
  block.write('0', 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  block.write(folder, 345, 155, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/**
 * Writes the files of a bundle that comes as an archive into an empty folder. Whether they are what they say is for whoever reads the bundle. Problem:
 * `bundle-shape`.
 */
export async function unpackBundle(archive: AsyncIterable<Uint8Array>, folder: string): Promise<Result<null>> {
  await mkdir(join(folder, 'artefacts'), { recursive: true });
  const bytes = new Pieces(archive);
  let files = 0;
  for (;;) {
    const block = await bytes.take(BLOCK);
    if (block === null) return notOurs(files === 0 ? 'it is empty' : 'it ends in the middle');
    if (block.every((byte) => byte === 0)) break;
    if (text(block, 257, 5) !== 'ustar') return notOurs('it is no tar archive');
    const size = Number.parseInt(text(block, 124, 12), 8);
    if (!Number.isSafeInteger(size) || size < 0 || size > LONGEST_FILE) return notOurs('a file in it is too long');
    const content = await bytes.take(size);
    const rest = await bytes.take((BLOCK - (size % BLOCK)) % BLOCK);
    if (content === null || rest === null) return notOurs('it ends in the middle of a file');
    const kind = text(block, 156, 1);
    // A folder, and what pax has to say of a file, hold no evidence.
    if (kind === '5' || kind === 'x' || kind === 'g') continue;
    const path = bundlePath(text(block, 345, 155), text(block, 0, 100));
    if (path === null || (kind !== '0' && kind !== '')) return notOurs('there is something in it that no bundle has');
    await writeFile(join(folder, path), content);
    files += 1;
  }
  return files === 0 ? notOurs('it is empty') : success(null);
}

/** The path within the bundle, whatever folder it stands in; null for what no bundle has. */
function bundlePath(prefix: string, name: string): string | null {
  const parts = `${prefix}/${name}`.split('/').filter((part) => part !== '' && part !== '.');
  const path = parts.slice(parts.at(-2) === 'artefacts' ? -2 : -1).join('/');
  return BUNDLE_FILE.test(path) ? path : null;
}

function text(block: Uint8Array, start: number, width: number): string {
  return (
    Buffer.from(block.subarray(start, start + width))
      .toString('latin1')
      .split('\0')[0] ?? ''
  );
}

function notOurs(why: string): Result<never> {
  return failure(
    'bundle-shape',
    `This is no bundle of a run: ${why}.`,
    'Choose the .tar file that an export gave, or an archive made of such a folder.',
  );
}

/** Bytes as they come, in pieces of the length that is wanted. */
class Pieces {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);
  #total = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Null when it ended before, or is longer than any bundle. */
  async take(length: number): Promise<Uint8Array | null> {
    const pieces = [this.#rest];
    let have = this.#rest.length;
    while (have < length) {
      const next = await this.#source.next();
      if (next.done === true) return null;
      this.#total += next.value.length;
      if (this.#total > LONGEST_ARCHIVE) return null;
      pieces.push(Buffer.from(next.value));
      have += next.value.length;
    }
    const all = pieces.length === 1 ? this.#rest : Buffer.concat(pieces);
    this.#rest = all.subarray(length);
    return all.subarray(0, length);
  }
}
