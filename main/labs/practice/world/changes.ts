import type { DebianState } from './debian/state.ts';
import type { SoftwareState } from './software/state.ts';
import type { AgendaItem, FileNode, MachineState, TreeState, WorldState } from './state.ts';
import type { StorageState } from './storage/state.ts';
import type { World } from './world.ts';

/** What a machine loses with its power; it is not kept. */
type Kept = Omit<MachineState, 'processes' | 'nextPid' | 'kernelLog' | 'console'>;

/** One part of the world as it is now: plain JSON, enough to replace what was known of it. */
export type Change =
  | { readonly part: 'core'; readonly value: CoreState }
  | { readonly part: 'storage'; readonly value: StorageState }
  | { readonly part: 'debian'; readonly value: DebianState }
  | { readonly part: 'machine'; readonly name: string; readonly value: Kept | null }
  | { readonly part: 'software'; readonly name: string; readonly value: SoftwareState | null }
  | { readonly part: 'tree'; readonly id: string; readonly value: TreeState | null }
  | { readonly part: 'nodes'; readonly id: string; readonly value: Readonly<Record<string, FileNode | null>> };

interface CoreState {
  readonly now: number;
  readonly random: number;
  readonly counter: number;
  readonly agenda: AgendaItem[];
}

/** Finds out what changed in a world since it was last asked, by comparing its parts with what they were: nobody has to report. */
export class ChangeLog {
  readonly #world: World;
  readonly #known = new Map<string, string>();

  /** The state as it is now counts as known. */
  constructor(world: World) {
    this.#world = world;
    this.take();
  }

  take(): readonly Change[] {
    const { state } = this.#world;
    const changes: Change[] = [];
    const seen = new Set<string>();
    const compare = (key: string, subject: unknown, change: Change): void => {
      seen.add(key);
      const text = JSON.stringify(subject);
      if (this.#known.get(key) === text) return;
      this.#known.set(key, text);
      changes.push(change);
    };
    // That time passed is no change.
    const core = { random: state.random, counter: state.counter, agenda: state.agenda };
    compare('core', core, { part: 'core', value: { ...core, now: this.#world.now() } });
    compare('storage', state.storage, { part: 'storage', value: state.storage });
    if (state.debian !== undefined) compare('debian', state.debian, { part: 'debian', value: state.debian });
    for (const [name, machine] of Object.entries(state.machines)) {
      const value = kept(machine);
      compare(`machine ${name}`, value, { part: 'machine', name, value });
    }
    for (const [name, value] of Object.entries(state.software))
      compare(`software ${name}`, value, { part: 'software', name, value });
    for (const key of [...this.#known.keys()]) {
      if (seen.has(key)) continue;
      this.#known.delete(key);
      const [part, name = ''] = key.split(' ');
      if (part === 'machine' || part === 'software') changes.push({ part, name, value: null });
    }
    const trees = this.#world.takeTreeChanges();
    for (const id of trees.removed) changes.push({ part: 'tree', id, value: null });
    for (const id of trees.created) {
      const value = state.trees[id];
      if (value !== undefined) changes.push({ part: 'tree', id, value });
    }
    for (const [id, paths] of trees.changed) {
      const nodes = state.trees[id]?.nodes;
      if (nodes === undefined) continue;
      changes.push({ part: 'nodes', id, value: Object.fromEntries(paths.map((path) => [path, nodes[path] ?? null])) });
    }
    return changes;
  }
}

/** A state as it is kept: without what only a running machine has. */
export function keptState(state: WorldState): WorldState {
  return {
    ...state,
    machines: Object.fromEntries(
      Object.entries(state.machines).map(([name, machine]) => [
        name,
        { ...kept(machine), processes: [], nextPid: 300, kernelLog: [], console: [] },
      ]),
    ),
  };
}

function kept(machine: MachineState): Kept {
  const { processes: _processes, nextPid: _nextPid, kernelLog: _kernelLog, console: _console, ...rest } = machine;
  return rest;
}

/** Makes a state what it was when the changes were taken. */
export function applyChanges(state: WorldState, changes: readonly Change[]): void {
  for (const change of changes) {
    switch (change.part) {
      case 'core':
        Object.assign(state, change.value);
        break;
      case 'storage':
        state.storage = change.value;
        break;
      case 'debian':
        state.debian = change.value;
        break;
      case 'machine':
        if (change.value === null) Reflect.deleteProperty(state.machines, change.name);
        else state.machines[change.name] = { ...change.value, processes: [], nextPid: 300, kernelLog: [], console: [] };
        break;
      case 'software':
        if (change.value === null) Reflect.deleteProperty(state.software, change.name);
        else state.software[change.name] = change.value;
        break;
      case 'tree':
        if (change.value === null) Reflect.deleteProperty(state.trees, change.id);
        else state.trees[change.id] = change.value;
        break;
      case 'nodes': {
        const nodes = state.trees[change.id]?.nodes;
        if (nodes === undefined) break;
        for (const [path, node] of Object.entries(change.value)) {
          if (node === null) Reflect.deleteProperty(nodes, path);
          else nodes[path] = node;
        }
        break;
      }
    }
  }
}
