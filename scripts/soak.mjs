/**
 * The long proofs: every seed of the random worlds and changes, and the kills. Ends with the plain line `N passed, N failed, N skipped`; what came
 * of it is written to docs/measured/soak.txt, with its date, commit and minutes, also when something failed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
const child = spawn(process.execPath, [...args, ...process.argv.slice(2)], {
  cwd: root,
  env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let printed = '';
child.stdout.setEncoding('utf8').on('data', (text) => {
  process.stdout.write(text);
  printed += text;
});
const exit = await new Promise((done) => child.once('close', done));

const git = (...words) => spawnSync('git', words, { cwd: root, encoding: 'utf8' }).stdout.trim();
const changed = git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ' with changes';
const commit = `${git('rev-parse', '--short', 'HEAD')}${changed}`;
const minutes = ((Date.now() - started) / 60_000).toFixed(1);
const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null;
const closing =
  counts === null
    ? 'It came to no result.'
    : `${counts.numPassedTests} passed, ${counts.numFailedTests} failed, ${counts.numPendingTests} skipped`;
const failed = (counts?.testResults ?? []).flatMap(({ assertionResults }) =>
  assertionResults.filter(({ status }) => status === 'failed').map(({ title }) => `failed: ${title}`),
);
// The tables, each under its heading: lines that begin with one of these words.
const tables = [
  ['Kills', /^kill /u],
  ['Healthy worlds', /^(?:healthy worlds:|ALARM|alarm )/u],
  ['Random changes', /^(?:changes:|mutation score:|survivor:)/u],
];
const lines = printed.split('\n');
const sections = tables.flatMap(([title, begins]) => ['', title, ...lines.filter((line) => begins.test(line))]);
mkdirSync(join(root, 'docs', 'measured'), { recursive: true });
writeFileSync(
  join(root, 'docs', 'measured', 'soak.txt'),
  [`${new Date().toISOString()}, commit ${commit}, ${minutes} minutes`, ...sections, '', ...failed, closing, ''].join('\n'),
);
process.stdout.write(`${closing}\n`);
process.exit(exit ?? 1);
