import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { built, root } from '../entries/root.ts';
import { SEEDS, type SeedName } from './sow.ts';

/**
 * Puts what an earlier use of the program left into a data folder. It is really left by it, once for each build: what is here does nothing but keep it
 * for the next spec.
 */
export async function sow(name: SeedName, data: string): Promise<void> {
  const kept = join(root, 'dist', '.cache', 'seeds', buildKey(), name);
  if (!existsSync(kept)) {
    // Short, since sockets have their place in it too.
    const folder = mkdtempSync(join(tmpdir(), 'xenpath-seed-'));
    mkdirSync(join(folder, 'data'));
    await SEEDS[name](join(folder, 'data'));
    const half = `${kept}-${process.pid}`;
    cpSync(join(folder, 'data'), half, { recursive: true });
    renameSync(half, kept);
    rmSync(folder, { recursive: true, force: true });
  }
  cpSync(kept, data, { recursive: true });
}

/** What the program and the seeds are made of. */
function buildKey(): string {
  const hash = createHash('sha256');
  const files = [built(''), `${root}dist/core`, `${root}assets/procedures`, `${root}test/e2e/support`].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:js|ts|yaml)$/u.test(name))
      .sort()
      .map((name) => join(folder, name)),
  );
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}
