/**
 * Pictures of docs/pictures from a finished run: the diagrams as SVG, the report's cover as PNG through a Chromium of this machine.
 * `node scripts/pictures.mjs RUN` with the same --data as the run.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run, setUp } from './setup.mjs';

const words = process.argv.slice(2);
const pictures = join(root, 'docs', 'pictures');
const xenpath = (...args) => run(process.execPath, [join(root, 'dist', 'main', 'cli', 'entry.js'), ...args, ...words]);
const browser = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);

setUp();
mkdirSync(pictures, { recursive: true });
for (const view of ['figure-1', 'figure-2', 'figure-6', 'figure-15']) {
  if (xenpath('topology', 'show', '--view', view, '--svg', join(pictures, `${view}.svg`)) !== 0) process.exit(1);
}
if (browser === undefined) {
  process.stderr.write('No Chromium on this machine: the pictures of the report are left as they are.\n');
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'xenpath-pictures-'));
const report = join(folder, 'report.html');
if (xenpath('report', '--html', report) !== 0) process.exit(1);
const shot = `--screenshot=${join(pictures, 'report-cover.png')}`;
run(browser, [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--hide-scrollbars',
  '--window-size=1280,900',
  shot,
  pathToFileURL(report).href,
]);
rmSync(folder, { recursive: true, force: true });
