import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadProgress } from '../../../../core/probes/load.ts';

const script = fileURLToPath(new URL('../../../../assets/scripts/verify-load.sh', import.meta.url));

const shells = [['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(
  ([shell = '']) => spawnSync(shell, ['--help']).error === undefined,
);

let folder = '';
let state = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xenpath-load-'));
  state = join(folder, 'state');
  for (const name of ['disk1', 'disk2']) mkdirSync(join(folder, name));
});

afterEach(() => {
  spawnSync('sh', [script, 'stop', state]);
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

function load(shell: readonly string[], ...words: readonly string[]): number | null {
  const [program = 'sh', ...first] = shell;
  return spawnSync(program, [...first, script, ...words]).status;
}

function facts() {
  const parameters = loadProgress.parameters.parse({ state });
  const { stdout, stderr, status } = spawnSync('sh', ['-c', loadProgress.command(parameters)]);
  const parsed = loadProgress.parse({ stdout, stderr, exit: status, truncated: false }, parameters);
  if (!parsed.ok) throw new Error(parsed.problem.sentence);
  return parsed.facts;
}

async function until(what: () => boolean): Promise<void> {
  for (let tries = 0; !what(); tries += 1) {
    if (tries > 300) throw new Error('it did not come to pass in 30 seconds');
    await wait(100);
  }
}

describe.each(shells.map((shell) => [shell.join(' '), shell] as const))('the verifying load under %s', (_name, shell) => {
  it('writes, reads back, counts, runs once and stops', async () => {
    const targets = [join(folder, 'disk1'), join(folder, 'disk2')];
    expect(facts()).toMatchObject({ exists: false, running: false });
    // In the foreground, so that it is this shell that does the work: start hands it to the system's sh.
    const [program = 'sh', ...first] = shell;
    spawn(program, [...first, script, 'run', state, '16', '0', ...targets], { stdio: 'ignore' });
    await until(() => facts().targets.length === 2 && facts().targets.every(({ rounds }) => rounds >= 3));
    expect(load(shell, 'start', state, '16', '0', ...targets)).toBe(3);
    expect(load(shell, 'run', state, '16', '0', ...targets)).toBe(3);
    const running = facts();
    expect(running).toMatchObject({ exists: true, running: true, faults: [] });
    expect(running.targets.map(({ directory, mismatches, errors }) => [directory, mismatches, errors])).toEqual(
      targets.map((target) => [target, 0, 0]),
    );
    expect(load(shell, 'stop', state)).toBe(0);
    expect(facts()).toMatchObject({ exists: true, running: false, pid: null });
    expect(targets.flatMap((target) => readdirSync(target))).toEqual([]);
    expect(existsSync(join(state, 'pid'))).toBe(false);
  });

  it('says when what comes back is not what was written, and when nothing can be written', async () => {
    // The program that compares is what a fault would make differ: one that finds a difference each second time.
    const tools = join(folder, 'tools');
    mkdirSync(tools);
    writeFileSync(join(tools, 'cmp'), '#!/bin/sh\necho x >> "$0.count"\n[ $(( $(wc -l < "$0.count") % 2 )) -eq 0 ]\n');
    chmodSync(join(tools, 'cmp'), 0o755);
    const changed = join(folder, 'verify-load.sh');
    writeFileSync(changed, readFileSync(script, 'utf8').replace('PATH=/usr/sbin', `PATH=${tools}:/usr/sbin`));
    const gone = join(folder, 'disk2');
    const [program = 'sh', ...first] = shell;
    expect(spawnSync(program, [...first, changed, 'start', state, '16', '0', join(folder, 'disk1'), gone]).status).toBe(0);
    await until(() => facts().targets.every(({ rounds }) => rounds >= 2));
    // At once: the load writes there, so that a folder that is emptied is not empty for long.
    renameSync(gone, join(folder, 'was-disk2'));
    symlinkSync('/proc/self/nowhere', gone);
    await until(() => facts().targets.some(({ errors }) => errors > 0));
    const found = facts();
    expect(found.targets[0]?.mismatches).toBeGreaterThan(0);
    expect(found.faults.filter(({ result }) => result === 'write-error').every(({ directory }) => directory === gone)).toBe(true);
    expect(spawnSync(program, [...first, changed, 'stop', state]).status).toBe(0);
  });

  it('takes over from a process that was killed', async () => {
    const target = join(folder, 'disk1');
    expect(load(shell, 'start', state, '16', '0', target)).toBe(0);
    const { pid } = facts();
    if (pid === null) throw new Error('no process');
    process.kill(pid, 'SIGKILL');
    await until(() => !facts().running);
    expect(load(shell, 'start', state, '16', '0', target)).toBe(0);
    expect(facts().running).toBe(true);
    expect(load(shell, 'stop', state)).toBe(0);
  });

  it('refuses what it cannot do', () => {
    expect(load(shell, 'start', 'relative', '16', '0', folder)).toBe(2);
    expect(load(shell, 'start', state, '0', '0', folder)).toBe(2);
    expect(load(shell, 'start', state, '16', '-1', folder)).toBe(2);
    expect(load(shell, 'start', state, '16', '0')).toBe(2);
    expect(load(shell, 'start', state, '16', '0', join(folder, 'missing'))).toBe(1);
    expect(load(shell, 'stop', state)).toBe(0);
  });
});
