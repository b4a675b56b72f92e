/**
 * The whole proof, fast parts first: set-up, what the system must have, build, lint, import rules, unused code, tests.
 * Ends with the plain line `N passed, N failed, N skipped`, skipped ones named before it, and times beside their budgets.
 * `--unit` runs only the fast tests.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';
import { besideBudget, BUDGETS } from './time-budgets.mjs';

const unitOnly = process.argv.includes('--unit');
const started = Date.now();
const counts = { passed: 0, failed: 0, skipped: 0 };
const skippedNames = [];
/** Of the unit tests alone, once all is built; null when they did not run. */
let unitSeconds = null;
const say = (line) => process.stdout.write(`${line}\n`);
const has = (program) => spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;

function finish() {
  for (const name of skippedNames) say(`skipped: ${name}`);
  const seconds = (Date.now() - started) / 1000;
  if (unitSeconds !== null) for (const line of besideBudget('unit tests', unitSeconds, BUDGETS.unit)) say(line);
  if (unitOnly) say(`time: ${Math.round(seconds)} s`);
  else for (const line of besideBudget('time of it all', seconds, BUDGETS.all)) say(line);
  say(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exit(counts.failed > 0 ? 1 : 0);
}

/** A stage is one test of its own: it counts in the closing line. */
function stage(name, action) {
  const from = Date.now();
  const code = action();
  const seconds = ((Date.now() - from) / 1000).toFixed(1);
  if (code === 0) {
    counts.passed += 1;
    say(`ok    ${name} (${seconds} s)`);
  } else {
    counts.failed += 1;
    say(`FAIL  ${name} (${seconds} s)`);
    finish();
  }
}

function unitTests() {
  const from = Date.now();
  const code = vitest('unit');
  unitSeconds = (Date.now() - from) / 1000;
  return code;
}

/** Real shells and a real sshd are what the SSH layer is tested against; a real Chromium prints reports. */
function systemNeeds() {
  const needs = [
    ['/usr/sbin/sshd', 'openssh-server', () => existsSync('/usr/sbin/sshd')],
    ['ssh', 'openssh-client', () => has('ssh')],
    ['dash', 'dash', () => has('dash')],
    ['bash', 'bash', () => has('bash')],
    ['busybox', 'busybox', () => has('busybox')],
    ['chromium', 'chromium', () => ['chromium', 'chromium-browser', 'google-chrome', 'microsoft-edge'].some(has)],
    ['pdftotext', 'poppler-utils', () => has('pdftotext')],
  ];
  const missing = needs.filter(([, , there]) => !there());
  if (missing.length === 0) return 0;
  const packages = missing.map(([, name]) => name);
  if (process.getuid?.() === 0 && has('apt-get')) {
    say(`Installing from this system's packages: ${packages.join(', ')}`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    if (run('apt-get', ['update', '-qq'], { env }) !== 0) return 1;
    return run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
  }
  say(
    `This system lacks ${missing.map(([name]) => name).join(', ')} (Debian packages: ${packages.join(', ')}): the tests that need them are skipped.`,
  );
  return 0;
}

function vitest(project) {
  const report = join(root, 'dist', '.cache', `vitest-${project}.json`);
  mkdirSync(join(root, 'dist', '.cache'), { recursive: true });
  rmSync(report, { force: true });
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const done = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (!existsSync(report)) return done.status === 0 ? 1 : (done.status ?? 1);
  const results = JSON.parse(readFileSync(report, 'utf8'));
  counts.passed += results.numPassedTests;
  counts.failed += results.numFailedTests;
  for (const file of results.testResults) {
    for (const one of file.assertionResults) {
      if (one.status === 'pending' || one.status === 'skipped' || one.status === 'todo') {
        counts.skipped += 1;
        skippedNames.push(one.fullName);
      }
    }
  }
  return results.numTotalTests === 0 ? 1 : (done.status ?? 1);
}

/** Specs of the window: in this machine's Chromium, and in the desktop application on its stand-in. On Electron itself they run where it is installed. */
function playwright(project, environment = {}) {
  const report = join(root, 'dist', '.cache', 'playwright.json');
  rmSync(report, { force: true });
  const args = ['node_modules/@playwright/test/cli.js', 'test', `--project=${project}`];
  const env = { ...process.env, ...environment };
  const done = spawnSync(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (!existsSync(report)) return done.status === 0 ? 1 : (done.status ?? 1);
  const { stats } = JSON.parse(readFileSync(report, 'utf8'));
  counts.passed += stats.expected;
  counts.failed += stats.unexpected + stats.flaky;
  counts.skipped += stats.skipped;
  if (stats.skipped > 0) skippedNames.push(`${stats.skipped} specs of ${project}`);
  return done.status ?? 1;
}

function onElectron() {
  if (existsSync(join(root, 'node_modules', 'electron', 'path.txt'))) {
    stage('desktop application on Electron', () => playwright('electron', { XENPATH_E2E: 'electron' }));
    return;
  }
  counts.skipped += 1;
  skippedNames.push("desktop application on Electron (its binary is not installed; the stand-in's specs are the same)");
}

const tool = (path, ...args) => run(process.execPath, [join(root, 'node_modules', path), ...args]);

setUp({ window: !unitOnly });
if (unitOnly) {
  stage('unit tests', unitTests);
  finish();
}
stage('system', systemNeeds);
stage('types', () => tool('typescript/bin/tsc', '-b'));
stage('lint', () => tool('eslint/bin/eslint.js', '.'));
stage('format', () => tool('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'));
stage('import rules', () =>
  tool(
    'dependency-cruiser/bin/dependency-cruise.mjs',
    'core',
    'main',
    'renderer',
    'preload',
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'err',
  ),
);
stage('limits told', () => run(process.execPath, [join(root, 'scripts', 'limits.mjs'), '--check']));
stage('unused code', () => tool('knip/bin/knip.js', '--no-progress'));
stage('unit tests', unitTests);
stage('integration tests', () => vitest('integration'));
stage('window in a browser', () => playwright('loopback'));
stage('desktop application', () => playwright('standin'));
onElectron();
finish();
