/**
 * `npm start`: sets up what is missing, then runs the whole article on the practice lab with live progress, and ends by
 * naming the report. Arguments after `--` are handed on.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

setUp();
const reports = join(root, 'dist', 'reports');
mkdirSync(reports, { recursive: true });
const report = join(reports, `rhel5-rdac-${new Date().toISOString().replace(/[:.]/gu, '-')}.html`);
process.argv.splice(
  2,
  process.argv.length,
  ...['run', 'rhel5-rdac', '--lab', 'practice', '--yes', '--report', report, ...process.argv.slice(2)],
);
await import(join(root, 'dist', 'main', 'cli', 'entry.js'));
