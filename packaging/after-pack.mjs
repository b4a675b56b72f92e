import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Newest glibc that a Linux package may ask for: Debian 12's and Ubuntu 22.04's own are 2.36 and 2.35. */
const NEWEST_GLIBC = [2, 35];

/** Called by electron-builder with what it has packed, before installers are made of it. Stops a Linux package whose native modules would not load on older systems. */
export default function afterPack({ appOutDir, electronPlatformName }) {
  if (electronPlatformName !== 'linux') return;
  const unpacked = join(appOutDir, 'resources', 'app.asar.unpacked');
  for (const file of readdirSync(unpacked, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.node')) continue;
    const text = readFileSync(join(unpacked, file)).toString('latin1');
    // Names of symbol versions stand in the ELF file's string table as they are.
    for (const [, major, minor] of text.matchAll(/GLIBC_([0-9]+)\.([0-9]+)/gu)) {
      if (Number(major) > NEWEST_GLIBC[0] || (Number(major) === NEWEST_GLIBC[0] && Number(minor) > NEWEST_GLIBC[1])) {
        throw new Error(
          `${file} needs glibc ${major}.${minor}, and packages are for ${NEWEST_GLIBC.join('.')} and later: build sqlite3 from source (npm_config_build_from_source=true npm ci).`,
        );
      }
    }
  }
}
