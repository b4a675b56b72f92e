/**
 * What a fresh clone needs before anything runs: dependencies and a build. Plain JavaScript, since nothing is installed yet.
 * Everything it says goes to standard error: standard output belongs to the command that was asked for.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const say = (line) => process.stderr.write(`${line}\n`);

/** Runs a program to its end with its output on standard error; returns its exit code. */
export function run(program, args, options = {}) {
  const done = spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32', ...options });
  if (done.error) say(`${program}: ${done.error.message}`);
  return done.status ?? 1;
}

/** sqlite3's ready-made Linux binary needs glibc 2.38; older systems compile it, which takes two minutes and a C++ compiler. */
function mustCompileSqlite() {
  if (process.platform !== 'linux') return false;
  const glibc = process.report.getReport().header.glibcVersionRuntime;
  if (glibc === undefined) return true;
  const [major, minor] = glibc.split('.').map(Number);
  return major < 2 || (major === 2 && minor < 38);
}

const has = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;

function digestOf(file) {
  return createHash('sha256')
    .update(readFileSync(join(root, file)))
    .digest('hex');
}

function installDependencies() {
  const stamp = join(root, 'node_modules', '.xenpath-installed');
  const wanted = digestOf('package-lock.json');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const compile = mustCompileSqlite();
  if (compile) {
    const missing = ['python3', 'make', 'g++'].filter((program) => !has(program));
    if (missing.length > 0) {
      say(
        `Xenpath needs ${missing.join(', ')} to compile sqlite3 on this system: install them first (Debian: apt-get install build-essential python3).`,
      );
      process.exit(2);
    }
    say('Set-up: installing dependencies; sqlite3 is compiled here with g++, which takes about two minutes.');
  } else say('Set-up: installing dependencies.');
  const env = { ...process.env, ...(compile ? { npm_config_build_from_source: 'true' } : {}) };
  const code = run('npm', ['ci', '--no-audit', '--no-fund'], { env });
  if (code !== 0) {
    say(`Set-up stopped: npm ci ended with code ${code}. Its own message is above.`);
    process.exit(code);
  }
  writeFileSync(stamp, wanted);
}

function newestSource(folder) {
  let newest = 0;
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) newest = Math.max(newest, newestSource(path));
    else if (/\.(tsx?|json|css|html|svg)$/u.test(entry.name)) newest = Math.max(newest, statSync(join(root, path)).mtimeMs);
  }
  return newest;
}

function build() {
  const stamp = join(root, 'dist', '.built');
  const newest = Math.max(newestSource('core'), newestSource('main'), statSync(join(root, 'tsconfig.base.json')).mtimeMs);
  if (existsSync(stamp) && statSync(stamp).mtimeMs > newest) return;
  const code = run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', 'core', 'main']);
  if (code !== 0) {
    say('Set-up stopped: the sources do not compile. The messages are above.');
    process.exit(code);
  }
  writeFileSync(stamp, '');
}

/** The window and the desktop application's preload script: bundles of what the compiler leaves as modules. */
function buildWindow() {
  const stamp = join(root, 'dist', '.window-built');
  const configs = ['vite.renderer.config.ts', 'vite.preload.config.ts'];
  const newest = Math.max(
    ...['core', 'renderer', 'preload'].map(newestSource),
    ...configs.map((config) => statSync(join(root, config)).mtimeMs),
  );
  if (existsSync(stamp) && statSync(stamp).mtimeMs > newest) return;
  for (const config of configs) {
    const code = run(process.execPath, [
      join(root, 'node_modules', 'vite', 'bin', 'vite.js'),
      'build',
      '--logLevel=warn',
      '--config',
      join(root, config),
    ]);
    if (code !== 0) {
      say('Set-up stopped: the window could not be built. The messages are above.');
      process.exit(code);
    }
  }
  writeFileSync(stamp, '');
}

/**
 * Installs and builds what is missing or out of date; ends the process with a sentence where it cannot. `window`: also what a window needs, which the
 * command line does without.
 */
export function setUp({ window = false } = {}) {
  installDependencies();
  build();
  if (window) buildWindow();
}
