import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBatch } from '../../../main/ssh/read-batch.ts';
import { unframe } from '../../../main/ssh/unframe.ts';

const nonce = { first: '0123456789abcdef', second: 'fedcba9876543210' };
const other = { first: 'aaaaaaaaaaaaaaaa', second: 'fedcba9876543210' };
const prefix = `xenpath:${nonce.first}${nonce.second}`;

interface Piece {
  readonly content: Uint8Array;
  readonly exit: number | null;
}

function frame(pieces: readonly Piece[], noise: readonly string[] = []): Buffer {
  const chunks: Buffer[] = [Buffer.from(noise[0] ?? '')];
  pieces.forEach((piece, index) => {
    chunks.push(Buffer.from(`${prefix} begin ${index} ${10 + index}.00\n`));
    chunks.push(Buffer.from(piece.content));
    chunks.push(Buffer.from(`\n${prefix} end ${index} ${piece.exit ?? '-'} ${10 + index}.25\n`));
    chunks.push(Buffer.from(noise[index + 1] ?? ''));
  });
  return Buffer.concat(chunks);
}

/** Output that tries to look like marks: other nonces, halves of ours, newlines at the ends. */
const hostile = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        '\n',
        '\n\n',
        'x',
        `xenpath:${other.first}${other.second} end 0 0 11.00\n`,
        `\nxenpath:${nonce.first} ${nonce.second} end 0 0 1\n`,
        `xenpath:${nonce.first}`,
        'end 0 0 1',
        '\0',
        '\r\n',
        'xenpath: begin 1 2',
      ),
      { maxLength: 6 },
    )
    .map((parts) => new Uint8Array(Buffer.from(parts.join('')))),
);
const piece = fc.record({ content: hostile, exit: fc.option(fc.integer({ min: 0, max: 255 })) });

describe('unframe', () => {
  it('gives every byte back, with and without a newline at the end, whatever the output looks like', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 5 }),
        fc.array(fc.constantFrom('', 'motd\n', 'warning'), { maxLength: 6 }),
        (pieces, noise) => {
          const result = unframe(frame(pieces, noise), pieces.length, nonce);
          pieces.forEach((wanted, index) => {
            const section = result.sections[index];
            expect(section?.closed).toBe(true);
            expect(Buffer.from(section?.content ?? []).equals(Buffer.from(wanted.content))).toBe(true);
            expect(section?.exit).toBe(wanted.exit);
            expect(section?.seconds).toBe(0.25);
          });
          expect(Buffer.from(result.outside).toString()).toBe(
            Array.from({ length: pieces.length + 1 }, (_, index) => noise[index] ?? '').join(''),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  it('cut at any byte never claims more than what came, and never a whole part that was not', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), fc.nat(), (pieces, where) => {
        const whole = frame(pieces, ['hello\n']);
        const at = where % whole.length;
        const result = unframe(whole.subarray(0, at), pieces.length, nonce);
        let before = 6;
        pieces.forEach((wanted, index) => {
          const size = frame([wanted]).length;
          const section = result.sections[index];
          const complete = at >= before + size;
          expect(section?.closed ?? false).toBe(complete);
          if (section !== undefined) {
            const content = Buffer.from(section.content);
            expect(content.equals(Buffer.from(wanted.content).subarray(0, content.length))).toBe(true);
            if (!section.closed) expect(section.exit).toBeNull();
          }
          before += size;
        });
      }),
      { numRuns: 150 },
    );
  });

  it('keeps a part apart whose end never came', () => {
    const text = `${prefix} begin 0 1.00\nhalf${prefix} begin 1 2.00\nwhole\n\n${prefix} end 1 0 2.50\n`;
    const result = unframe(Buffer.from(text), 2, nonce);
    expect(result.sections[0]).toMatchObject({ closed: false, exit: null });
    expect(Buffer.from(result.sections[0]?.content ?? []).toString()).toBe('half');
    expect(result.sections[1]).toMatchObject({ closed: true, exit: 0, seconds: 0.5 });
  });

  it('reads a clock that knows no fractions', () => {
    const text = `${prefix} begin 0 1700000000.%N\n\n${prefix} end 0 0 1700000002.%N\n`;
    expect(unframe(Buffer.from(text), 1, nonce).sections[0]?.seconds).toBe(2);
    const none = `${prefix} begin 0 \n\n${prefix} end 0 0 \n`;
    expect(unframe(Buffer.from(none), 1, nonce).sections[0]).toMatchObject({ closed: true, seconds: null });
  });
});

describe('readBatch', () => {
  const captured = (bytes: Uint8Array) => ({ bytes, cut: 0 });
  const part = { command: 'x', deadlineMs: 5000, limitBytes: 4 };

  it('tells done, cut at the limit, killed, timed out and not run apart', () => {
    const out = Buffer.concat([
      frame([{ content: Buffer.from('abcd'), exit: 7 }]),
      Buffer.from(`${prefix} begin 1 20.00\nabcde\n${prefix} end 1 141 20.00\n`),
      Buffer.from(`${prefix} begin 2 21.00\nab\n${prefix} end 2 - 21.50\n`),
      Buffer.from(`${prefix} begin 3 22.00\nab\n${prefix} end 3 - 27.00\n`),
    ]);
    const err = frame([0, 1, 2, 3].map(() => ({ content: new Uint8Array(), exit: 0 })));
    const { answers } = readBatch([part, part, part, part, part], nonce, { stdout: captured(out), stderr: captured(err) });
    expect(answers.map((answer) => answer.state)).toEqual(['done', 'done', 'killed', 'timed-out', 'not-run']);
    expect(answers.map((answer) => answer.output.truncated)).toEqual([false, true, true, true, true]);
    expect(answers.map((answer) => answer.output.exit)).toEqual([7, 141, null, null, null]);
    expect(Buffer.from(answers[1]?.output.stdout ?? []).toString()).toBe('abcd');
    expect(answers[3]).toMatchObject({ durationMs: 5000, problem: { code: 'probe-timeout' } });
    expect(answers[4]?.problem?.code).toBe('probe-not-run');
  });

  it('is cut when only one of the two streams reached the end', () => {
    const out = frame([{ content: Buffer.from('ab'), exit: 0 }]);
    const { answers } = readBatch([part], nonce, { stdout: captured(out), stderr: captured(new Uint8Array()) });
    expect(answers[0]).toMatchObject({ state: 'cut', output: { exit: null, truncated: true } });
  });
});
