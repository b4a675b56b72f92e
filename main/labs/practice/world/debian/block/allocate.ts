import type { Machine } from '../../machine.ts';

/** What fallocate(2) does: the file is as long as asked for, and all its space is taken. */
export function allocate({ files }: Machine, path: string, bytes: number): void {
  if (!files.isFile(path)) files.write(path, '');
  if (files.stat(path).size < bytes) files.truncate(path, bytes);
  const { stored } = files.lookup(path);
  if (stored?.node.kind === 'file') stored.tree.set(stored.inner, { ...stored.node, allocated: bytes });
}
