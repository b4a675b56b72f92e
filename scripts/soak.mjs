/**
 * The long proofs: every seed of the random worlds and changes, and the kills. Ends with the plain line `N passed, N failed, N skipped`; what came
 * of it is written to docs/measured/soak.txt, with its date, commit and minutes.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

setUp();
const started = Date.now();
const report = join(root, 'dist', '.cache', 'vitest-soak.json');
mkdirSync(join(root, 'dist', '.cache'), { recursive: true });
rmSync(report, { force: true });
const args = [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--project',
  'soak',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
];
const done = spawnSync(process.execPath, [...args, ...process.argv.slice(2)], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 1 << 28,
});
process.stdout.write(done.stdout);
process.stderr.write(done.stderr);
const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
const minutes = ((Date.now() - started) / 60_000).toFixed(1);
const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).stdout.trim();
const closing = `${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`;
const told = done.stdout.split('\n').filter((line) => /^(?:healthy worlds|changes|survivor|kills|ALARM)/u.test(line));
mkdirSync(join(root, 'docs', 'measured'), { recursive: true });
writeFileSync(
  join(root, 'docs', 'measured', 'soak.txt'),
  [`${new Date().toISOString()}, commit ${commit}, ${minutes} minutes`, ...told, closing, ''].join('\n'),
);
process.stdout.write(`${closing}\n`);
process.exit(done.status ?? 1);
