import { contentBytes, encodeContent } from './bytes.ts';
import { FileError } from './file-error.ts';
import { FilePlaces } from './file-places.ts';
import type { FileContext } from './file-places.ts';
import type { FileStatus } from './file-status.ts';
import { fileNode, kindOf } from './found.ts';
import type { Found } from './found.ts';
import { isUnder, parentPath, resolvePath } from './path.ts';
import type { ComputedNode } from './part.ts';
import type { FileNode } from './state.ts';
import { allocatedBytes, nodeSize } from './tree.ts';

const decoder = new TextDecoder();

/** The files that a machine sees: its mounted trees and its computed nodes, as one. Paths are absolute. Failures throw FileError. */
export class Files {
  readonly #context: FileContext;
  readonly #places: FilePlaces;

  constructor(context: FileContext) {
    this.#context = context;
    this.#places = new FilePlaces(context);
  }

  /** `follow`: also a link at the end of the path is followed (the default). Throws FileError (ENOENT) when nothing is there. */
  lookup(path: string, follow = true): Found {
    return this.#places.lookup(path, follow);
  }

  find(path: string, follow = true): Found | null {
    return this.#places.find(path, follow);
  }

  exists(path: string): boolean {
    try {
      return this.find(path) !== null;
    } catch (problem) {
      if (problem instanceof FileError) return false;
      throw problem;
    }
  }

  isDirectory(path: string): boolean {
    return this.exists(path) && kindOf(this.lookup(path)) === 'directory';
  }

  isFile(path: string): boolean {
    return this.exists(path) && kindOf(this.lookup(path)) === 'file';
  }

  realPath(path: string): string {
    return this.lookup(path).path;
  }

  stat(path: string, follow = true): FileStatus {
    const found = this.lookup(path, follow);
    const device = this.#places.mountIndex(found.path);
    const inode = this.#places.inode(found.path);
    if (found.stored !== null) {
      const node = found.stored.node;
      const numbered = node.kind === 'block' || node.kind === 'character';
      return { kind: node.kind, mode: node.mode, uid: node.uid, gid: node.gid, size: nodeSize(node), allocated: Math.ceil(allocatedBytes(node) / 4096) * 4096, mtime: node.mtime,
        major: numbered ? node.major : 0, minor: numbered ? node.minor : 0, device, inode }; // prettier-ignore
    }
    const node = found.computed;
    if (node === null) throw new FileError('ENOENT', path);
    const base = { uid: 0, gid: 0, allocated: 0, mtime: this.#context.now(), major: 0, minor: 0, device, inode };
    switch (node.kind) {
      case 'directory':
        return { ...base, kind: 'directory', mode: node.mode ?? 0o555, size: 0 };
      case 'file':
        return { ...base, kind: 'file', mode: node.mode ?? (node.write === undefined ? 0o444 : 0o644), size: 0 };
      case 'link':
        return { ...base, kind: 'link', mode: 0o777, size: node.target.length };
      case 'block':
      case 'character':
        return {
          ...base,
          kind: node.kind,
          mode: node.mode ?? (node.kind === 'block' ? 0o640 : 0o666),
          gid: node.kind === 'block' ? 6 : 0,
          size: 0,
          major: node.major,
          minor: node.minor,
        };
    }
  }

  /** Names in a directory, sorted by code point. */
  list(path: string): readonly string[] {
    const found = this.lookup(path);
    if (kindOf(found) !== 'directory') throw new FileError('ENOTDIR', path);
    return this.#places.names(found);
  }

  /** Whole content; a file that is larger than 256 MiB cannot be read whole (EINVAL): read a range. */
  readBytes(path: string): Uint8Array {
    const found = this.lookup(path);
    if (found.computed?.kind === 'file') return new TextEncoder().encode(found.computed.text);
    // Reading /dev/null finds its end at once.
    if (found.computed?.kind === 'character' && found.computed.major === 1 && found.computed.minor === 3)
      return new Uint8Array(0);
    const node = fileNode(found, path);
    const content = contentBytes(node);
    const size = nodeSize(node);
    if (size === content.length) return content;
    if (size > 268_435_456) throw new FileError('EINVAL', path);
    const bytes = new Uint8Array(size);
    bytes.set(content);
    return bytes;
  }

  /** A range of a file, zeros where nothing was written; shorter at the end of the file. */
  readRange(path: string, offset: number, length: number): Uint8Array {
    const found = this.lookup(path);
    if (found.computed?.kind === 'file') return new TextEncoder().encode(found.computed.text).slice(offset, offset + length);
    const node = fileNode(found, path);
    const bytes = new Uint8Array(Math.max(0, Math.min(length, nodeSize(node) - offset)));
    bytes.set(contentBytes(node).subarray(offset, offset + bytes.length));
    return bytes;
  }

  readText(path: string): string {
    const found = this.find(path);
    if (found?.stored?.node.kind === 'file' && found.stored.node.text !== undefined && found.stored.node.size === undefined)
      return found.stored.node.text;
    return decoder.decode(this.readBytes(path));
  }

  /** Creates or replaces a file's content; keeps mode and owner of one that exists. */
  write(path: string, content: string | Uint8Array, mode = 0o644): void {
    const found = this.find(path);
    if (found !== null && found.computed !== null) {
      void this.#writeComputed(found.computed, path, content);
      return;
    }
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const stored = typeof content === 'string' ? { text: content } : encodeContent(content);
    if (found !== null) {
      const node = fileNode(found, path);
      this.#places.claim(found.stored, path, bytes.length - nodeSize(node));
      found.stored?.tree.set(found.stored.inner, {
        kind: 'file',
        mode: node.mode,
        uid: node.uid,
        gid: node.gid,
        mtime: this.#context.now(),
        ...stored,
      });
      return;
    }
    const place = this.#places.place(path);
    this.#places.claim(place, path, bytes.length);
    place.tree.set(place.inner, { kind: 'file', mode, uid: 0, gid: 0, mtime: this.#context.now(), ...stored });
  }

  /** As write or append, and waits for what a computed node (a file of /proc or /sys) does with it. */
  async send(path: string, content: string | Uint8Array, how: 'write' | 'append'): Promise<void> {
    const found = this.find(path);
    if (found !== null && found.computed !== null) await this.#writeComputed(found.computed, path, content);
    else if (how === 'write') this.write(path, content);
    else this.append(path, content);
  }

  append(path: string, content: string | Uint8Array, mode = 0o644): void {
    const found = this.find(path);
    if (found === null) {
      this.write(path, content, mode);
      return;
    }
    if (found.computed !== null) {
      void this.#writeComputed(found.computed, path, content);
      return;
    }
    const node = fileNode(found, path);
    if (typeof content === 'string' && node.base64 === undefined && node.size === undefined) {
      this.#places.claim(found.stored, path, content.length);
      found.stored?.tree.set(found.stored.inner, { ...node, mtime: this.#context.now(), text: (node.text ?? '') + content });
      return;
    }
    const added = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    this.writeRange(path, nodeSize(node), added);
  }

  /** Writes at an offset, filling the gap with zeros. Zeros beyond the content are kept as a length, not as bytes. */
  writeRange(path: string, offset: number, bytes: Uint8Array): void {
    if (!this.exists(path)) this.write(path, '');
    const found = this.lookup(path);
    const node = fileNode(found, path);
    const before = contentBytes(node);
    const size = Math.max(nodeSize(node), offset + bytes.length);
    this.#places.claim(found.stored, path, size - nodeSize(node));
    const base = {
      kind: 'file',
      mode: node.mode,
      uid: node.uid,
      gid: node.gid,
      mtime: this.#context.now(),
      ...(node.disk === undefined ? {} : { disk: node.disk }),
    } as const;
    if (offset >= before.length && bytes.every((byte) => byte === 0)) {
      const kept = node.text !== undefined ? { text: node.text } : node.base64 !== undefined ? { base64: node.base64 } : {};
      const allocated = (node.allocated ?? nodeSize(node)) + bytes.length;
      found.stored?.tree.set(found.stored.inner, { ...base, ...kept, size, ...(allocated < size ? { allocated } : {}) });
      return;
    }
    if (offset + bytes.length > 67_108_864) throw new FileError('ENOSPC', path);
    const content = new Uint8Array(Math.max(before.length, offset + bytes.length));
    content.set(before);
    content.set(bytes, offset);
    found.stored?.tree.set(found.stored.inner, {
      ...base,
      ...encodeContent(content),
      ...(size > content.length ? { size } : {}),
    });
  }

  /** truncate(2): the rest is gone, or reads as zeros without taking space. */
  truncate(path: string, size: number): void {
    if (!this.exists(path)) this.write(path, '');
    const found = this.lookup(path);
    const node = fileNode(found, path);
    const content = contentBytes(node).slice(0, size);
    const allocated = Math.min(size, node.allocated ?? nodeSize(node));
    const next: FileNode = {
      kind: 'file',
      mode: node.mode,
      uid: node.uid,
      gid: node.gid,
      mtime: this.#context.now(),
      ...encodeContent(content),
      ...(size > content.length ? { size } : {}),
      ...(allocated < size ? { allocated } : {}),
      ...(node.disk === undefined || size === 0 ? {} : { disk: node.disk }),
    };
    found.stored?.tree.set(found.stored.inner, next);
  }

  /** `parents`: as mkdir -p, where it already being there is no error. */
  makeDirectory(path: string, options: { readonly parents?: boolean; readonly mode?: number } = {}): void {
    const absolute = resolvePath('/', path);
    if (this.exists(absolute)) {
      if (options.parents === true && this.isDirectory(absolute)) return;
      throw new FileError('EEXIST', path);
    }
    if (options.parents === true && !this.exists(parentPath(absolute)))
      this.makeDirectory(parentPath(absolute), { parents: true });
    const place = this.#places.place(absolute);
    this.#places.claim(place, path, 4096);
    place.tree.set(place.inner, { kind: 'directory', mode: options.mode ?? 0o755, uid: 0, gid: 0, mtime: this.#context.now() });
  }

  /** unlink(2), or with `recursive` all that is below it too. */
  remove(path: string, options: { readonly recursive?: boolean } = {}): void {
    const found = this.lookup(path, false);
    const place = this.#places.changeable(found, path);
    if (kindOf(found) === 'directory') {
      if (this.#context.mounts().some((mount) => mount.path !== '/' && isUnder(mount.path, found.path)))
        throw new FileError('EBUSY', path);
      const names = this.#places.names(found);
      if (names.length > 0 && options.recursive !== true) throw new FileError('ENOTEMPTY', path);
      for (const name of names) this.remove(`${found.path === '/' ? '' : found.path}/${name}`, options);
      if (place.inner === '/') return;
    }
    place.tree.delete(place.inner);
  }

  rename(from: string, to: string): void {
    const source = this.lookup(from, false);
    const place = this.#places.changeable(source, from);
    const existing = this.find(to, false);
    if (existing !== null && existing.path === source.path) return;
    if (existing !== null) {
      if (kindOf(existing) === 'directory' && kindOf(source) !== 'directory') throw new FileError('EISDIR', to);
      if (kindOf(existing) !== 'directory' && kindOf(source) === 'directory') throw new FileError('ENOTDIR', to);
    }
    const target = existing === null ? this.#places.place(to) : this.#places.changeable(existing, to);
    if (target.tree !== place.tree) throw new FileError('EXDEV', to);
    if (isUnder(target.inner, place.inner)) throw new FileError('EINVAL', to);
    if (existing !== null) this.remove(to);
    const moved = Object.keys(place.tree.state.nodes).filter((inner) => isUnder(inner, place.inner));
    for (const inner of moved) {
      const node = place.tree.get(inner);
      if (node !== undefined) place.tree.set(target.inner + inner.slice(place.inner.length), node);
    }
    for (const inner of moved) place.tree.delete(inner);
  }

  symlink(target: string, path: string): void {
    if (this.find(path, false) !== null) throw new FileError('EEXIST', path);
    const place = this.#places.place(path);
    place.tree.set(place.inner, { kind: 'link', target, mode: 0o777, uid: 0, gid: 0, mtime: this.#context.now() });
  }

  readLink(path: string): string {
    const found = this.lookup(path, false);
    if (found.stored?.node.kind === 'link') return found.stored.node.target;
    if (found.computed?.kind === 'link') return found.computed.target;
    throw new FileError('EINVAL', path);
  }

  /** Puts a node (a device, an executable) at a path, replacing what was there; its directory must exist. */
  put(path: string, node: FileNode): void {
    const existing = this.find(path, false);
    const place = existing === null ? this.#places.place(path) : this.#places.changeable(existing, path);
    place.tree.set(place.inner, node);
  }

  change(
    path: string,
    changes: { readonly mode?: number; readonly uid?: number; readonly gid?: number; readonly mtime?: number },
  ): void {
    const found = this.lookup(path);
    const place = this.#places.changeable(found, path);
    place.tree.set(place.inner, { ...place.node, ...changes });
  }

  #writeComputed(node: ComputedNode, path: string, content: string | Uint8Array): Promise<void> {
    if (node.kind === 'directory') throw new FileError('EISDIR', path);
    if (node.kind === 'character') return Promise.resolve();
    if (node.kind !== 'file' || node.write === undefined) throw new FileError('EACCES', path);
    return Promise.resolve(node.write(typeof content === 'string' ? content : decoder.decode(content)));
  }
}
