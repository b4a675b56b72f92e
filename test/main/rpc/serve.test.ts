import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createClient } from '../../../core/contract/client.ts';
import { bytes, call, stream } from '../../../core/contract/contract.ts';
import { CREDIT_STEP, INITIAL_CREDIT, LONGEST_BYTES } from '../../../core/contract/credit.ts';
import { decodeBytes, encodeFrame, type Frame, type Message } from '../../../core/contract/frame.ts';
import { readWindowFrame } from '../../../core/contract/frame-schema.ts';
import { failure, success } from '../../../core/result.ts';
import { serveWindow, type Answers, type ServeOptions } from '../../../main/rpc/serve.ts';
import { pipe } from './pipe.ts';

const table = {
  double: call(z.number(), z.number()),
  wait: call(z.null(), z.null()),
  count: stream(z.strictObject({ to: z.number(), width: z.number().default(1) }), z.string()),
  echo: bytes(z.null()),
  flood: bytes(z.number()),
};

/** What the answers saw of it. */
interface Seen {
  given: number;
  aborted: boolean;
  returned: boolean;
  received: number;
}

function answersFor(seen: Seen): Answers<typeof table> {
  return {
    double: async (input) => (input < 0 ? failure('negative', 'Below nothing.', 'Give more.') : success(input * 2)),
    wait: async (_input, { signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          seen.aborted = true;
          resolve(success(null));
        });
      }),
    count: ({ to, width }) => success(count(to, width, seen)),
    echo: (_input, { received }) => success(echo(received, seen)),
    flood: (input) => success(flood(input, seen)),
  };
}

async function* count(to: number, width: number, seen: Seen): AsyncGenerator<string> {
  try {
    for (let number = 1; number <= to; number += 1) {
      seen.given = number;
      yield String(number).padStart(width, '0');
    }
  } finally {
    seen.returned = true;
  }
}

async function* echo(received: AsyncIterable<Uint8Array>, seen: Seen): AsyncGenerator<Uint8Array> {
  for await (const piece of received) {
    seen.received += piece.length;
    yield piece;
  }
}

async function* flood(total: number, seen: Seen): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < total; sent += 1000) {
    seen.given = sent + 1000;
    yield new Uint8Array(1000).fill(7);
  }
}

function connect(options: Partial<ServeOptions> & { readonly given?: string } = {}) {
  const seen: Seen = { given: 0, aborted: false, returned: false, received: 0 };
  const told: string[] = [];
  const [near, far] = pipe();
  const { given, ...rest } = options;
  serveWindow(far, table, answersFor(seen), {
    version: '1',
    nonce: null,
    report: (what) => told.push(what),
    strict: true,
    ...rest,
  });
  const client = createClient<typeof table>(near, { version: '1', ...(given === undefined ? {} : { nonce: given }) });
  return { client, seen, told, near };
}

/** Lets everything that is under way arrive. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('a call', () => {
  it('is answered, or refused with its problem', async () => {
    const { client } = connect();
    expect(await client.ready).toEqual(success({ version: '1' }));
    expect(await client.call('double', 21)).toEqual(success(42));
    expect(await client.call('double', -1)).toEqual(failure('negative', 'Below nothing.', 'Give more.'));
  });

  it('that is asked wrongly says where, and one that is unknown says so', async () => {
    const { client } = connect();
    expect(await client.call('double', 'x' as never)).toMatchObject({ ok: false, problem: { code: 'wrong-input' } });
    for (const name of ['nothing', 'constructor', '__proto__', 'toString']) {
      expect(await client.call(name as 'double', 1)).toMatchObject({ ok: false, problem: { code: 'unknown-request' } });
    }
  });

  it('is answered by a problem when the connection is lost, and so is a later one', async () => {
    const { client, near, seen } = connect();
    const waiting = client.call('wait', null);
    await quiet();
    near.close();
    expect(await waiting).toMatchObject({ ok: false, problem: { code: 'connection-lost' } });
    expect(await client.call('double', 1)).toMatchObject({ ok: false, problem: { code: 'connection-lost' } });
    await client.closed;
    await quiet();
    expect(seen.aborted).toBe(true);
  });
});

describe('a stream', () => {
  it('gives its items in order and ends', async () => {
    const { client } = connect();
    const got: string[] = [];
    expect(await client.stream('count', { to: 3 }, (item) => void got.push(item)).ended).toEqual(success(null));
    expect(got).toEqual(['1', '2', '3']);
  });

  it('takes nothing more from its source while the window is behind, and goes on when it is not', async () => {
    const { client, seen } = connect();
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let got = 0;
    const going = client.stream('count', { to: 5000, width: 998 }, async () => {
      await held;
      got += 1;
    });
    await quiet();
    const most = Math.ceil(INITIAL_CREDIT / 1000) + 1;
    expect(seen.given).toBeGreaterThan(most - 5);
    expect(seen.given).toBeLessThanOrEqual(most);
    letGo();
    await going.ended;
    expect(got).toBe(5000);
  });

  it('that is cancelled stops its source', async () => {
    const { client, seen } = connect();
    const going = client.stream('count', { to: 1e9, width: 998 }, () => new Promise(() => undefined));
    await quiet();
    going.cancel();
    await quiet();
    const { given } = seen;
    await quiet();
    expect(seen).toMatchObject({ given, returned: true });
  });
});

describe('bytes', () => {
  it('flow both ways, whole and in order, in frames of bounded length', async () => {
    const { client } = connect();
    const whole = Uint8Array.from({ length: 500_003 }, (_unused, index) => index % 251);
    const got: Uint8Array[] = [];
    const going = client.bytes('echo', null, (piece) => void got.push(piece.slice()));
    await going.write(whole);
    going.finish();
    expect(await going.ended).toEqual(success(null));
    expect(Buffer.concat(got).equals(whole)).toBe(true);
    expect(Math.max(...got.map(({ length }) => length))).toBeLessThanOrEqual(LONGEST_BYTES);
  });

  it('wait for a window that is behind', async () => {
    const { client, seen } = connect();
    const going = client.bytes('flood', 10_000_000, () => new Promise(() => undefined));
    await quiet();
    expect(seen.given).toBeLessThanOrEqual(INITIAL_CREDIT + CREDIT_STEP);
    going.cancel();
    expect((await going.ended).ok).toBe(false);
  });
});

describe('who is served', () => {
  it('has the nonce of the page', async () => {
    expect((await connect({ nonce: (one) => one === 'right', given: 'right' }).client.ready).ok).toBe(true);
    for (const given of ['wrong', 'righ', 'right ', '']) {
      const { client, told } = connect({ nonce: (one) => one === 'right', given });
      expect((await client.ready).ok).toBe(false);
      expect(told).toHaveLength(1);
    }
    expect((await connect({ nonce: (one) => one === 'right' }).client.ready).ok).toBe(false);
  });

  it('is cut off when it does not keep to the contract', async () => {
    const hello: Message = encodeFrame({ kind: 'hello', protocol: 1, version: '1' });
    const wait: Message = encodeFrame({ kind: 'request', id: 1, name: 'wait', input: null });
    const bad: readonly (readonly Message[])[] = [
      ['{'],
      [encodeFrame({ kind: 'request', id: 1, name: 'double', input: 1 })],
      [hello, hello],
      [hello, wait, wait],
      [hello, '{"kind":"value","id":1,"value":1}'],
      [hello, new Uint8Array([0, 0, 0, 0, 1])],
      [hello, '{"kind":"credit","id":1,"amount":-1}'],
      [
        hello,
        wait,
        ...Array.from({ length: 5 }, (): Message => encodeFrame({ kind: 'bytes', id: 1, bytes: new Uint8Array(LONGEST_BYTES) })),
      ],
    ];
    for (const messages of bad) {
      const [near, far] = pipe();
      const told: string[] = [];
      const seen: Seen = { given: 0, aborted: false, returned: false, received: 0 };
      serveWindow(far, table, answersFor(seen), { version: '1', nonce: null, report: (what) => told.push(what) });
      const over = new Promise<void>((resolve) => near.onClose(resolve));
      for (const message of messages) near.send(message);
      await over;
      expect(told).toHaveLength(1);
    }
  });
});

describe('frames', () => {
  const frame: fc.Arbitrary<Frame> = fc.oneof(
    fc.record({
      kind: fc.constant('request' as const),
      id: fc.integer({ min: 1, max: 0xffffffff }),
      name: fc.string({ maxLength: 40 }),
      input: fc.jsonValue(),
    }),
    fc.record({ kind: fc.constant('cancel' as const), id: fc.integer({ min: 1, max: 0xffffffff }) }),
    fc.record({
      kind: fc.constant('bytes' as const),
      id: fc.integer({ min: 1, max: 0xffffffff }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 100 }),
    }),
  );

  it('are read as they were written', () => {
    fc.assert(
      fc.property(frame, (one) => {
        const message = encodeFrame(one);
        // What JSON makes of -0 is 0.
        expect(JSON.stringify(readWindowFrame(message))).toBe(JSON.stringify(one));
      }),
      { numRuns: 200 },
    );
  });

  it('are nothing else, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.uint8Array({ maxLength: 4 })), (message) => {
        const read = readWindowFrame(message);
        if (read !== null) expect(typeof message).toBe('string');
      }),
    );
    expect(decodeBytes(new Uint8Array([0, 0, 0, 1]))).toBeNull();
  });
});
