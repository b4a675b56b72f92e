import type { Files } from './files.ts';

/** Makes a file as long as it really is without holding its bytes: what is beyond the content reads as zero bytes, and takes its blocks. */
export function enlarge(files: Files, path: string, size: number): void {
  const { stored, path: real } = files.lookup(path);
  if (stored?.node.kind !== 'file') return;
  files.put(real, { ...stored.node, size });
}
