/**
 * The article's figures as SVG in docs/pictures, from a finished run; pictures of the window: window-pictures.mjs.
 * `node scripts/pictures.mjs RUN` with the same --data as the run.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';

const words = process.argv.slice(2);
const pictures = join(root, 'docs', 'pictures');
const xenpath = (...args) => run(process.execPath, [join(root, 'dist', 'main', 'cli', 'entry.js'), ...args, ...words]);

setUp();
mkdirSync(pictures, { recursive: true });
for (const view of ['figure-1', 'figure-2', 'figure-6', 'figure-15']) {
  if (xenpath('topology', 'show', '--view', view, '--svg', join(pictures, `${view}.svg`)) !== 0) process.exit(1);
}
