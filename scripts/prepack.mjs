/**
 * Before `npm pack`: a build of what the sources are now, without what earlier builds left of sources that are gone.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

setUp();
for (const zone of ['core', 'main']) {
  for (const entry of readdirSync(join(root, 'dist', zone), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const built = join(entry.parentPath, entry.name);
    const source = built.slice(join(root, 'dist').length + 1).replace(/(?:\.d\.ts|\.js)$/u, '.ts');
    if (!existsSync(join(root, source))) rmSync(built);
  }
}
