import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assetsFolder } from './materials.ts';

/** Version of this Xenpath, from its package.json beside the assets. */
export const XENPATH_VERSION: string = readVersion();

function readVersion(): string {
  const read: unknown = JSON.parse(readFileSync(join(assetsFolder, '..', 'package.json'), 'utf8'));
  return typeof read === 'object' && read !== null && 'version' in read && typeof read.version === 'string'
    ? read.version
    : 'unknown';
}
