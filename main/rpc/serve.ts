import type { z } from 'zod';
import type { Contract, ItemOf, NameOf, OutputOf, ParsedInputOf, Shape } from '../../core/contract/contract.ts';
import { Consumed, Credit } from '../../core/contract/credit.ts';
import { encodeFrame, PROTOCOL, type Frame, type Message } from '../../core/contract/frame.ts';
import { readWindowFrame, type WindowFrame } from '../../core/contract/frame-schema.ts';
import type { Transport } from '../../core/contract/transport.ts';
import { assertNever, failure, success, type Problem, type Result } from '../../core/result.ts';
import { pump } from './pump.ts';
import { Received } from './received.ts';

/** What whoever answers may use: whether the window still wants it. */
export interface Asking {
  readonly signal: AbortSignal;
}

/** Coming back for the next piece gives the window credit for the one before. */
export interface BytesAsking extends Asking {
  readonly received: AsyncIterable<Uint8Array>;
}

type Source<Item> = Result<AsyncIterable<Item>> | Promise<Result<AsyncIterable<Item>>>;

/** One function for each name of a contract. Nothing is taken from a source while the window is behind: it is the source that waits. */
export type Answers<Table extends Contract> = {
  readonly [Name in NameOf<Table, 'call'>]: (
    input: ParsedInputOf<Table, Name>,
    asking: Asking,
  ) => Promise<Result<OutputOf<Table, Name>>>;
} & {
  readonly [Name in NameOf<Table, 'stream'>]: (input: ParsedInputOf<Table, Name>, asking: Asking) => Source<ItemOf<Table, Name>>;
} & {
  readonly [Name in NameOf<Table, 'bytes'>]: (input: ParsedInputOf<Table, Name>, asking: BytesAsking) => Source<Uint8Array>;
};

export interface ServeOptions {
  readonly version: string;
  /** Whether the nonce in the window's hello is one that a page was given; null where the transport itself says who is at its other end. */
  readonly nonce: ((given: string) => boolean) | null;
  /** Told of what was not expected: a thrown error of an answer, a window that does not keep to the contract. */
  readonly report: (what: string, thrown?: unknown) => void;
  /** Also check what is answered against the contract: for tests and for working on it. */
  readonly strict?: boolean;
}

/** Requests that one window may have under way. */
const MOST_OPEN = 500;

const UNEXPECTED: Problem = {
  code: 'internal',
  sentence: 'Xenpath met an error of its own while answering. It is in its log.',
  next: 'Try again; if it stays, report it with the log.',
};

/** An answer, whatever its kind, once the name was looked up and the input parsed. */
type Answer = (input: unknown, asking: BytesAsking) => Promise<Result<unknown>>;

/** Answers one window until its transport closes. Inputs are always parsed; a window that says what no window says is cut off. */
export function serveWindow<Table extends Contract>(
  transport: Transport,
  table: Table,
  answers: Answers<Table>,
  options: ServeOptions,
): { readonly dispose: () => void } {
  const served = new ServedWindow(
    transport,
    table,
    (name) => answers[name as keyof Answers<Table>] as unknown as Answer,
    options,
  );
  return { dispose: () => served.dispose() };
}

interface Open {
  readonly abort: AbortController;
  readonly credit: Credit;
  readonly received: Received;
}

class ServedWindow {
  readonly #transport: Transport;
  readonly #table: Contract;
  readonly #answer: (name: string) => Answer;
  readonly #options: ServeOptions;
  readonly #open = new Map<number, Open>();
  #state: 'greeting' | 'ready' | 'closed' = 'greeting';

  constructor(transport: Transport, table: Contract, answer: (name: string) => Answer, options: ServeOptions) {
    this.#transport = transport;
    this.#table = table;
    this.#answer = answer;
    this.#options = options;
    transport.onMessage((message) => this.#hear(message));
    transport.onClose(() => this.#close());
  }

  dispose(): void {
    this.#close();
    this.#transport.close();
  }

  #close(): void {
    this.#state = 'closed';
    for (const one of this.#open.values()) stopAnswering(one);
    this.#open.clear();
  }

  #hear(message: Message): void {
    if (this.#state === 'closed') return;
    const frame = readWindowFrame(message);
    const wrong = frame === null ? 'it sent something that is not a frame' : this.#take(frame);
    if (wrong === null) return;
    this.#options.report(`A window was cut off: ${wrong}.`);
    this.dispose();
  }

  /** Null, or what no window of ours would have done. */
  #take(frame: WindowFrame): string | null {
    if (frame.kind === 'hello') return this.#greet(frame);
    if (this.#state === 'greeting') return 'it did not greet';
    const one = this.#open.get(frame.id);
    switch (frame.kind) {
      case 'request':
        if (one !== undefined) return 'it used the id of a request that is under way';
        void this.#request(frame);
        return null;
      case 'bytes':
        return one?.received.put(frame.bytes) === false ? 'it sent more than it had credit for' : null;
      case 'end':
        one?.received.finish();
        return null;
      case 'credit':
        one?.credit.give(frame.amount);
        return null;
      case 'cancel':
        if (one !== undefined) stopAnswering(one);
        return null;
      default:
        return assertNever(frame);
    }
  }

  #greet({ nonce = '' }: Extract<WindowFrame, { kind: 'hello' }>): string | null {
    if (this.#state === 'ready') return 'it greeted twice';
    if (this.#options.nonce !== null && !this.#options.nonce(nonce)) return 'its nonce is not the one of its page';
    this.#state = 'ready';
    this.#send({ kind: 'hello', protocol: PROTOCOL, version: this.#options.version });
    return null;
  }

  /** What was asked, if it may be asked: by name, with an input of the right shape. */
  #asked(name: string, input: unknown): Result<{ readonly shape: Shape; readonly input: unknown }> {
    const shape = Object.hasOwn(this.#table, name) ? this.#table[name] : undefined;
    if (shape === undefined) return failure('unknown-request', `There is nothing called “${name}” to ask.`);
    if (this.#open.size >= MOST_OPEN) {
      return failure('too-many-requests', `More than ${MOST_OPEN} requests of this window are under way.`);
    }
    const parsed = shape.input.safeParse(input);
    return parsed.success ? success({ shape, input: parsed.data }) : wrongInput(name, parsed.error);
  }

  async #request({ id, name, input }: Extract<WindowFrame, { kind: 'request' }>): Promise<void> {
    const asked = this.#asked(name, input);
    if (!asked.ok) {
      this.#refuse(id, asked.problem);
      return;
    }
    const consumed = new Consumed((amount) => this.#send({ kind: 'credit', id, amount }));
    const one: Open = {
      abort: new AbortController(),
      credit: new Credit(),
      received: new Received((amount) => consumed.add(amount)),
    };
    this.#open.set(id, one);
    try {
      const result = await this.#answer(name)(asked.value.input, { signal: one.abort.signal, received: one.received });
      if (result.ok) await this.#tell(id, one, asked.value.shape, result.value);
      else this.#refuse(id, result.problem);
    } catch (thrown) {
      if (one.abort.signal.aborted) return;
      this.#options.report(`Answering “${name}” failed.`, thrown);
      this.#refuse(id, UNEXPECTED);
    } finally {
      one.received.finish();
      this.#open.delete(id);
    }
  }

  async #tell(id: number, { abort, credit }: Open, shape: Shape, value: unknown): Promise<void> {
    const checked = (schema: z.ZodType, what: unknown): unknown => (this.#options.strict === true ? schema.parse(what) : what);
    if (shape.kind === 'call') {
      this.#send({ kind: 'value', id, value: checked(shape.output, value) });
      return;
    }
    await pump(value as AsyncIterable<unknown>, {
      id,
      signal: abort.signal,
      credit,
      asItem: shape.kind === 'bytes' ? null : (item) => checked(shape.item, item),
      send: (frame) => this.#send(frame),
    });
  }

  #refuse(id: number, problem: Problem): void {
    this.#send({ kind: 'refused', id, problem });
  }

  #send(frame: Frame): void {
    if (this.#state !== 'closed') this.#transport.send(encodeFrame(frame));
  }
}

function stopAnswering({ abort, credit, received }: Open): void {
  abort.abort();
  credit.release();
  received.finish();
}

function wrongInput(name: string, { issues: [issue] }: z.ZodError): ReturnType<typeof failure> {
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  return failure('wrong-input', `“${name}” was asked wrongly${where}: ${issue?.message ?? 'no reason given'}.`);
}
