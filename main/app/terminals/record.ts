import { failure, success, type Problem, type Result } from '../../../core/result.ts';
import type { RunEvent } from '../../../core/run/events.ts';
import type { RunWriter } from '../../store/store.ts';
import type { ShellEnd } from '../../ssh/session.ts';

/** Bytes of what a host showed that are kept with the run; the rest is counted. */
const MOST_KEPT = 2 * 1024 * 1024;
/** While somebody types, it is recorded so often that they do. Milliseconds. */
const TYPED_EVERY_MS = 10_000;

export interface RecordOptions {
  readonly writer: RunWriter;
  readonly operator: string;
  readonly terminal: string;
  readonly host: string;
  readonly command: string | null;
  /** Told when something could not be kept. */
  readonly failed: (problem: Problem) => void;
}

/**
 * What a run keeps of a terminal that is open beside it: that it was open, that somebody typed (from then on what was proved on that host is old), and what
 * the host showed, redacted as all output. What was typed is not kept: what is typed where the host does not show it is a secret.
 */
export class TerminalRecord {
  readonly #options: RecordOptions;
  readonly #started = new Date();
  readonly #shown: Uint8Array[] = [];
  #kept = 0;
  #cut = 0;
  #typed = 0;
  #untold = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  private constructor(options: RecordOptions) {
    this.#options = options;
  }

  /** On disk before anything is opened. */
  static async begin(options: RecordOptions): Promise<Result<TerminalRecord>> {
    const { terminal, host, command } = options;
    const record = new TerminalRecord(options);
    const begun = await record.#append([{ type: 'terminal-opened', version: 1, terminal, host, command }]);
    return begun.ok ? success(record) : begun;
  }

  shown(bytes: Uint8Array): void {
    const room = Math.min(bytes.length, MOST_KEPT - this.#kept);
    // A copy: what it is a part of is larger and would be kept with it.
    if (room > 0) this.#shown.push(bytes.slice(0, room));
    this.#kept += room;
    this.#cut += bytes.length - room;
  }

  /** Before they go out: resolves when it may be typed. */
  async typed(bytes: number): Promise<void> {
    this.#typed += bytes;
    this.#untold += bytes;
    const wait = this.#toldAt + TYPED_EVERY_MS - performance.now();
    if (wait <= 0) await this.#tell();
    else
      this.#timer ??= setTimeout(() => {
        this.#timer = null;
        void this.#tell();
      }, wait);
  }

  /** The end. */
  async close({ exit, signal, problem }: ShellEnd): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#tell();
    const { terminal, host, writer } = this.#options;
    const { reference: output } = writer.keep(Buffer.concat(this.#shown), this.#cut);
    const why = signal === undefined ? problem : failure('signal', `Signal ${signal} ended it.`).problem;
    await this.#append([
      {
        type: 'terminal-closed',
        version: 1,
        terminal,
        host,
        startedAt: this.#started.toISOString(),
        durationMs: Date.now() - this.#started.getTime(),
        typed: this.#typed,
        output,
        exit,
        ...(why === undefined ? {} : { problem: plain(why) }),
      },
    ]);
  }

  async #tell(): Promise<void> {
    if (this.#untold === 0) return;
    const bytes = this.#untold;
    this.#untold = 0;
    this.#toldAt = performance.now();
    await this.#append([{ type: 'terminal-used', version: 1, host: this.#options.host, bytes }]);
  }

  async #append(events: readonly RunEvent[]): Promise<Result<null>> {
    const { writer, operator, failed } = this.#options;
    const stored = await writer.append(operator, events);
    if (stored.ok) return success(null);
    failed(stored.problem);
    return stored;
  }
}

function plain({ code, sentence, next }: Problem): { code: string; sentence: string; next?: string } {
  return next === undefined ? { code, sentence } : { code, sentence, next };
}
