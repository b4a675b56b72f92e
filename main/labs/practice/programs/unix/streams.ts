import { FileError } from '../../world/file-error.ts';
import { openPath } from '../../shell/open-file.ts';
import { runTool } from '../../shell/tools.ts';
import type { Program, ProgramCall } from '../program.ts';
import { complain, options, pathOf, programName } from './call-files.ts';

/** Chunks of a file or, for `-`, of standard input; ends with the process. */
export async function* chunks(call: ProgramCall, word: string): AsyncGenerator<Uint8Array> {
  if (word === '-') {
    for (let chunk = await call.readChunk(); chunk !== null; chunk = await call.readChunk()) yield chunk;
    return;
  }
  const file = openPath(call.machine, pathOf(call, word), 'read', 0, null);
  try {
    for (;;) {
      const chunk = (await file.reader?.read(65_536, call.signal)) ?? null;
      if (chunk === null) return;
      yield chunk;
    }
  } finally {
    file.release();
  }
}

async function eachFile(call: ProgramCall, words: readonly string[], act: (word: string) => Promise<void>): Promise<number> {
  let status = 0;
  for (const word of words.length === 0 ? ['-'] : words) {
    try {
      await act(word);
    } catch (problem) {
      if (!(problem instanceof FileError)) throw problem;
      complain(call, `${word}: ${problem.message}`);
      status = 1;
    }
  }
  return status;
}

export const cat: Program = (call) => {
  const { given, operands } = options(call);
  if (given.size > 0 && !given.has('u'))
    return call
      .readInputBytes()
      .then((input) =>
        runTool(call, 'cat', call.args, operands.length === 0 || operands.includes('-') ? input : new Uint8Array(0)),
      );
  return eachFile(call, operands, async (word) => {
    for await (const chunk of chunks(call, word)) {
      call.writeBytes(chunk);
      await call.drained();
    }
  });
};

/** -n and -c with a leading number of lines or bytes; `-N` is short for -n N. Negative counts are tail's mirror and read all. */
export const head: Program = (call) => {
  const wanted = countOf(call, 'head');
  if (wanted === null) return Promise.resolve(1);
  return eachFile(call, wanted.operands, async (word) => {
    if (wanted.operands.length > 1) call.write(`${word === wanted.operands[0] ? '' : '\n'}==> ${word} <==\n`);
    if (wanted.count < 0) {
      const all = Buffer.concat(await collect(chunks(call, word)));
      if (wanted.bytes) call.writeBytes(all.subarray(0, Math.max(0, all.length + wanted.count)));
      else call.writeBytes(Buffer.from(linesOf(all).slice(0, wanted.count).join(''), 'latin1'));
      return;
    }
    let left = wanted.count;
    if (left === 0) return;
    for await (const chunk of chunks(call, word)) {
      let end = chunk.length;
      if (wanted.bytes) {
        end = Math.min(left, chunk.length);
        left -= end;
      } else {
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) {
          left -= 1;
          if (left === 0) {
            end = at + 1;
            break;
          }
        }
      }
      call.writeBytes(chunk.subarray(0, end));
      await call.drained();
      if (left === 0) return;
    }
  });
};

export const tail: Program = async (call) => {
  const wanted = countOf(call, 'tail');
  if (wanted === null) return 1;
  const shown = new Map<string, number>();
  const status = await eachFile(call, wanted.operands, async (word) => {
    if (wanted.operands.length > 1) call.write(`${word === wanted.operands[0] ? '' : '\n'}==> ${word} <==\n`);
    const all = Buffer.concat(await collect(chunks(call, word)));
    shown.set(word, all.length);
    if (wanted.bytes)
      call.writeBytes(
        wanted.fromStart ? all.subarray(Math.max(0, wanted.count - 1)) : all.subarray(Math.max(0, all.length - wanted.count)),
      );
    else {
      const lines = linesOf(all);
      call.writeBytes(
        Buffer.from(
          (wanted.fromStart
            ? lines.slice(Math.max(0, wanted.count - 1))
            : wanted.count === 0
              ? []
              : lines.slice(-wanted.count)
          ).join(''),
          'latin1',
        ),
      );
    }
  });
  while (wanted.follow) {
    await call.sleep(1000);
    for (const [word, length] of shown) {
      if (word === '-' || !call.machine.files.isFile(pathOf(call, word))) continue;
      const size = call.machine.files.stat(pathOf(call, word)).size;
      if (size < length) {
        call.writeError(`tail: ${word}: file truncated\n`);
        shown.set(word, 0);
      } else if (size > length) {
        call.writeBytes(call.machine.files.readRange(pathOf(call, word), length, size - length));
        shown.set(word, size);
      }
    }
  }
  return status;
};

interface Wanted {
  readonly count: number;
  readonly bytes: boolean;
  readonly fromStart: boolean;
  readonly follow: boolean;
  readonly operands: readonly string[];
}

function countOf(call: ProgramCall, name: string): Wanted | null {
  const args = call.args.map((word, index) => (index === 0 && /^-[0-9]+[f]?$/u.test(word) ? `-n${word.slice(1)}` : word));
  const { given, values, operands } = options(
    { ...call, args: args.flatMap((word) => (/^-n[0-9]+f$/u.test(word) ? [word.slice(0, -1), '-f'] : [word])) },
    'ncs',
    ['lines', 'bytes', 'pid'],
  );
  const bytes = given.has('c') || given.has('bytes');
  const text = values.get('n') ?? values.get('lines') ?? values.get('c') ?? values.get('bytes') ?? '10';
  const match = /^([-+]?)([0-9]+)([bkm]?)$/iu.exec(text);
  if (match === null) {
    complain(call, `${text}: invalid number of ${bytes ? 'bytes' : 'lines'}`);
    return null;
  }
  const size = Number(match[2]) * ({ b: 512, k: 1024, m: 1_048_576 }[(match[3] ?? '').toLowerCase()] ?? 1);
  return {
    count: name === 'head' && match[1] === '-' ? -size : size,
    bytes,
    fromStart: match[1] === '+',
    follow: given.has('f') || given.has('F') || given.has('follow'),
    operands: operands.length === 0 ? ['-'] : operands,
  };
}

function linesOf(bytes: Uint8Array): readonly string[] {
  return (
    Buffer.from(bytes)
      .toString('latin1')
      .match(/[^\n]*\n|[^\n]+$/gu) ?? []
  );
}

async function collect(all: AsyncGenerator<Uint8Array>): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  for await (const part of all) parts.push(part);
  return parts;
}

export const tee: Program = async (call) => {
  const { given, operands } = options(call);
  const append = given.has('a') || given.has('append');
  let status = 0;
  const files = operands.flatMap((word) => {
    try {
      return [openPath(call.machine, pathOf(call, word), append ? 'append' : 'write', 0o666 & ~call.umask, null)];
    } catch (problem) {
      if (!(problem instanceof FileError)) throw problem;
      complain(call, `${word}: ${problem.message}`);
      status = 1;
      return [];
    }
  });
  for (let chunk = await call.readChunk(); chunk !== null; chunk = await call.readChunk()) {
    call.writeBytes(chunk);
    for (const file of files) {
      file.writer?.write(chunk);
      await file.writer?.ready();
    }
    await call.drained();
  }
  return status;
};

export const yes: Program = async (call) => {
  const text = `${call.args.length === 0 ? 'y' : call.args.join(' ')}\n`.repeat(256);
  for (;;) {
    call.write(text);
    await call.drained();
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (call.signal.aborted) return 130;
  }
};

/** sed of GNU 4.1.5; with -i and a suffix it keeps the file as it was under that name. */
export const sed: Program = async (call) => {
  const args: string[] = [];
  let suffix: string | null = null;
  let inPlace = false;
  let scripts = 0;
  const operands: string[] = [];
  for (let at = 0; at < call.args.length; at += 1) {
    const word = call.args[at] ?? '';
    const inPlaceWord = /^(?:-([nrEsu]*)i(.*)|--in-place(?:=(.*))?)$/su.exec(word);
    if (inPlaceWord !== null) {
      inPlace = true;
      suffix = inPlaceWord[2] ?? inPlaceWord[3] ?? null;
      if ((inPlaceWord[1] ?? '') !== '') args.push(`-${(inPlaceWord[1] ?? '').replace(/r/gu, 'E')}`);
    } else if (word === '-e' || word === '-f' || word === '--expression' || word === '--file') {
      args.push(word, call.args[++at] ?? '');
      scripts += 1;
    } else if (/^--(?:expression|file)=/u.test(word)) {
      args.push(word);
      scripts += 1;
    } else if (word === '--regexp-extended') args.push('-E');
    else if (/^-[nrEsu]+$/u.test(word)) args.push(word.replace(/r/gu, 'E'));
    else if (word.startsWith('-') && word !== '-' && operands.length === 0) args.push(word);
    else operands.push(word);
  }
  const files = scripts > 0 ? operands : operands.slice(1);
  if (inPlace && suffix !== null && suffix !== '') {
    for (const file of files) {
      const path = pathOf(call, file);
      if (!call.machine.files.isFile(path)) continue;
      const backup = suffix.includes('*') ? suffix.replace(/\*/gu, file.slice(file.lastIndexOf('/') + 1)) : `${file}${suffix}`;
      call.machine.files.write(pathOf(call, backup), call.machine.files.readBytes(path), call.machine.files.stat(path).mode);
    }
  }
  const input = files.length === 0 || files.includes('-') ? await call.readInputBytes() : new Uint8Array(0);
  return runTool(call, 'sed', [...(inPlace ? ['-i'] : []), ...args, ...operands], input);
};

export const which: Program = (call) => {
  let status = 0;
  const folders = (call.env['PATH'] ?? '').split(':');
  for (const word of call.args.filter((candidate) => !candidate.startsWith('-'))) {
    const found = (word.includes('/') ? [word] : folders.map((folder) => `${folder}/${word}`)).find(
      (path) => call.machine.files.isFile(pathOf(call, path)) && (call.machine.files.stat(pathOf(call, path)).mode & 0o111) !== 0,
    );
    if (found === undefined) {
      call.writeError(`/usr/bin/which: no ${word} in (${call.env['PATH'] ?? ''})\n`);
      status = 1;
    } else call.write(`${found}\n`);
  }
  return Promise.resolve(status);
};

export const xargs: Program = async (call) => {
  const own: string[] = [];
  let at = 0;
  let each: number | null = null;
  let replace: string | null = null;
  let nul = false;
  let skipEmpty = false;
  for (; at < call.args.length && (call.args[at] ?? '').startsWith('-'); at += 1) {
    const word = call.args[at] ?? '';
    own.push(word);
    if (word === '-0' || word === '--null') nul = true;
    else if (word === '-r' || word === '--no-run-if-empty') skipEmpty = true;
    else if (word === '-n' || word === '-L') each = Number(call.args[++at]);
    else if (/^-[nL][0-9]+$/u.test(word)) each = Number(word.slice(2));
    else if (word === '-I') replace = call.args[++at] ?? '{}';
    else if (word === '-i') replace = '{}';
    else if (word !== '-t') {
      complain(call, `invalid option -- ${word.slice(1)}`);
      return 1;
    }
  }
  const command = call.args.slice(at).length === 0 ? ['/bin/echo'] : call.args.slice(at);
  const input = await call.readInput();
  const items = nul ? input.split('\0').filter((item) => item !== '') : replace !== null ? input.split('\n').map((line) => line.trim()).filter((line) => line !== '') : words(input); // prettier-ignore
  if (items.length === 0 && (skipEmpty || replace !== null)) return 0;
  let status = 0;
  const run = async (line: readonly string[]): Promise<boolean> => {
    const code = await call.run(line, { input: '' });
    if (code === 127 || code === 126) status = code;
    else if (code === 255) status = 124;
    else if (code !== 0) status = 123;
    return code !== 127 && code !== 126 && code !== 255;
  };
  if (replace !== null) {
    for (const item of items) if (!(await run(command.map((word) => word.split(replace).join(item))))) break;
    return status;
  }
  const size = each ?? Math.max(1, items.length);
  for (let from = 0; from < Math.max(1, items.length); from += size)
    if (!(await run([...command, ...items.slice(from, from + size)]))) break;
  return status;
};

function words(input: string): readonly string[] {
  return [...input.matchAll(/"([^"\n]*)"|'([^'\n]*)'|((?:\\.|[^\s"'\\])+)/gsu)].map(
    (match) => match[1] ?? match[2] ?? (match[3] ?? '').replace(/\\(.)/gsu, '$1'),
  );
}

/** cmp of diffutils 2.8.1. */
export const cmp: Program = async (call) => {
  const { given, values, operands } = options(call, 'n', ['bytes']);
  const [left, right = '-'] = operands;
  if (left === undefined) {
    call.writeError(`cmp: missing operand after \`cmp'\ncmp: Try \`cmp --help' for more information.\n`);
    return 2;
  }
  const silent = given.has('s') || given.has('silent') || given.has('quiet');
  const limit = values.has('n') ? Number(values.get('n')) : Number.POSITIVE_INFINITY;
  try {
    const one = Buffer.concat(await collect(chunks(call, left))).subarray(0, limit);
    const two = Buffer.concat(await collect(chunks(call, right))).subarray(0, limit);
    const shorter = Math.min(one.length, two.length);
    let line = 1;
    let differing = 0;
    for (let at = 0; at < shorter; at += 1) {
      if (one[at] !== two[at]) {
        differing += 1;
        if (silent) return 1;
        if (!given.has('l')) {
          call.write(`${left} ${right} differ: byte ${String(at + 1)}, line ${String(line)}\n`);
          return 1;
        }
        call.write(`${String(at + 1)} ${(one[at] ?? 0).toString(8).padStart(3)} ${(two[at] ?? 0).toString(8).padStart(3)}\n`);
      }
      if (one[at] === 10) line += 1;
    }
    if (one.length === two.length) return differing > 0 ? 1 : 0;
    if (!silent) call.writeError(`cmp: EOF on ${one.length < two.length ? left : right}\n`);
    return 1;
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    if (!silent || problem.code !== 'ENOENT')
      call.writeError(`${programName(call)}: ${problem.path.endsWith(left) ? left : right}: ${problem.message}\n`);
    return 2;
  }
};
