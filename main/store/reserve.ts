import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const SIZE = 1024 * 1024;

/**
 * A megabyte that is set aside, and given up when the disk is full, so that a run can still record why it stopped. It holds real bytes:
 * a sparse file would reserve nothing.
 */
export interface Reserve {
  /** True when there was something to give up. */
  readonly giveUp: () => Promise<boolean>;
}

export async function setAside(folder: string): Promise<Reserve> {
  const file = join(folder, 'reserve.bin');
  if (!(await isThere(file))) await fill(file);
  return {
    giveUp: async () => {
      if (!(await isThere(file))) return false;
      await rm(file, { force: true });
      return true;
    },
  };
}

async function fill(file: string): Promise<void> {
  try {
    const handle = await open(file, 'w', 0o600);
    try {
      await handle.writeFile(Buffer.alloc(SIZE, 'reserved '));
    } finally {
      await handle.close();
    }
  } catch {
    // No room to set aside: then the disk is nearly full already, and the next append says so.
    await rm(file, { force: true });
  }
}

async function isThere(file: string): Promise<boolean> {
  try {
    return (await stat(file)).size === SIZE;
  } catch {
    return false;
  }
}
