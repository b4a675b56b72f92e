import { FileError } from '../../world/file-error.ts';
import { kindOf } from '../../world/found.ts';
import { awaitFileIo } from '../../world/storage/io.ts';
import { openPath } from '../../shell/open-file.ts';
import type { OpenFile } from '../../shell/streams.ts';
import type { Program, ProgramCall } from '../program.ts';
import { pathOf } from './call-files.ts';

const units: Readonly<Record<string, number>> = {
  c: 1,
  w: 2,
  b: 512,
  k: 1024,
  K: 1024,
  kB: 1000,
  M: 1_048_576,
  MB: 1_000_000,
  G: 1_073_741_824,
  GB: 1_000_000_000,
  T: 1_099_511_627_776,
};

/** A number of dd: `4k`, `1M`, `2x512`. Null when it is none. */
function ddNumber(text: string): number | null {
  let product = 1;
  for (const factor of text.split('x')) {
    const match = /^([0-9]+)(|c|w|b|k|K|kB|M|MB|G|GB|T)$/u.exec(factor);
    if (match === null) return null;
    product *= Number(match[1]) * (match[2] === '' ? 1 : (units[match[2] ?? ''] ?? 1));
  }
  return product;
}

interface Plan {
  readonly input: string | null;
  readonly output: string | null;
  readonly inputBlock: number;
  readonly outputBlock: number;
  readonly count: number;
  readonly skip: number;
  readonly seek: number;
  readonly conversions: ReadonlySet<string>;
  readonly inputFlags: ReadonlySet<string>;
  readonly outputFlags: ReadonlySet<string>;
}

/** dd of coreutils 5.97, over files and block devices; I/O takes as long as the device needs, for ever while no path is left. */
export const dd: Program = async (call) => {
  const plan = planOf(call);
  if (plan === null) return 1;
  const started = call.machine.now();
  let whole = 0;
  let partial = 0;
  let wholeOut = 0;
  let partialOut = 0;
  let copied = 0;
  let status = 0;
  try {
    const input = await source(call, plan);
    const output = await sink(call, plan);
    try {
      for (let block = 0; block < plan.count; block += 1) {
        const bytes = await input(plan.inputBlock);
        if (bytes.length === 0) break;
        if (bytes.length === plan.inputBlock) whole += 1;
        else partial += 1;
        await output.write(bytes);
        copied += bytes.length;
        wholeOut += Math.floor(bytes.length / plan.outputBlock);
        if (bytes.length % plan.outputBlock !== 0) partialOut += 1;
      }
      await output.finish();
    } finally {
      output.close();
    }
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    const opening = problem instanceof OpenFailure;
    const name = problem.path === '' ? 'standard output' : problem.path;
    call.writeError(
      opening
        ? `dd: opening \`${name}': ${problem.message}\n`
        : `dd: ${problem.code === 'EIO' && copied === 0 && problem.path === plan.input ? 'reading' : 'writing'} \`${name}': ${problem.message}\n`,
    );
    if (opening) return 1;
    status = 1;
  }
  const seconds = Math.max(0.000_1, (call.machine.now() - started) / 1000);
  call.writeError(
    `${String(whole)}+${String(partial)} records in\n${String(wholeOut)}+${String(partialOut)} records out\n${amount(copied)} copied, ${significant(seconds)} seconds, ${rate(copied / seconds)}\n`,
  );
  return status;
};

class OpenFailure extends FileError {}

function planOf(call: ProgramCall): Plan | null {
  const given = new Map<string, string>();
  for (const word of call.args) {
    const equals = word.indexOf('=');
    const name = word.slice(0, Math.max(0, equals));
    if (!['if', 'of', 'bs', 'ibs', 'obs', 'count', 'skip', 'seek', 'conv', 'iflag', 'oflag', 'cbs'].includes(name)) {
      call.writeError(`dd: unrecognized operand \`${word}'\nTry \`dd --help' for more information.\n`);
      return null;
    }
    given.set(name, word.slice(equals + 1));
  }
  const numbers = new Map<string, number>();
  for (const name of ['bs', 'ibs', 'obs', 'count', 'skip', 'seek']) {
    const text = given.get(name);
    if (text === undefined) continue;
    const value = ddNumber(text);
    if (value === null || (name.endsWith('bs') && value === 0)) {
      call.writeError(`dd: invalid number \`${text}'\n`);
      return null;
    }
    numbers.set(name, value);
  }
  const list = (name: string): ReadonlySet<string> => new Set((given.get(name) ?? '').split(',').filter((word) => word !== ''));
  const block = numbers.get('bs');
  return {
    input: given.get('if') ?? null, output: given.get('of') ?? null, inputBlock: block ?? numbers.get('ibs') ?? 512, outputBlock: block ?? numbers.get('obs') ?? 512,
    count: numbers.get('count') ?? Number.POSITIVE_INFINITY, skip: numbers.get('skip') ?? 0, seek: numbers.get('seek') ?? 0,
    conversions: list('conv'), inputFlags: list('iflag'), outputFlags: list('oflag'),
  }; // prettier-ignore
}

function opened<T>(word: string, open: () => T): T {
  try {
    return open();
  } catch (problem) {
    if (problem instanceof FileError) throw new OpenFailure(problem.code, word);
    throw problem;
  }
}

/** What is read is given in full blocks while there is enough (as from a file); a pipe may give less. */
async function source(call: ProgramCall, plan: Plan): Promise<(length: number) => Promise<Uint8Array>> {
  const word = plan.input;
  if (word === null) {
    for (let left = plan.skip * plan.inputBlock; left > 0;) {
      const chunk = await call.readChunk();
      if (chunk === null) break;
      left -= chunk.length;
    }
    let kept: Uint8Array = new Uint8Array(0);
    return async (length) => {
      if (kept.length === 0) kept = (await call.readChunk()) ?? new Uint8Array(0);
      const part = kept.subarray(0, length);
      kept = kept.subarray(part.length);
      return part;
    };
  }
  const path = pathOf(call, word);
  let at = plan.skip * plan.inputBlock;
  const size = call.world.blockSize(call.machine, path);
  if (size !== null) {
    return async (length) => {
      const wanted = Math.max(0, Math.min(length, size - at));
      const bytes = wanted === 0 ? new Uint8Array(0) : await named(word, call.world.readBlocks(call.machine, path, at, wanted));
      at += bytes.length;
      return bytes;
    };
  }
  const found = opened(word, () => call.machine.files.lookup(path));
  if (kindOf(found) === 'file') {
    // Freshly read data comes from the cache unless it is asked for directly.
    return async (length) => {
      if (plan.inputFlags.has('direct')) await named(word, awaitFileIo(call.world, call.machine, found.path));
      const bytes = call.machine.files.readRange(path, at, length);
      at += bytes.length;
      return bytes;
    };
  }
  const file = opened(word, () => openPath(call.machine, path, 'read', 0, null));
  return async (length) => {
    const parts: Uint8Array[] = [];
    let have = 0;
    while (have < length) {
      const chunk = await file.reader?.read(length - have, call.signal);
      if (chunk === null || chunk === undefined) break;
      parts.push(chunk);
      have += chunk.length;
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  };
}

interface Output {
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly finish: () => Promise<void>;
  readonly close: () => void;
}

async function sink(call: ProgramCall, plan: Plan): Promise<Output> {
  const nothing = { finish: () => Promise.resolve(), close: () => undefined };
  const word = plan.output;
  if (word === null) {
    return { ...nothing, write: async (bytes) => { call.writeBytes(bytes); await call.drained(); } }; // prettier-ignore
  }
  const path = pathOf(call, word);
  let at = plan.seek * plan.outputBlock;
  const through = plan.outputFlags.has('direct') || plan.outputFlags.has('sync') || plan.outputFlags.has('dsync');
  const flush = plan.conversions.has('fsync') || plan.conversions.has('fdatasync');
  if (call.world.blockSize(call.machine, path) !== null) {
    return {
      ...nothing,
      write: async (bytes) => {
        await named(word, call.world.writeBlocks(call.machine, path, at, bytes, through || flush));
        at += bytes.length;
      },
    };
  }
  const found = call.machine.files.find(path);
  if (found !== null && kindOf(found) !== 'file') {
    const file: OpenFile = opened(word, () => openPath(call.machine, path, 'write', 0o666, null));
    return { finish: nothing.finish, close: () => { file.release(); }, write: async (bytes) => { file.writer?.write(bytes); await file.writer?.ready(); } }; // prettier-ignore
  }
  opened(word, () => {
    if (found === null) call.machine.files.write(path, '', 0o666 & ~call.umask);
    if (!plan.conversions.has('notrunc')) call.machine.files.truncate(path, at);
  });
  const disk = (): Promise<void> => named(word, awaitFileIo(call.world, call.machine, call.machine.files.realPath(path)));
  return {
    close: nothing.close,
    write: async (bytes) => {
      if (through) await disk();
      try {
        call.machine.files.writeRange(path, at, bytes);
      } catch (problem) {
        if (problem instanceof FileError) throw new FileError(problem.code, word);
        throw problem;
      }
      at += bytes.length;
    },
    finish: async () => {
      if (flush) await disk();
    },
  };
}

/** Problems of a device get the name under which it was given. */
async function named<T>(word: string, promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (problem) {
    if (problem instanceof FileError) throw new FileError(problem.code, word);
    throw problem;
  }
}

function amount(bytes: number): string {
  if (bytes < 1000) return `${String(bytes)} bytes (${String(bytes)} B)`;
  return `${String(bytes)} bytes (${scaled(bytes)}B)`;
}

function scaled(value: number): string {
  const prefixes = ['', 'k', 'M', 'G', 'T'];
  let unit = 0;
  let scaledValue = value;
  while (scaledValue >= 1000 && unit < prefixes.length - 1) {
    scaledValue /= 1000;
    unit += 1;
  }
  return `${scaledValue < 10 ? scaledValue.toFixed(1) : scaledValue.toFixed(0)} ${prefixes[unit] ?? ''}`;
}

function rate(perSecond: number): string {
  return `${scaled(perSecond)}B/s`;
}

function significant(seconds: number): string {
  return String(Number(seconds.toPrecision(6)));
}

/** Waits until every disk of the machine has taken what was written. */
export const sync: Program = async (call) => {
  const paths = new Set(call.machine.state.mounts.filter((mount) => mount.tree !== null).map((mount) => mount.path));
  for (const path of paths) {
    try {
      await awaitFileIo(call.world, call.machine, path);
    } catch (problem) {
      // sync(2) tells nobody that a disk failed.
      if (!(problem instanceof FileError)) throw problem;
    }
  }
  return 0;
};
