import type { FileNode, TreeState } from './state.ts';

/** One file system: its plain state with an index of children, and a note of what changed for the journal. Paths are its own. */
export class Tree {
  readonly id: string;
  readonly state: TreeState;
  readonly #children = new Map<string, Set<string>>();
  #changed = new Set<string>();

  constructor(id: string, state: TreeState) {
    this.id = id;
    this.state = state;
    for (const path of Object.keys(state.nodes)) this.#index(path);
  }

  get(path: string): FileNode | undefined {
    return Object.hasOwn(this.state.nodes, path) ? this.state.nodes[path] : undefined;
  }

  set(path: string, node: FileNode): void {
    if (!Object.hasOwn(this.state.nodes, path)) this.#index(path);
    this.state.nodes[path] = node;
    this.#changed.add(path);
  }

  delete(path: string): void {
    if (!Object.hasOwn(this.state.nodes, path)) return;
    Reflect.deleteProperty(this.state.nodes, path);
    const { parent, name } = split(path);
    this.#children.get(parent)?.delete(name);
    this.#children.delete(path);
    this.#changed.add(path);
  }

  /** Names in a directory, in no order. */
  names(directory: string): readonly string[] {
    return [...(this.#children.get(directory) ?? [])];
  }

  /** Bytes that its files take, in blocks of 4096: what df calls used, without the file system's own share. */
  usedBytes(): number {
    let sum = 0;
    for (const node of Object.values(this.state.nodes)) sum += allocatedBytes(node);
    return sum;
  }

  /** Paths set or deleted since the last call. */
  takeChanged(): readonly string[] {
    const changed = [...this.#changed];
    this.#changed = new Set();
    return changed;
  }

  #index(path: string): void {
    if (path === '/') return;
    const { parent, name } = split(path);
    const siblings = this.#children.get(parent);
    if (siblings === undefined) this.#children.set(parent, new Set([name]));
    else siblings.add(name);
  }
}

/** Bytes on disk of one node. */
export function allocatedBytes(node: FileNode): number {
  if (node.kind === 'directory') return 4096;
  if (node.kind !== 'file') return 0;
  if (node.allocated !== undefined) return node.allocated;
  return Math.ceil(nodeSize(node) / 4096) * 4096;
}

/** Length of a node as stat gives it. */
export function nodeSize(node: FileNode): number {
  switch (node.kind) {
    case 'directory':
      return 4096;
    case 'link':
      return new TextEncoder().encode(node.target).length;
    case 'file': {
      const content = node.text !== undefined ? utf8Length(node.text) : node.base64 !== undefined ? base64Length(node.base64) : 0;
      return Math.max(content, node.size ?? 0);
    }
    case 'block':
    case 'character':
    case 'fifo':
      return 0;
  }
}

function utf8Length(text: string): number {
  return /^[\x00-\x7f]*$/u.test(text) ? text.length : new TextEncoder().encode(text).length;
}

function base64Length(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}

function split(path: string): { parent: string; name: string } {
  const at = path.lastIndexOf('/');
  return { parent: at === 0 ? '/' : path.slice(0, at), name: path.slice(at + 1) };
}
