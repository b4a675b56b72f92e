import { readFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';
import { failure, success, type Result } from '../../core/result.ts';
import type { Materials } from '../engine/ports.ts';

/** Folder of what ships as data, found from this file in a clone, in an installed package and in a packed app alike. */
export const assetsFolder = findAssets(dirname(fileURLToPath(import.meta.url)));

function findAssets(from: string): string {
  const here = join(from, 'assets');
  if (existsSync(join(here, 'procedures'))) return here;
  const above = dirname(from);
  if (above === from) throw new Error('The folder assets/ is not where Xenpath is installed.');
  return findAssets(above);
}

export function createMaterials(): Materials {
  return {
    asset: async (name) => {
      const path = resolve(assetsFolder, name);
      if (!path.startsWith(assetsFolder + sep)) return failure('asset-outside', `${name} is not inside the assets of Xenpath.`);
      return read(path);
    },
    file: read,
  };
}

async function read(path: string): Promise<Result<Uint8Array>> {
  try {
    return success(await readFile(path));
  } catch (error) {
    return failure('file-unreadable', `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
