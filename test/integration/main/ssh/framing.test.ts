import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BatchAnswer, BatchPart } from '../../../../main/ssh/batch.ts';
import { readBatch } from '../../../../main/ssh/read-batch.ts';
import { batchText, drawNonce } from '../../../../main/ssh/run-batch.ts';

/** The shells that the wrapper's exact text must run under. The inner `sh` is the same shell: found first in PATH. */
const shells = [
  { name: 'dash', path: '/usr/bin/dash', words: [] },
  { name: 'bash', path: '/usr/bin/bash', words: [] },
  { name: 'busybox', path: '/usr/bin/busybox', words: ['sh'] },
] as const;

interface Ran {
  readonly answers: readonly BatchAnswer[];
  readonly outside: { readonly stdout: Uint8Array; readonly stderr: Uint8Array };
  readonly milliseconds: number;
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

describe.each(shells)('the framed text under $name', (shell) => {
  let folder = '';
  beforeAll(async () => {
    expect(existsSync(shell.path), `${shell.path} is needed (apt-get install ${shell.name})`).toBe(true);
    folder = await mkdtemp(join(tmpdir(), 'xenpath-framing-'));
    await mkdir(join(folder, 'bin'));
    await symlink(shell.path, join(folder, 'bin', 'sh'));
  });
  afterAll(async () => rm(folder, { recursive: true }));

  function run(parts: readonly BatchPart[], login = ''): Promise<Ran> {
    const nonce = drawNonce();
    const started = performance.now();
    return new Promise((resolve, reject) => {
      const child = spawn(shell.path, [...shell.words, '-c', login + batchText(parts, nonce)], {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, LANG: 'de_DE.UTF-8', HOME: folder },
        cwd: folder,
      });
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      child.on('error', reject);
      // 'close' and not 'exit': whoever still holds an end of the pipes would hold up the SSH channel too.
      child.on('close', () => {
        const captured = (chunks: Buffer[]) => ({ bytes: new Uint8Array(Buffer.concat(chunks)), cut: 0 });
        resolve({
          ...readBatch(parts, nonce, { stdout: captured(stdout), stderr: captured(stderr) }),
          milliseconds: performance.now() - started,
        });
      });
    });
  }
  const part = (command: string, more: Partial<BatchPart> = {}): BatchPart => ({ command, deadlineMs: 20_000, ...more });
  const one = async (command: string, more: Partial<BatchPart> = {}): Promise<BatchAnswer> => {
    const answer = (await run([part(command, more)])).answers[0];
    if (answer === undefined) throw new Error('no answer');
    return answer;
  };

  it('gives output, errors and exit status of each, in order and exactly', async () => {
    const { answers, outside } = await run([
      part('echo out; echo err >&2; exit 3'),
      part('printf "no newline"; printf e >&2'),
      part('true'),
      part("printf '\\n\\n\\000\\377\\n\\n'"),
      part('printf "%s|" "$LC_ALL" "$LANGUAGE"; read x || echo "no input"'),
      part("echo 'it'\\''s \"quoted\" $HOME' `echo back`"),
      part('cd /; x=1; exit 0'),
      part('echo "[$x]"; f() { return 9; }; f'),
      part('sh -c "exit 77"\n'),
      part('if ; then'),
      part('no-such-command-here'),
      part('seq 1 2000 | head -n 1'),
    ]);
    expect(answers.map((answer) => answer.state)).toEqual(answers.map(() => 'done'));
    expect(answers.map((answer) => answer.output.exit)).toEqual([3, 0, 0, 0, 0, 0, 0, 9, 77, 2, 127, 0]);
    expect(answers.slice(0, 9).map((answer) => text(answer.output.stdout))).toEqual([
      'out\n',
      'no newline',
      '',
      '\n\n\0\xff\n\n',
      'C||no input\n',
      'it\'s "quoted" $HOME back\n',
      '',
      '[]\n',
      '',
    ]);
    expect(answers.slice(0, 9).map((answer) => text(answer.output.stderr))).toEqual(['err\n', 'e', '', '', '', '', '', '', '']);
    expect(text(answers[9]?.output.stderr ?? new Uint8Array())).toMatch(/syntax error/iu);
    expect(text(answers[10]?.output.stderr ?? new Uint8Array())).toMatch(/not found/u);
    expect(answers.every((answer) => !answer.output.truncated)).toBe(true);
    expect(text(outside.stdout) + text(outside.stderr)).toBe('');
  });

  it('keeps what the login shell prints apart', async () => {
    const { answers, outside } = await run([part('echo answer')], 'echo "Welcome to xen1"; printf warning >&2\n');
    expect(text(answers[0]?.output.stdout ?? new Uint8Array())).toBe('answer\n');
    expect(text(outside.stdout)).toBe('Welcome to xen1\n');
    expect(text(outside.stderr)).toBe('warning');
  });

  it('kills what hangs at its deadline, keeps what it had printed, and goes on', async () => {
    const { answers, milliseconds } = await run([
      part('echo before; echo warned >&2; sleep 60; echo after', { deadlineMs: 1000 }),
      part('echo "next one"'),
    ]);
    expect(answers[0]).toMatchObject({
      state: 'timed-out',
      problem: { code: 'probe-timeout' },
      output: { exit: null, truncated: true },
    });
    expect(text(answers[0]?.output.stdout ?? new Uint8Array())).toBe('before\n');
    expect(text(answers[0]?.output.stderr ?? new Uint8Array())).toBe('warned\n');
    expect(answers[1]).toMatchObject({ state: 'done' });
    expect(text(answers[1]?.output.stdout ?? new Uint8Array())).toBe('next one\n');
    expect(milliseconds).toBeLessThan(6000);
  });

  it('kills what does not listen to TERM, and what it left in the background', async () => {
    const pidFile = join(folder, 'pids');
    await writeFile(pidFile, '');
    const { answers } = await run([
      part(`trap '' TERM; echo $$ >>${pidFile}; sleep 61 & echo $! >>${pidFile}; while :; do sleep 62; done`, {
        deadlineMs: 1000,
      }),
      part(`(sleep 63 & echo $! >>${pidFile}; wait) | cat`, { deadlineMs: 1000 }),
      part('echo alive'),
    ]);
    expect(answers.map((answer) => answer.state)).toEqual(['timed-out', 'timed-out', 'done']);
    const pids = (await readFile(pidFile, 'utf8')).trim().split('\n').map(Number);
    expect(pids).toHaveLength(3);
    await expect.poll(() => Promise.all(pids.map(isRunning)), { timeout: 5000 }).toEqual([false, false, false]);
  });

  it('costs no second at the end and leaves no sleep behind', async () => {
    // A number of seconds that nobody else sleeps for.
    const seconds = 40_000 + Math.floor(process.pid % 10_000);
    const parts = Array.from({ length: 10 }, (_, index) => part(`echo ${index}`, { deadlineMs: seconds * 1000 }));
    const { answers, milliseconds } = await run(parts);
    expect(answers.map((answer) => text(answer.output.stdout))).toEqual(parts.map((_, index) => `${index}\n`));
    expect(milliseconds).toBeLessThan(5000);
    await expect.poll(() => countProcesses(`sleep ${seconds}`), { timeout: 5000 }).toBe(0);
  });

  it('bounds a flood on both streams', async () => {
    const limitBytes = 70_000;
    const flood = await one(
      'echo first; while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done',
      { limitBytes },
    );
    expect(flood.output).toMatchObject({ truncated: true });
    expect(flood.output.stdout).toHaveLength(limitBytes);
    const errors = await one('cat /dev/zero >&2; echo done', { limitBytes });
    expect(errors.output.stderr).toHaveLength(limitBytes);
    expect(errors.output.truncated).toBe(true);
    expect(text(errors.output.stdout)).toBe('done\n');
    const exact = await one(`head -c ${limitBytes} /dev/zero`, { limitBytes });
    expect(exact.output.truncated).toBe(false);
  });

  it('is not deceived by a listing of processes or of its own text', async () => {
    const answer = await one('cat /proc/[0-9]*/cmdline 2>/dev/null; echo; set');
    expect(answer.state).toBe('done');
    expect(text(answer.output.stdout)).toContain('xenpath:');
  });

  it('measures on the clock of the host', async () => {
    const answer = await one('sleep 1');
    expect(answer.durationMs).toBeGreaterThanOrEqual(990);
    expect(answer.durationMs).toBeLessThan(3000);
  });

  it('tells a probe that was killed from one that was out of time', async () => {
    const answer = await one('kill -KILL $$; sleep 5');
    expect(answer).toMatchObject({ state: 'killed', output: { exit: null } });
    const signalled = await one('sh -c "kill -TERM \\$\\$"');
    expect(signalled.output.exit).toBe(143);
  });
});

async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  return status !== '' && !/\) [ZX] /u.test(status);
}

async function countProcesses(words: string): Promise<number> {
  const { readdir } = await import('node:fs/promises');
  let count = 0;
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/u.test(entry)) continue;
    const line = await readFile(`/proc/${entry}/cmdline`, 'latin1').catch(() => '');
    if (line.replaceAll('\0', ' ').trim() === words) count += 1;
  }
  return count;
}
