import { CHAIN_START, linkHash } from '../../core/evidence/chain.ts';
import { sha256Hex } from '../../core/evidence/hash.ts';
import { findProbe } from '../../core/probes/registry.ts';
import type { OutputReference, RunEvent, StoredEvent } from '../../core/run/events.ts';

type Fields<Type extends RunEvent['type']> = Omit<Extract<RunEvent, { type: Type }>, 'type' | 'version'>;

/** What a probe got back from a host, in a built run. */
export interface Answer {
  readonly probe: string;
  readonly parameters?: unknown;
  readonly stdout: string | Uint8Array;
  readonly stderr?: string;
  readonly exit?: number;
}

/** A run put together event by event, as a store would hold it: outputs are kept by hash, facts are parsed from them by the real probes. */
export class BuiltRun {
  readonly events: StoredEvent[] = [];
  readonly artefacts = new Map<string, Uint8Array>();
  readonly operator: string;

  constructor(operator = 'ada') {
    this.operator = operator;
  }

  /** Reader of artefacts as a store gives one. */
  readonly read = async (hash: string): Promise<Uint8Array | null> => this.artefacts.get(hash) ?? null;

  get head(): number {
    return this.events.length;
  }

  add<Type extends RunEvent['type']>(type: Type, fields: Fields<Type>): StoredEvent {
    const sequence = this.events.length + 1;
    const event = { type, version: 1, ...fields } as unknown as RunEvent;
    const at = new Date(Date.UTC(2026, 2, 1, 12, 0, sequence)).toISOString();
    const link = {
      run: 'built-run',
      sequence,
      at,
      operator: this.operator,
      event,
      previous: this.events.at(-1)?.hash ?? CHAIN_START,
    };
    const stored = { ...link, hash: linkHash(link) };
    this.events.push(stored);
    return stored;
  }

  keep(text: string | Uint8Array, cut = 0): OutputReference {
    const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
    const hash = sha256Hex(bytes);
    this.artefacts.set(hash, bytes);
    return { hash, bytes: bytes.length, cut };
  }

  /** One exec with several probes on a host. */
  probed(host: string, answers: readonly Answer[], step?: string): StoredEvent {
    return this.add('probed', {
      batch: `batch-${this.events.length + 1}`,
      host,
      ...(step === undefined ? {} : { step }),
      command: 'sh -s',
      startedAt: new Date(Date.UTC(2026, 2, 1, 12, 0, this.events.length)).toISOString(),
      durationMs: 12,
      results: answers.map((answer) => this.#result(answer)),
    });
  }

  #result(answer: Answer): Extract<RunEvent, { type: 'probed' }>['results'][number] {
    const probe = findProbe(answer.probe);
    if (probe === undefined) throw new Error(`There is no probe ${answer.probe}.`);
    const parameters = probe.parameters.parse(answer.parameters ?? {});
    const stdout = this.keep(answer.stdout);
    const stderr = this.keep(answer.stderr ?? '');
    const bytes = (reference: OutputReference): Uint8Array => this.artefacts.get(reference.hash) ?? new Uint8Array();
    const output = { stdout: bytes(stdout), stderr: bytes(stderr), exit: answer.exit ?? 0, truncated: false };
    const parsed = probe.parse(output, parameters);
    const base = {
      probe: probe.name,
      parameters,
      command: probe.command(parameters),
      exit: output.exit,
      durationMs: 3,
      stdout,
      stderr,
    };
    if (!parsed.ok) return { ...base, problem: parsed.problem };
    const citations = Object.entries(parsed.citations).map(([pointer, { stream, start, end }]) => [
      pointer,
      [stream, start, end],
    ]);
    return {
      ...base,
      facts: parsed.facts,
      citations: Object.fromEntries(citations) as Record<string, ['stdout' | 'stderr', number, number]>,
    };
  }
}
