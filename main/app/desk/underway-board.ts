import { inertBytes } from '../../../core/evidence/inert.ts';
import type { Redactor } from '../../../core/evidence/redactor.ts';
import type { RedactingStream } from '../../../core/evidence/redacting-stream.ts';
import type { Underway } from '../../../core/run/underway.ts';
import type { Progress, UnderwayNews } from '../../engine/ports.ts';
import { Changing } from './changing.ts';

/** Bytes of the latest output that are shown while a command runs. */
const TAIL_BYTES = 8192;

/** What is under way in one run, for whoever watches. It is kept nowhere: with the work that it is about it is gone. */
export class UnderwayBoard {
  readonly #changed = new Changing(0);
  readonly #entries = new Map<string, { underway: Underway; readonly tail: Tail }>();
  #count = 0;

  /** All of it as it is, then as it becomes; of what comes quickly the latest. What was printed is made ready only for who reads it. */
  async *watch(signal: AbortSignal): AsyncGenerator<readonly Underway[]> {
    for await (const _change of this.#changed.watch(signal)) yield this.whole();
  }

  whole(): readonly Underway[] {
    return [...this.#entries.values()].map(({ underway, tail }) =>
      underway.kind === 'act' ? { ...underway, ...tail.shown() } : underway,
    );
  }

  /** What the engine tells its progress to. `redactor`: of the work; what it knows is taken out across the borders of chunks. */
  progressFor(redactor: Redactor): Progress {
    return {
      begin: ({ withinMs, ...beginning }) => {
        const id = String((this.#count += 1));
        const underway: Underway = { ...beginning, id, since: fromNow(0), until: withinMs === null ? null : fromNow(withinMs) };
        const entry = { underway, tail: new Tail(redactor) };
        const tell = (): void => this.#changed.set(this.#changed.value + 1);
        this.#entries.set(id, entry);
        tell();
        return {
          printed: (stream, bytes) => {
            entry.tail.add(stream, bytes);
            tell();
          },
          now: (news) => {
            entry.underway = { ...entry.underway, ...changed(news) };
            tell();
          },
          end: () => {
            this.#entries.delete(id);
            tell();
          },
        };
      },
    };
  }
}

/** Seconds that are left are told as a time: a window counts down by itself. */
function changed({ nextMs, withinMs, ...rest }: UnderwayNews): object {
  return {
    ...rest,
    ...(nextMs === undefined ? {} : { next: nextMs === null ? null : fromNow(nextMs) }),
    ...(withinMs === undefined ? {} : { until: withinMs === null ? null : fromNow(withinMs) }),
  };
}

function fromNow(milliseconds: number): string {
  return new Date(Date.now() + milliseconds).toISOString();
}

/** The latest of what a command printed. */
class Tail {
  readonly #streams: Readonly<Record<'stdout' | 'stderr', RedactingStream>>;
  #bytes = 0;
  #kept: Uint8Array = new Uint8Array(0);
  #cut = false;

  constructor(redactor: Redactor) {
    this.#streams = { stdout: redactor.stream(), stderr: redactor.stream() };
  }

  add(stream: 'stdout' | 'stderr', chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    const all = Buffer.concat([this.#kept, this.#streams[stream].push(chunk)]);
    this.#cut ||= all.length > TAIL_BYTES;
    this.#kept = all.subarray(Math.max(0, all.length - TAIL_BYTES));
  }

  shown(): { readonly bytes: number; readonly tail: string } {
    // What was cut begins in the middle of a line, if there are any.
    const line = this.#cut ? this.#kept.indexOf(0x0a) + 1 : 0;
    return { bytes: this.#bytes, tail: inertBytes(this.#kept.subarray(line), { limit: TAIL_BYTES, lines: true }) };
  }
}
