import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { besideBudget } from '../support/time-budgets.ts';
import { environment, installTarball, listTarball, packClone } from './install-package.ts';

/** On two processors with nothing else to do. */
const WHOLE_RUN_SECONDS = 90;

let folder = '';
let files: readonly string[] = [];
let command = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xenpath-package-'));
  const tarball = await packClone(folder);
  files = await listTarball(tarball);
  const project = join(folder, 'project');
  await mkdir(project);
  command = await installTarball(tarball, project);
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The installed command, in an empty folder, with an empty home. */
async function xenpath(...words: readonly string[]): Promise<Ended> {
  const here = await mkdtemp(join(folder, 'empty-'));
  const child = spawn(command, words, { cwd: here, env: environment(here), stdio: ['ignore', 'pipe', 'pipe'] });
  const heard = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (heard.stdout += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (heard.stderr += chunk.toString('utf8')));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...heard }));
  });
}

describe('the package', () => {
  it('holds what runs and what a person reads', () => {
    for (const file of [
      'package.json',
      'README.md',
      'LICENSE',
      'assets/procedures/debian12-multipath.yaml',
      'assets/procedures/rhel5-rdac.yaml',
      'assets/scripts/verify-load.sh',
      'assets/xen-lab/host-image.sh',
      'dist/core/procedure/schema.js',
      'dist/main/cli/entry.js',
      'dist/main/labs/practice/process.js',
      'dist/main/labs/xen/process.js',
    ])
      expect(files).toContain(file);
  });

  it('holds no sources, no tests, nothing of a build or of this clone', () => {
    const wanted =
      /^(package\.json|README\.md|LICENSE|assets\/(procedures|scripts|xen-lab)\/[a-z0-9.-]+|docs\/(decisions\.md|limits\.md|example-inventory\.yaml|pictures\/(window\/)?[a-z0-9-]+\.(svg|png|webp))|dist\/(core|main)\/.+\.js)$/u;
    expect(files.filter((file) => !wanted.test(file))).toEqual([]);
  });
});

describe('installed in an empty folder', () => {
  it('is a command', async () => {
    expect(await xenpath('--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/u) as unknown });
  });

  it('runs the procedure on the practice lab to its end', async () => {
    const data = join(folder, 'data');
    const from = performance.now();
    const { code, stdout, stderr } = await xenpath('run', 'rhel5-rdac', '--lab', 'practice', '--yes', '--data', data, '--json');
    // What a busy machine takes longer is told, and fails nothing.
    for (const line of besideBudget('the whole run on the practice lab', (performance.now() - from) / 1000, WHOLE_RUN_SECONDS))
      process.stderr.write(`${line}\n`);
    // The lab of a run outlives it.
    expect(await xenpath('lab', 'practice', 'down', '--data', data)).toMatchObject({ code: 0 });
    const lines = stdout.trimEnd().split('\n');
    const amiss = lines.filter((line) => /"outcome":"(?:fail|error|unreachable|failed)"/u.test(line));
    expect({ code, amiss: code === 0 ? [] : amiss, stderr: code === 0 ? '' : stderr.slice(-3000) }).toEqual({
      code: 0,
      amiss: [],
      stderr: '',
    });
    expect(JSON.parse(lines.at(-1) ?? 'null')).toMatchObject({ verdict: 'passed' });
  }, 400_000);
});
