/**
 * The long proofs: every seed of the random worlds and changes, and the kills; after `--`, the names of those that are wanted (`kills`, `worlds`, `changes`). Ends
 * with the plain line `N passed, N failed, N skipped`; what came of each is written to docs/measured/soak-NAME.txt, with its date, commit and minutes, also
 * when it failed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root, setUp } from './setup.mjs';

setUp();
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
const wanted = process.argv.slice(2).map((name) => `test/soak/${name}.test.ts`);
const child = spawn(process.execPath, [...args, ...wanted], {
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
const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null;
const closing =
  counts === null
    ? 'It came to no result.'
    : `${counts.numPassedTests} passed, ${counts.numFailedTests} failed, ${counts.numPendingTests} skipped`;

/** Which printed lines tell of a proof: they begin with one of these words. */
const TELLING = {
  kills: /^kill /u,
  worlds: /^(?:healthy worlds:|alarm )/u,
  changes: /^(?:changes:|mutation score:|survivor:)/u,
};
const lines = printed.split('\n');
mkdirSync(join(root, 'docs', 'measured'), { recursive: true });
for (const { name, startTime, endTime, assertionResults } of counts?.testResults ?? []) {
  const proof = basename(name, '.test.ts');
  const minutes = ((endTime - startTime) / 60_000).toFixed(1);
  const outcome = assertionResults.map(({ status, title }) => `${status}: it ${title}`);
  const told = lines.filter((line) => TELLING[proof]?.test(line));
  writeFileSync(
    join(root, 'docs', 'measured', `soak-${proof}.txt`),
    [`${new Date(startTime).toISOString()}, commit ${commit}, ${minutes} minutes`, '', ...told, '', ...outcome, ''].join('\n'),
  );
}
process.stdout.write(`${closing}\n`);
process.exit(exit ?? 1);
