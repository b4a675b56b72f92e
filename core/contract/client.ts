import { failure, success, type Problem, type Result } from '../result.ts';
import type { Contract, InputOf, ItemOf, NameOf, OutputOf } from './contract.ts';
import { Consumed, Credit, LONGEST_BYTES } from './credit.ts';
import { decodeBytes, encodeFrame, PROTOCOL, type Frame, type Message } from './frame.ts';
import type { Transport } from './transport.ts';

/** What a consumer makes of one item; the next one, and credit for this one, wait for it. */
export type Consumer<Item> = (item: Item) => void | Promise<void>;

export interface Subscription {
  /** How it ended: success when the other side had nothing more, `cancelled` when we did not want to know. */
  readonly ended: Promise<Result<null>>;
  readonly cancel: () => void;
}

export interface BytesSubscription extends Subscription {
  /** Resolves when it was sent; waits while the other side is behind. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** Nothing more comes from here. What the other side has to say still comes. */
  readonly finish: () => void;
}

/** A window's end of a connection. Expected failures are values: what the main process refuses, and a connection that is lost. */
export interface Client<Table extends Contract> {
  readonly call: <Name extends NameOf<Table, 'call'>>(
    name: Name,
    input: InputOf<Table, Name>,
  ) => Promise<Result<OutputOf<Table, Name>>>;
  readonly stream: <Name extends NameOf<Table, 'stream'>>(
    name: Name,
    input: InputOf<Table, Name>,
    consume: Consumer<ItemOf<Table, Name>>,
  ) => Subscription;
  readonly bytes: <Name extends NameOf<Table, 'bytes'>>(
    name: Name,
    input: InputOf<Table, Name>,
    consume: Consumer<Uint8Array>,
  ) => BytesSubscription;
  /** What the main process said of itself; a problem when it is of another build, or the connection was lost before. */
  readonly ready: Promise<Result<{ readonly version: string }>>;
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;
  readonly dispose: () => void;
}

/** One request that is under way. */
interface Open {
  readonly take: (frame: Frame) => void;
  readonly lost: (problem: Problem) => void;
}

const LOST: Problem = {
  code: 'connection-lost',
  sentence: 'The connection to Xenpath was lost before this was answered.',
  next: 'The run goes on without the window; what is shown comes back when the connection does.',
};
const CANCELLED = failure('cancelled', 'It was cancelled here.');

/** Speaks the contract over a transport. `version`: of this window's build; `nonce`: what the page was given when it was let in. */
export function createClient<Table extends Contract>(
  transport: Transport,
  self: { readonly version: string; readonly nonce?: string },
): Client<Table> {
  const open = new Map<number, Open>();
  const waiting: Message[] = [];
  let last = 0;
  let state: 'greeting' | 'ready' | 'closed' = 'greeting';
  let settleReady: (result: Result<{ readonly version: string }>) => void = () => undefined;
  let settleClosed: () => void = () => undefined;
  const ready = new Promise<Result<{ readonly version: string }>>((resolve) => (settleReady = resolve));
  const closed = new Promise<void>((resolve) => (settleClosed = resolve));

  const send = (frame: Frame): void => {
    if (state === 'closed') return;
    if (state === 'greeting') waiting.push(encodeFrame(frame));
    else transport.send(encodeFrame(frame));
  };
  const close = (problem: Problem): void => {
    if (state === 'closed') return;
    state = 'closed';
    settleReady({ ok: false, problem });
    for (const request of open.values()) request.lost(problem);
    open.clear();
    settleClosed();
  };
  const greeted = (frame: Extract<Frame, { kind: 'hello' }>): void => {
    if (frame.protocol !== PROTOCOL) {
      close({
        code: 'other-build',
        sentence: `This window speaks another protocol (${PROTOCOL}) than the Xenpath that serves it (${frame.protocol}).`,
        next: 'Reload the window.',
      });
      transport.close();
      return;
    }
    state = 'ready';
    settleReady(success({ version: frame.version }));
    for (const message of waiting.splice(0)) transport.send(message);
  };

  transport.onMessage((message) => {
    const frame = readServerFrame(message);
    if (frame === null || state === 'closed') return;
    if (frame.kind === 'hello') {
      if (state === 'greeting') greeted(frame);
      return;
    }
    open.get(frame.id)?.take(frame);
  });
  transport.onClose(() => close(LOST));
  transport.send(
    encodeFrame({
      kind: 'hello',
      protocol: PROTOCOL,
      version: self.version,
      ...(self.nonce === undefined ? {} : { nonce: self.nonce }),
    }),
  );

  const begin = (name: string, input: unknown, request: Open): number => {
    last += 1;
    if (state === 'closed') {
      request.lost(LOST);
      return last;
    }
    open.set(last, request);
    send({ kind: 'request', id: last, name, input });
    return last;
  };

  const subscribe = (
    name: string,
    input: unknown,
    consume: Consumer<unknown>,
    credit: Credit | null,
  ): Subscription & { readonly id: number } => {
    let settle: (result: Result<null>) => void = () => undefined;
    const ended = new Promise<Result<null>>((resolve) => (settle = resolve));
    let over = false;
    // Items are consumed one after the other, however long one takes; the end comes after the last of them.
    let chain: Promise<void> = Promise.resolve();
    const finish = (result: Result<null>): void => {
      if (over) return;
      over = true;
      open.delete(id);
      credit?.release();
      // A good end waits for the consumer; what went wrong is told at once.
      if (result.ok) void chain.then(() => settle(result));
      else settle(result);
    };
    const consumed = new Consumed((amount) => {
      if (!over) send({ kind: 'credit', id, amount });
    });
    const take = (item: unknown, size: number): void => {
      chain = chain.then(async () => {
        await consume(item);
        consumed.add(size);
      });
      chain.catch((thrown: unknown) => {
        if (!over) send({ kind: 'cancel', id });
        over = true;
        open.delete(id);
        settle(failure('consumer-failed', thrown instanceof Error ? thrown.message : 'What was received could not be shown.'));
      });
    };
    const id = begin(name, input, {
      take: (frame) => {
        if (frame.kind === 'item') take(frame.value, frame.size);
        else if (frame.kind === 'bytes') take(frame.bytes, frame.bytes.length);
        else if (frame.kind === 'credit') credit?.give(frame.amount);
        else if (frame.kind === 'end') finish(success(null));
        else if (frame.kind === 'refused') finish({ ok: false, problem: frame.problem });
      },
      lost: (problem) => finish({ ok: false, problem }),
    });
    return {
      id,
      ended,
      cancel: () => {
        if (over) return;
        send({ kind: 'cancel', id });
        finish(CANCELLED);
      },
    };
  };

  return {
    call: (name, input) =>
      new Promise((resolve) => {
        const id = begin(name, input, {
          take: (frame) => {
            if (frame.kind !== 'value' && frame.kind !== 'refused') return;
            open.delete(id);
            // The other side checks its answers against the contract in tests; the type is what it promises.
            resolve(frame.kind === 'value' ? success(frame.value as never) : { ok: false, problem: frame.problem });
          },
          lost: (problem) => resolve({ ok: false, problem }),
        });
      }),
    stream: (name, input, consume) => {
      const { ended, cancel } = subscribe(name, input, consume as Consumer<unknown>, null);
      return { ended, cancel };
    },
    bytes: (name, input, consume) => {
      const credit = new Credit();
      let over = false;
      const { id, ended, cancel } = subscribe(name, input, consume as Consumer<unknown>, credit);
      void ended.then(() => (over = true));
      let writing: Promise<void> = Promise.resolve();
      const writeNow = async (bytes: Uint8Array): Promise<void> => {
        for (let from = 0; from < bytes.length; from += LONGEST_BYTES) {
          await credit.some();
          if (over) return;
          const piece = bytes.subarray(from, from + LONGEST_BYTES);
          credit.spend(piece.length);
          send({ kind: 'bytes', id, bytes: piece });
        }
      };
      return {
        ended,
        cancel,
        write: (bytes) => (writing = writing.then(() => writeNow(bytes))),
        finish: () =>
          void writing.then(() => {
            if (!over) send({ kind: 'end', id });
          }),
      };
    },
    ready,
    closed,
    dispose: () => {
      close(LOST);
      transport.close();
    },
  };
}

/** Reads what the main process sent. It is of our own make: only what no version would send is passed over. */
function readServerFrame(message: Message): Frame | null {
  if (typeof message !== 'string') return decodeBytes(message);
  try {
    const parsed: unknown = JSON.parse(message);
    return typeof parsed === 'object' && parsed !== null && 'kind' in parsed ? (parsed as Frame) : null;
  } catch {
    return null;
  }
}
