import { FileError } from '../../world/file-error.ts';
import type { Program, ProgramCall } from '../program.ts';
import { complain, options, pathOf } from './call-files.ts';
import { chunks } from './streams.ts';

interface Format {
  readonly size: number;
  readonly width: number;
  readonly show: (bytes: Uint8Array) => string;
}

const names: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
};

function formatOf(type: string): Format | null {
  const match = /^([acdoux])([1248CSIL]?)z?$/u.exec(type);
  if (match === null) return null;
  const kind = match[1] ?? 'o';
  if (kind === 'a' || kind === 'c') return { size: 1, width: 4, show: (bytes) => character(bytes[0] ?? 0) };
  const size = { '': 4, C: 1, S: 2, I: 4, L: 8 }[match[2] ?? ''] ?? Number(match[2]);
  const digits =
    {
      x: size * 2,
      o: Math.ceil((size * 8) / 3),
      u: [0, 3, 5, 0, 10, 0, 0, 0, 20][size] ?? 10,
      d: [0, 4, 6, 0, 11, 0, 0, 0, 20][size] ?? 11,
    }[kind] ?? 11;
  return {
    size,
    width: digits + 1,
    show: (bytes) => {
      let value = 0n;
      for (let at = bytes.length - 1; at >= 0; at -= 1) value = (value << 8n) | BigInt(bytes[at] ?? 0);
      if (kind === 'x') return value.toString(16).padStart(digits, '0');
      if (kind === 'o') return value.toString(8).padStart(digits, '0');
      return (kind === 'd' ? BigInt.asIntN(size * 8, value) : value).toString();
    },
  };
}

function character(byte: number): string {
  return names[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'));
}

async function bytesOf(call: ProgramCall, words: readonly string[], skip: number, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let have = 0;
  for (const word of words.length === 0 ? ['-'] : words) {
    const size = word === '-' ? null : call.world.blockSize(call.machine, pathOf(call, word));
    if (size !== null) {
      parts.push(await call.world.readBlocks(call.machine, pathOf(call, word), 0, Math.min(size, skip + limit, 67_108_864)));
      continue;
    }
    for await (const chunk of chunks(call, word)) {
      parts.push(chunk);
      have += chunk.length;
      if (have >= skip + limit) break;
    }
  }
  return Buffer.concat(parts).subarray(skip, skip + limit);
}

function numberOf(text: string | undefined, otherwise: number): number {
  const match = /^(0x[0-9a-fA-F]+|[0-9]+)([bkm]?)$/u.exec(text ?? '');
  return match === null ? otherwise : Number(match[1]) * ({ b: 512, k: 1024, m: 1_048_576 }[match[2] ?? ''] ?? 1);
}

/** od of coreutils: -A, -t, -N, -j, -v, -w and the old -b -c -d -o -x. */
export const od: Program = async (call) => {
  const { given, values, operands } = options(call, 'AtNjw', ['address-radix', 'format', 'read-bytes', 'skip-bytes']);
  const old = [...given].flatMap((option) => ({ b: ['o1'], c: ['c'], d: ['u2'], o: ['o2'], x: ['x2'] })[option] ?? []);
  const types = values.get('t') ?? values.get('format');
  const formats = [...(types === undefined ? [] : (types.match(/[acdoux][1248CSIL]?z?/gu) ?? [])), ...old].map(formatOf);
  const wanted = formats.length === 0 ? [formatOf('o2')] : formats;
  const radix = values.get('A') ?? values.get('address-radix') ?? 'o';
  const skip = numberOf(values.get('j') ?? values.get('skip-bytes'), 0);
  const row = numberOf(values.get('w'), 16);
  let bytes: Uint8Array;
  try {
    bytes = await bytesOf(call, operands, skip, numberOf(values.get('N') ?? values.get('read-bytes'), Number.POSITIVE_INFINITY));
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    complain(call, `${operands[0] ?? '-'}: ${problem.message}`);
    return 1;
  }
  const address = (at: number): string =>
    radix === 'n'
      ? ''
      : radix === 'x'
        ? at.toString(16).padStart(6, '0')
        : radix === 'd'
          ? String(at).padStart(7, '0')
          : at.toString(8).padStart(7, '0');
  let before = '';
  let starred = false;
  for (let at = 0; at < bytes.length; at += row) {
    const line = bytes.subarray(at, at + row);
    const content = Buffer.from(line).toString('latin1');
    if (!given.has('v') && content === before && line.length === row && at + row < bytes.length) {
      if (!starred) call.write('*\n');
      starred = true;
      continue;
    }
    starred = false;
    before = content;
    for (const [index, format] of wanted.entries()) {
      if (format === null) continue;
      let text = '';
      for (let inside = 0; inside < line.length; inside += format.size)
        text += format.show(line.subarray(inside, inside + format.size)).padStart(format.width);
      call.write(`${index === 0 ? address(skip + at) : ' '.repeat(address(0).length)}${text}\n`);
    }
  }
  if (radix !== 'n') call.write(`${address(skip + bytes.length)}\n`);
  return 0;
};

/** hexdump -C; without it, two-byte words in hexadecimal. */
export const hexdump: Program = async (call) => {
  const { given, values, operands } = options(call, 'nsev');
  let bytes: Uint8Array;
  const skip = numberOf(values.get('s'), 0);
  try {
    bytes = await bytesOf(call, operands, skip, numberOf(values.get('n'), Number.POSITIVE_INFINITY));
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    complain(call, `${operands[0] ?? '-'}: ${problem.message}`);
    return 1;
  }
  const plain = !given.has('C');
  let before = '';
  let starred = false;
  const two = (byte: number): string => byte.toString(16).padStart(2, '0');
  for (let at = 0; at < bytes.length; at += 16) {
    const line = [...bytes.subarray(at, at + 16)];
    const content = line.join();
    if (content === before && line.length === 16) {
      if (!starred) call.write('*\n');
      starred = true;
      continue;
    }
    starred = false;
    before = content;
    const cells = Array.from({ length: 16 }, (_unused, index) => (line[index] === undefined ? '  ' : two(line[index])));
    if (plain) {
      const words = Array.from(
        { length: Math.ceil(line.length / 2) },
        (_unused, index) => `${two(line[index * 2 + 1] ?? 0)}${two(line[index * 2] ?? 0)}`,
      );
      call.write(`${(skip + at).toString(16).padStart(7, '0')} ${words.join(' ')}\n`);
    } else {
      const text = line.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
      call.write(
        `${(skip + at).toString(16).padStart(8, '0')}  ${cells.slice(0, 8).join(' ')}  ${cells.slice(8).join(' ')}  |${text}|\n`,
      );
    }
  }
  if (bytes.length > 0) call.write(`${(skip + bytes.length).toString(16).padStart(plain ? 7 : 8, '0')}\n`);
  return 0;
};
