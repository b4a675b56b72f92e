import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Compiles the stand-in for Electron; the application itself is there, built, before its specs are run. */
export default function setUp(): void {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const done = spawnSync(process.execPath, [compiler, '-p', join(root, 'test', 'standin')], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`The stand-in for Electron does not compile:\n${done.stdout}`);
}
