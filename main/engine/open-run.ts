import type { Inventory, InventoryHost } from '../../core/hosts/inventory.ts';
import type { ResolvedParameters } from '../../core/procedure/parameters.ts';
import type { Procedure } from '../../core/procedure/schema.ts';
import type { Problem } from '../../core/result.ts';
import type { OutputReference, RunEvent, StoredEvent } from '../../core/run/events.ts';
import { reduce } from '../../core/run/reducer.ts';
import type { RunState } from '../../core/run/state.ts';
import type { Beginning } from '../../core/run/underway.ts';
import type { KeptOutput, RunWriter } from '../store/store.ts';
import type { EnginePorts, UnderwayTeller } from './ports.ts';
import type { TopologyWatch } from './topology-watch.ts';

/** Thrown through the engine when evidence cannot be stored: nothing may be done that cannot be recorded. */
export class EvidenceLost extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.sentence);
    this.name = 'EvidenceLost';
    this.problem = problem;
  }
}

/** Thrown when the operator asked to stop; the act in flight was let finish before. */
export class RunInterrupted extends Error {}

export interface OpenRunParts {
  readonly writer: RunWriter;
  readonly operator: string;
  readonly procedure: Procedure;
  readonly inventory: Inventory;
  readonly parameters: ResolvedParameters;
  readonly ports: EnginePorts;
  readonly signal: AbortSignal;
  /** Records what is connected to what, where the entry can lay it out. */
  readonly topology?: TopologyWatch;
}

/**
 * A run while the engine works on it: its state, and the only way to add to it. What `emit` returned from is on disk;
 * state is always what the reducer makes of what is on disk, with the hosts' own names and addresses where pseudonyms stand for them there.
 */
export class OpenRun {
  readonly parts: OpenRunParts;
  readonly ports: EnginePorts;
  readonly procedure: Procedure;
  /** Hosts that can be asked: the inventory's, and those that joined. */
  readonly hosts: Map<string, InventoryHost>;
  #state: RunState;
  #held: readonly RunEvent[] = [];

  constructor(parts: OpenRunParts, state: RunState) {
    this.parts = parts;
    this.ports = parts.ports;
    this.procedure = parts.procedure;
    this.hosts = new Map(Object.entries(parts.inventory.hosts));
    this.#state = state;
  }

  get state(): RunState {
    return this.#state;
  }

  get id(): string {
    return this.parts.writer.run;
  }

  get signal(): AbortSignal {
    return this.parts.signal;
  }

  /** Stores events, all or none, takes them into the state, and gives them as they are stored. Throws {@link EvidenceLost} when they cannot be stored. */
  async emit(...events: readonly RunEvent[]): Promise<readonly StoredEvent[]> {
    const held = this.#held;
    this.#held = [];
    if (held.length + events.length === 0) return [];
    const stored = await this.parts.writer.append(this.parts.operator, [...held, ...events]);
    if (!stored.ok) {
      this.#held = [...held, ...this.#held];
      throw new EvidenceLost(stored.problem);
    }
    const { own } = this.parts.writer;
    for (const event of stored.value) this.#state = reduce(this.#state, { ...event, event: own(event.event) });
    this.parts.topology?.take(this, stored.value);
    return stored.value;
  }

  /**
   * Takes what was asked of a host, to be stored in one transaction with what is concluded from it: by the next `emit`, before that event. Nothing of it
   * may be told before; an `emit` of nothing stores it alone.
   */
  hold(event: RunEvent): void {
    this.#held = [...this.#held, event];
  }

  /** Redacts and keeps output; it is on disk with the next `emit`. */
  keep(bytes: Uint8Array, cut = 0): KeptOutput {
    return this.parts.writer.keep(bytes, cut);
  }

  /** Text without any secret that this run knows: for what is shown of a host. */
  redacted(text: string): string {
    return this.parts.writer.redacted(text);
  }

  reference(bytes: Uint8Array, cut = 0): OutputReference {
    return this.keep(bytes, cut).reference;
  }

  /** Real milliseconds for a time of the hosts, with room for the work on our own side, which no scale shortens. */
  realTime(hostMilliseconds: number): number {
    return hostMilliseconds / this.ports.clock.scale + this.ports.clock.ownSideMs;
  }

  /** Does something that takes its time, and tells whoever looks on how it goes; that it is over is told whatever comes of it. */
  async underway<Value>(beginning: Beginning, work: (teller: UnderwayTeller) => Promise<Value>): Promise<Value> {
    const teller = this.ports.progress?.begin(beginning) ?? UNHEARD;
    try {
      return await work(teller);
    } finally {
      teller.end();
    }
  }

  stopIfAsked(): void {
    if (this.signal.aborted) throw new RunInterrupted('The operator asked to stop.');
  }
}

const UNHEARD: UnderwayTeller = { printed: () => undefined, now: () => undefined, end: () => undefined };
