import { FileError } from './file-error.ts';
import type { FileStatus } from './file-status.ts';
import type { ComputedNode } from './part.ts';
import type { FileNode } from './state.ts';
import type { Tree } from './tree.ts';

/** What a path leads to: a node that is stored in a tree, or one that is computed. */
export interface Found {
  /** Absolute path with links resolved. */
  readonly path: string;
  readonly stored: { readonly tree: Tree; readonly inner: string; readonly node: FileNode } | null;
  readonly computed: ComputedNode | null;
}

/** What a path leads to. Throws FileError (ENOENT) when nothing is there. */
export function kindOf(found: Found): FileStatus['kind'] {
  if (found.stored !== null) return found.stored.node.kind;
  if (found.computed !== null) return found.computed.kind;
  throw new FileError('ENOENT', found.path);
}

/** Where a link points; null for what is no link. */
export function linkTarget(found: Found): string | null {
  if (found.stored?.node.kind === 'link') return found.stored.node.target;
  return found.computed?.kind === 'link' ? found.computed.target : null;
}

/** The node of a stored file. Throws FileError: EISDIR for a directory, EINVAL for anything else that is no file. */
export function fileNode(found: Found, path: string): FileNode & { kind: 'file' } {
  const kind = kindOf(found);
  if (kind === 'directory') throw new FileError('EISDIR', path);
  if (found.stored?.node.kind !== 'file') throw new FileError('EINVAL', path);
  return found.stored.node;
}
