import { FileError } from './file-error.ts';
import { kindOf, linkTarget } from './found.ts';
import type { Found } from './found.ts';
import { baseName, isUnder, parentPath, resolvePath } from './path.ts';
import type { ComputedNode, ComputedNodes } from './part.ts';
import type { FileNode, MountState } from './state.ts';
import type { Tree } from './tree.ts';

/** What the file view needs to know of the machine that it belongs to. */
export interface FileContext {
  readonly mounts: () => readonly MountState[];
  readonly tree: (id: string) => Tree;
  readonly computed: () => readonly ComputedNodes[];
  readonly node: (provider: ComputedNodes, path: string) => ComputedNode | undefined;
  readonly now: () => number;
  /** Bytes that may still be written to a tree; null when nobody limits it. */
  readonly freeBytes: (tree: string) => number | null;
}

/** Where paths lead on a machine: through links, mounts and computed nodes, and where something new may be stored. */
export class FilePlaces {
  readonly #context: FileContext;
  readonly #inodes = new Map<string, number>();

  constructor(context: FileContext) {
    this.#context = context;
  }

  /** `follow`: also a link at the end of the path is followed (the default). */
  lookup(path: string, follow = true): Found {
    const found = this.find(path, follow);
    if (found === null) throw new FileError('ENOENT', path);
    return found;
  }

  find(path: string, follow = true): Found | null {
    return this.#walk(resolvePath('/', path), follow, 0);
  }

  #walk(path: string, follow: boolean, depth: number): Found | null {
    if (depth > 40) throw new FileError('ELOOP', path);
    const parts = path === '/' ? [] : path.slice(1).split('/');
    let here = '/';
    let found = this.#at(here);
    for (const [index, part] of parts.entries()) {
      if (found === null) return null;
      if (kindOf(found) !== 'directory') throw new FileError('ENOTDIR', path);
      here = `${here === '/' ? '' : here}/${part}`;
      found = this.#at(here);
      const target = found === null ? null : linkTarget(found);
      const last = index === parts.length - 1;
      if (target !== null && (!last || follow)) {
        const rest = parts.slice(index + 1).join('/');
        return this.#walk(resolvePath(parentPath(here), rest === '' ? target : `${target}/${rest}`), follow, depth + 1);
      }
    }
    return found;
  }

  #at(path: string): Found | null {
    const mount = this.#mount(path);
    const computed = this.#computed(path);
    const covered = mount !== null && mount.path !== '/' && mount.tree !== null;
    if (computed !== null && !(covered && computed.provider.prefix.length <= mount.path.length)) {
      if (computed.node.kind !== 'directory') return { path, stored: null, computed: computed.node };
    }
    if (mount !== null && mount.tree !== null) {
      const tree = this.#context.tree(mount.tree);
      const inner = mount.path === '/' ? path : path.slice(mount.path.length) || '/';
      const node = tree.get(inner);
      if (node !== undefined) return { path, stored: { tree, inner, node }, computed: null };
      if (inner === '/') return { path, stored: null, computed: { kind: 'directory', entries: [], mode: 0o755 } };
    }
    return computed === null ? null : { path, stored: null, computed: computed.node };
  }

  #mount(path: string): MountState | null {
    let best: MountState | null = null;
    for (const mount of this.#context.mounts())
      if (isUnder(path, mount.path) && (best === null || mount.path.length >= best.path.length)) best = mount;
    return best;
  }

  /** Which mount a path lies on, as an index. */
  mountIndex(path: string): number {
    const mount = this.#mount(path);
    return mount === null ? 0 : this.#context.mounts().indexOf(mount);
  }

  /** A number that tells a path from others, the same each time it is asked. */
  inode(path: string): number {
    const known = this.#inodes.get(path);
    if (known !== undefined) return known;
    const inode = 65_537 + this.#inodes.size;
    this.#inodes.set(path, inode);
    return inode;
  }

  #computed(path: string): { readonly node: ComputedNode; readonly provider: ComputedNodes } | null {
    let best: { node: ComputedNode; provider: ComputedNodes } | null = null;
    for (const provider of this.#context.computed()) {
      if (!isUnder(path, provider.prefix) || (best !== null && best.provider.prefix.length >= provider.prefix.length)) continue;
      const node = this.#context.node(provider, path);
      if (node !== undefined) best = { node, provider };
    }
    if (best !== null) return best;
    const below = this.#context
      .computed()
      .find(
        (provider) =>
          provider.prefix !== path &&
          isUnder(provider.prefix, path) &&
          this.#context.node(provider, provider.prefix) !== undefined,
      );
    return below === undefined ? null : { node: { kind: 'directory', entries: [] }, provider: below };
  }

  /** Names in a directory, sorted by code point. */
  names(found: Found): readonly string[] {
    const names = new Set<string>();
    if (found.stored !== null) for (const name of found.stored.tree.names(found.stored.inner)) names.add(name);
    for (const provider of this.#context.computed()) {
      if (isUnder(found.path, provider.prefix)) {
        const node = this.#context.node(provider, found.path);
        if (node?.kind === 'directory') for (const entry of node.entries) names.add(entry);
      } else if (isUnder(provider.prefix, found.path) && this.#context.node(provider, provider.prefix) !== undefined) {
        const rest = provider.prefix.slice(found.path === '/' ? 1 : found.path.length + 1);
        names.add(rest.split('/')[0] ?? rest);
      }
    }
    for (const mount of this.#context.mounts())
      if (mount.path !== '/' && parentPath(mount.path) === found.path) names.add(baseName(mount.path));
    return [...names].sort();
  }

  /** Where a new file goes: its directory must exist and be one that stores files. */
  place(path: string): { readonly tree: Tree; readonly inner: string } {
    const absolute = resolvePath('/', path);
    const dangling = this.find(absolute, false);
    const link = dangling === null ? null : linkTarget(dangling);
    if (link !== null) return this.place(resolvePath(parentPath(absolute), link));
    const directory = this.find(parentPath(absolute));
    if (directory === null) throw new FileError('ENOENT', path);
    if (kindOf(directory) !== 'directory') throw new FileError('ENOTDIR', path);
    const mount = this.#mount(directory.path);
    if (mount === null || mount.tree === null || (directory.stored === null && directory.path !== mount.path))
      throw new FileError(directory.computed === null ? 'ENOENT' : 'EACCES', path);
    if (readOnly(mount)) throw new FileError('EROFS', path);
    const full = `${directory.path === '/' ? '' : directory.path}/${baseName(absolute)}`;
    return { tree: this.#context.tree(mount.tree), inner: mount.path === '/' ? full : full.slice(mount.path.length) };
  }

  /** The stored node that may be changed. Throws FileError: EPERM for a computed node, EROFS on a mount that is read only. */
  changeable(found: Found, path: string): { readonly tree: Tree; readonly inner: string; readonly node: FileNode } {
    if (found.stored === null) throw new FileError('EPERM', path);
    const mount = this.#mount(found.path);
    if (mount !== null && readOnly(mount)) throw new FileError('EROFS', path);
    return found.stored;
  }

  /** Throws FileError when so many more bytes cannot be written: EROFS, ENOSPC. */
  claim(place: { readonly tree: Tree } | null, path: string, bytes: number): void {
    const mount = this.#mount(resolvePath('/', path));
    if (mount !== null && readOnly(mount)) throw new FileError('EROFS', path);
    if (place === null || bytes <= 0) return;
    const free = this.#context.freeBytes(place.tree.id);
    if (free !== null && bytes > free) throw new FileError('ENOSPC', path);
  }
}

function readOnly(mount: MountState): boolean {
  return mount.options.split(',').includes('ro');
}
