import type { Readable, Writable } from 'node:stream';
import { failure, success, type Result } from '../../../core/result.ts';

/** Something that the machine tells by itself. */
export interface QmpEvent {
  readonly event: string;
  readonly data: unknown;
}

/** One line of QMP, taken apart. */
export type QmpMessage =
  | { readonly kind: 'greeting' }
  | { readonly kind: 'answer'; readonly id: unknown; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly id: unknown; readonly sentence: string }
  | ({ readonly kind: 'event' } & QmpEvent);

/** Takes the lines of QMP out of pieces of a stream, as they come. */
export class QmpLines {
  #rest = '';

  /** The messages that a piece completes. A line that is none throws: the other end is no QEMU. */
  take(piece: string): readonly QmpMessage[] {
    const lines = `${this.#rest}${piece}`.split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.filter((line) => line.trim() !== '').map(message);
  }
}

function message(line: string): QmpMessage {
  const read = JSON.parse(line) as Readonly<Record<string, unknown>>;
  if ('QMP' in read) return { kind: 'greeting' };
  if ('event' in read) return { kind: 'event', event: String(read['event']), data: read['data'] ?? null };
  if ('error' in read) {
    const { desc } = read['error'] as { readonly desc?: unknown };
    return { kind: 'refusal', id: read['id'], sentence: String(desc) };
  }
  return { kind: 'answer', id: read['id'], value: read['return'] };
}

/** One QEMU's QMP, over the two streams that it speaks it on. */
export class Qmp {
  readonly #output: Writable;
  readonly #lines = new QmpLines();
  readonly #waiting = new Map<number, (result: Result<unknown>) => void>();
  readonly #listeners = new Set<(event: QmpEvent) => void>();
  #next = 1;
  #greeted: () => void = () => undefined;
  #ended = false;

  private constructor(input: Readable, output: Writable) {
    this.#output = output;
    input.setEncoding('utf8');
    input.on('data', (piece: string) => {
      for (const told of this.#lines.take(piece)) this.#hear(told);
    });
    const end = (): void => this.#end();
    input.on('close', end);
    input.on('error', end);
    output.on('error', end);
  }

  /** Waits for the greeting and agrees on the language: the machine is then put together, and waits. Problem: `qmp-closed`. */
  static async open(input: Readable, output: Writable): Promise<Result<Qmp>> {
    const qmp = new Qmp(input, output);
    await new Promise<void>((resolve) => {
      qmp.#greeted = resolve;
    });
    const agreed = await qmp.execute('qmp_capabilities');
    return agreed.ok ? success(qmp) : agreed;
  }

  /** Resolves with what the command returns. Problems: `qmp-refused` with QEMU's own sentence, `qmp-closed`. */
  execute(command: string, given: Readonly<Record<string, unknown>> = {}): Promise<Result<unknown>> {
    if (this.#ended) return Promise.resolve(closed(command));
    const id = this.#next++;
    return new Promise((resolve) => {
      this.#waiting.set(id, (result) => {
        const refused = !result.ok && result.problem.code === 'qmp-refused';
        resolve(refused ? failure('qmp-refused', `QEMU refused ${command}: ${result.problem.sentence}`) : result);
      });
      this.#output.write(`${JSON.stringify({ execute: command, arguments: given, id })}\n`);
    });
  }

  /** Tells a listener of events until the returned function is called. */
  onEvent(listener: (event: QmpEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #hear(told: QmpMessage): void {
    if (told.kind === 'greeting') this.#greeted();
    else if (told.kind === 'event') for (const listener of this.#listeners) listener({ event: told.event, data: told.data });
    else {
      const settle = this.#waiting.get(Number(told.id));
      this.#waiting.delete(Number(told.id));
      settle?.(told.kind === 'answer' ? success(told.value) : failure('qmp-refused', told.sentence));
    }
  }

  #end(): void {
    this.#ended = true;
    this.#greeted();
    for (const settle of this.#waiting.values()) settle(closed('a command'));
    this.#waiting.clear();
  }
}

function closed(command: string): { readonly ok: false; readonly problem: { code: string; sentence: string } } {
  return failure('qmp-closed', `The machine ended, or does not answer ${command}.`);
}
