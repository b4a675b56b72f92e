import type { Program } from '../programs/program.ts';
import { insertItem } from './agenda.ts';
import { Killed } from './killed.ts';
import { kindsOfMachine } from './kinds.ts';
import { Machine } from './machine.ts';
import { FileError } from './file-error.ts';
import type { BlockDevices, ComputedNodes, WorldPart } from './part.ts';
import { Random } from './random.ts';
import type { MachineKind, MachineState, WorldEvent, WorldState } from './state.ts';
import { Tree } from './tree.ts';

/** What others may listen to. `changed`: something may have changed; sent after each agenda item. */
export type WorldSignal =
  | { readonly type: 'up' | 'down'; readonly machine: string }
  | { readonly type: 'console'; readonly machine: string; readonly lines: readonly string[] }
  | { readonly type: 'scheduled' | 'changed' }
  /** Work that takes none of the world's time begins or ends. */
  | { readonly type: 'work' };

export interface WorldOptions {
  /** Bytes still free in a file system; null: no limit. */
  readonly freeBytes?: (world: World, tree: string) => number | null;
}

interface Waiter {
  readonly at: number;
  readonly order: number;
  readonly resolve: () => void;
}

/**
 * A simulated world: state, and the parts that give it behaviour. It knows no real clock: whoever drives it advances it. Not for use
 * from two places at once across awaits: JavaScript's single thread is what keeps its operations whole.
 */
export class World {
  readonly state: WorldState;
  readonly parts: readonly WorldPart[];
  readonly random: Random;
  readonly #machines = new Map<string, Machine>();
  readonly #trees = new Map<string, Tree>();
  readonly #treesCreated = new Set<string>();
  readonly #treesRemoved = new Set<string>();
  readonly #listeners = new Set<(signal: WorldSignal) => void>();
  readonly #options: WorldOptions;
  readonly #programs = new Map<MachineKind, Map<string, Program>>();
  readonly #nodes = new Map<MachineKind, readonly ComputedNodes[]>();
  #waiters: Waiter[] = [];
  #clock: (() => number) | null = null;
  #order = 0;
  #working = 0;
  /** While an agenda item runs, now is its time, however late it runs. */
  #executing: number | null = null;
  #failure: { readonly problem: unknown } | null = null;

  constructor(state: WorldState, parts: readonly WorldPart[], options: WorldOptions = {}) {
    this.state = state;
    this.parts = parts;
    this.random = new Random(state);
    this.#options = options;
    for (const kind of Object.keys(kindsOfMachine) as MachineKind[]) {
      this.#programs.set(kind, new Map(parts.flatMap((part) => Object.entries(part.programs?.[kind] ?? {}))));
      this.#nodes.set(kind, parts.flatMap((part) => (part.nodes ?? []).filter((node) => node.kind === kind))); // prettier-ignore
    }
    for (const machine of Object.values(state.machines)) this.#machines.set(machine.name, new Machine(this, machine));
  }

  /** Milliseconds since 1970 UTC, as the world counts. */
  now(): number {
    if (this.#executing !== null) return this.#executing;
    return Math.max(this.state.now, this.#clock?.() ?? 0);
  }

  /** From now on the moment is what this says (never before state.now). Without a clock time stands still between advances. */
  runBy(clock: () => number): void {
    this.#clock = clock;
  }

  machine(name: string): Machine {
    const machine = this.#machines.get(name);
    if (machine === undefined) throw new Error(`No machine is called ${name}`);
    return machine;
  }

  find(name: string): Machine | undefined {
    return this.#machines.get(name);
  }

  machines(): readonly Machine[] {
    return [...this.#machines.values()];
  }

  /** The machine that has this address now. */
  atAddress(address: string): Machine | undefined {
    return this.machines().find((machine) => machine.state.address === address);
  }

  addMachine(state: MachineState): Machine {
    if (this.#machines.has(state.name)) throw new Error(`There is a machine called ${state.name} already`);
    this.state.machines[state.name] = state;
    const machine = new Machine(this, state);
    this.#machines.set(state.name, machine);
    return machine;
  }

  removeMachine(name: string): void {
    this.machine(name).cutPower();
    this.#machines.delete(name);
    Reflect.deleteProperty(this.state.machines, name);
    Reflect.deleteProperty(this.state.software, name);
  }

  /** Names that never repeat: `tree-17`. */
  newId(prefix: string): string {
    this.state.counter += 1;
    return `${prefix}-${String(this.state.counter)}`;
  }

  tree(id: string): Tree {
    const known = this.#trees.get(id);
    if (known !== undefined) return known;
    const state = this.state.trees[id];
    if (state === undefined) throw new Error(`There is no file system ${id}`);
    const tree = new Tree(id, state);
    this.#trees.set(id, tree);
    return tree;
  }

  /** A new, empty file system; its root directory is there. */
  createTree(id = this.newId('tree')): Tree {
    this.state.trees[id] = { nodes: { '/': { kind: 'directory', mode: 0o755, uid: 0, gid: 0, mtime: this.now() } } };
    this.#trees.delete(id);
    this.#treesRemoved.delete(id);
    this.#treesCreated.add(id);
    return this.tree(id);
  }

  removeTree(id: string): void {
    this.#treesRemoved.add(id);
    this.#trees.delete(id);
    Reflect.deleteProperty(this.state.trees, id);
  }

  /** What happened to file systems since the last call: removed ones, whole new ones, changed paths of the others. */
  takeTreeChanges(): {
    readonly removed: readonly string[];
    readonly created: readonly string[];
    readonly changed: ReadonlyMap<string, readonly string[]>;
  } {
    const removed = [...this.#treesRemoved];
    const created = [...this.#treesCreated].filter((id) => this.state.trees[id] !== undefined);
    this.#treesRemoved.clear();
    this.#treesCreated.clear();
    const changed = new Map<string, readonly string[]>();
    for (const [id, tree] of this.#trees) {
      const paths = tree.takeChanged();
      if (paths.length > 0 && !created.includes(id)) changed.set(id, paths);
    }
    return { removed, created, changed };
  }

  freeBytes(tree: string): number | null {
    return this.#options.freeBytes?.(this, tree) ?? null;
  }

  program(kind: MachineKind, id: string): Program | undefined {
    return this.#programs.get(kind)?.get(id);
  }

  /** Paths of all registered programs of a kind. */
  programPaths(kind: MachineKind): readonly string[] {
    return [...(this.#programs.get(kind)?.keys() ?? [])];
  }

  /** Size of a block device in bytes; null when the path is none. */
  blockSize(machine: Machine, path: string): number | null {
    for (const part of this.parts) {
      const size = part.blocks?.size(this, machine, path) ?? null;
      if (size !== null) return size;
    }
    return null;
  }

  readBlocks(machine: Machine, path: string, offset: number, length: number): Promise<Uint8Array> {
    return this.#blocks(machine, path).read(this, machine, path, offset, length);
  }

  writeBlocks(machine: Machine, path: string, offset: number, bytes: Uint8Array, sync: boolean): Promise<void> {
    return this.#blocks(machine, path).write(this, machine, path, offset, bytes, sync);
  }

  computedNodes(kind: MachineKind): readonly ComputedNodes[] {
    return this.#nodes.get(kind) ?? [];
  }

  /** Puts an event into the agenda; returns its number, for cancel(). */
  schedule(at: number, event: WorldEvent): number {
    this.state.counter += 1;
    const id = this.state.counter;
    insertItem(this.state.agenda, { id, at: Math.max(at, this.now()), event });
    this.signal({ type: 'scheduled' });
    return id;
  }

  cancel(id: number): void {
    this.cancelWhere((_event, item) => item === id);
  }

  cancelWhere(which: (event: WorldEvent, id: number) => boolean): void {
    // In place: the agenda array may be held by an advance that is under way.
    for (let at = this.state.agenda.length - 1; at >= 0; at -= 1) {
      const item = this.state.agenda[at];
      if (item !== undefined && which(item.event, item.id)) this.state.agenda.splice(at, 1);
    }
  }

  /** Resolves when that much world time has passed; rejects with Killed when the signal is set first. Dies with the process. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(killedBy(signal));
        return;
      }
      const stop = (): void => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        reject(killedBy(signal));
      };
      this.#order += 1;
      const waiter: Waiter = {
        at: this.now() + Math.max(0, milliseconds),
        order: this.#order,
        resolve: () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        },
      };
      signal?.addEventListener('abort', stop, { once: true });
      this.#waiters.push(waiter);
      this.signal({ type: 'scheduled' });
    });
  }

  /** When something is due next, or null. */
  nextDue(): number | null {
    const times = this.#waiters.map((waiter) => waiter.at);
    const first = this.state.agenda[0];
    if (first !== undefined) times.push(first.at);
    return times.length === 0 ? null : Math.min(...times);
  }

  /**
   * Executes everything that is due until then, in order, and makes it the present. `settle` lets programs that were woken up go on
   * before the next item; the default lets promises run, which is enough for programs that wait for nothing but the world.
   */
  async advanceTo(until: number, settle: () => Promise<void> = letPromisesRun): Promise<void> {
    for (let due = this.nextDue(); due !== null && due <= until; due = this.nextDue()) {
      this.#step(due);
      await settle();
      if (this.#failure !== null) throw this.#failure.problem;
    }
    this.state.now = Math.max(this.state.now, until);
  }

  advance(milliseconds: number, settle?: () => Promise<void>): Promise<void> {
    return this.advanceTo(this.now() + milliseconds, settle);
  }

  onSignal(listener: (signal: WorldSignal) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  signal(signal: WorldSignal): void {
    for (const listener of [...this.#listeners]) listener(signal);
  }

  /** Resolves at the next change of any machine's power. */
  nextSignal(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = this.onSignal((event) => {
        if (event.type !== 'up' && event.type !== 'down') return;
        stop();
        resolve();
      });
      signal?.addEventListener('abort', () => {
        stop();
        reject(killedBy(signal));
      });
    });
  }

  /** Counts work that takes real time and none of the world's (a tool that computes): who makes time pass waits for it. */
  async work<T>(doing: Promise<T>): Promise<T> {
    this.#working += 1;
    if (this.#working === 1) this.signal({ type: 'work' });
    try {
      return await doing;
    } finally {
      this.#working -= 1;
      if (this.#working === 0) this.signal({ type: 'work' });
    }
  }

  /** Something within `work` that the world's time passes for again: a program that the tool runs may wait. */
  async within<T>(doing: Promise<T>): Promise<T> {
    this.#working -= 1;
    if (this.#working === 0) this.signal({ type: 'work' });
    try {
      return await doing;
    } finally {
      this.#working += 1;
      if (this.#working === 1) this.signal({ type: 'work' });
    }
  }

  get working(): boolean {
    return this.#working > 0;
  }

  /** An unexpected failure inside a part: advanceTo throws it. */
  fail(problem: unknown): void {
    this.#failure = { problem };
  }

  #blocks(machine: Machine, path: string): BlockDevices {
    const part = this.parts.find((candidate) => (candidate.blocks?.size(this, machine, path) ?? null) !== null);
    if (part?.blocks === undefined) throw new FileError('ENXIO', path);
    return part.blocks;
  }

  #step(at: number): void {
    this.state.now = Math.max(this.state.now, at);
    const first = this.state.agenda[0];
    const waiter = this.#waiters.reduce<Waiter | null>(
      (best, other) => (best === null || other.at < best.at || (other.at === best.at && other.order < best.order) ? other : best),
      null,
    );
    if (first !== undefined && first.at <= at && (waiter === null || first.at <= waiter.at)) {
      this.state.agenda.shift();
      this.#executing = this.state.now;
      try {
        this.#execute(first.event);
      } finally {
        this.#executing = null;
      }
    } else if (waiter !== null) {
      this.#waiters = this.#waiters.filter((other) => other !== waiter);
      waiter.resolve();
    }
    this.signal({ type: 'changed' });
  }

  #execute(event: WorldEvent): void {
    if (event.type === 'machine.boot') {
      if (event.machine !== undefined) this.find(event.machine)?.boot();
      return;
    }
    if (event.type === 'machine.down') {
      if (event.machine !== undefined) this.find(event.machine)?.down(event['then'] === 'reboot' ? 'reboot' : 'off');
      return;
    }
    const handler = this.parts.find((part) => part.events?.[event.type] !== undefined)?.events?.[event.type];
    if (handler === undefined) throw new Error(`No part handles the event ${event.type}`);
    handler(this, event);
  }
}

function killedBy(signal: AbortSignal | undefined): Error {
  return signal?.reason instanceof Killed ? signal.reason : new Killed('SIGKILL');
}

async function letPromisesRun(): Promise<void> {
  for (let turn = 0; turn < 64; turn += 1) await Promise.resolve();
}
