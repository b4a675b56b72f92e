import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { missingForRealHosts, startRealHost, type RealHost } from '../../hosts/real-host.ts';
import { entry, smallProcedure, xenpath } from './command.ts';
import { AtTerminal } from './pty.ts';

const lacking = missingForRealHosts() ?? (existsSync('/usr/bin/script') ? undefined : 'script(1) is not there');

interface Stored {
  readonly operator: string;
  readonly event: { readonly type: string; readonly reason?: string; readonly answer?: string };
}

/** The command line at a terminal, on Debian's own sshd. */
describe.skipIf(lacking !== undefined)('the command line at a terminal', () => {
  let host: RealHost;
  let folder: string;
  let data: string;
  let inventory: string;
  let terminal: AtTerminal | null = null;

  beforeAll(async () => {
    host = await startRealHost();
  });
  afterAll(async () => {
    await host.dispose();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xenpath-tty-'));
    data = join(folder, 'data');
    inventory = join(folder, 'hosts.yaml');
    const { role, address, port, user, auth, hostKey } = host.target();
    await writeFile(
      inventory,
      stringify({ format: 1, name: 'one host', hosts: { one: { role, address, port, user, auth, hostKey } } }),
    );
  });
  afterEach(async () => {
    terminal?.dispose();
    terminal = null;
    await rm(folder, { recursive: true, force: true });
  });

  const begin = (...words: readonly string[]): AtTerminal => (terminal = new AtTerminal(words, { data }));
  const run = ['run', smallProcedure, '--inventory'];
  const more = (): readonly string[] => [inventory, '--set', `folder=${folder}`];
  async function events(): Promise<readonly Stored[]> {
    const out = join(folder, `out-${String(Math.random())}`);
    expect((await xenpath(['export', 'last', out], { data })).exit).toBe(0);
    const lines = (await readFile(join(out, 'events.jsonl'), 'utf8')).trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as Stored);
  }

  it('Ctrl-C at a question ends the run in order at once: exit 3, the line to go on with, and resume goes on as the same operator', async () => {
    const at = begin(...run, ...more());
    let seen = await at.shows('Who works here?');
    at.type('carl\r');
    seen = await at.shows('Do this on one?', seen);
    at.type('\u0003');
    await at.shows('Go on with: xenpath resume', seen);
    expect(await at.ended).toBe(3);
    expect(at.seen).not.toContain('mistake of Xenpath');
    expect(at.seen).not.toContain('AbortError');
    expect((await events()).at(-1)).toMatchObject({ operator: 'carl', event: { type: 'run-stopped', reason: 'interrupted' } });

    const again = begin('resume');
    await again.shows('Who works here? Every event of this run is signed with it [carl]:');
    again.type('\r');
    await again.shows('Do this on one?');
    again.type('y\r');
    await again.shows('Do this on one?', again.seen.indexOf('Do this on one?') + 20);
    again.type('y\r');
    expect(await again.ended).toBe(0);
    expect(new Set((await events()).map(({ operator }) => operator))).toEqual(new Set(['carl']));
  });

  it('Ctrl-C at the question who works here ends with 3, and nothing is stored', async () => {
    const at = begin(...run, ...more());
    await at.shows('Who works here?');
    at.type('\u0003');
    expect(await at.ended).toBe(3);
    expect(at.seen).not.toContain('mistake of Xenpath');
    expect(existsSync(data)).toBe(false);
  });

  it('what is no answer is asked again; what was typed before the question is none', async () => {
    const at = begin('--operator', 'carl', ...run, ...more());
    // Typed while nothing is asked yet: it would allow everything.
    at.type('y\ry\ry\r');
    let seen = await at.shows('Do this on one?');
    at.type('maybe\r');
    seen = await at.shows('Type y, n or s.', seen);
    seen = await at.shows('Do this on one?', seen);
    at.type('\r');
    seen = await at.shows('Type y, n or s.', seen);
    seen = await at.shows('Do this on one?', seen);
    expect(existsSync(join(folder, 'greeting'))).toBe(false);
    at.type('n\r');
    await at.shows('declined', seen);
    expect(await at.ended).toBe(3);
    expect(at.seen).not.toContain('failed');
    expect((await xenpath(['show', 'last'], { data })).stdout).toMatch(/declined +one +greeting/u);
    expect((await events()).filter(({ event }) => event.type === 'asked').map(({ event }) => event.answer)).toEqual(['no']);
  });

  it('a run whose lines nobody reads any more stops in order, and is gone on with', async () => {
    const done = await readOnce(['run', smallProcedure, '--inventory', ...more(), '--yes', '--json'], data);
    expect(done.stderr).toContain('Go on with: xenpath resume');
    expect(done.exit).toBe(3);
    expect((await events()).at(-1)?.event).toMatchObject({ type: 'run-stopped', reason: 'interrupted' });
    expect((await xenpath(['resume', '--yes'], { data })).exit).toBe(0);
  });

  it('`stop` from elsewhere ends a run that waits for an answer', async () => {
    const at = begin('--operator', 'carl', ...run, ...more());
    await at.shows('Do this on one?');
    expect((await xenpath(['stop', 'last'], { data })).exit).toBe(0);
    expect(await at.ended).toBe(3);
    expect((await events()).at(-1)?.event).toMatchObject({ type: 'run-stopped', reason: 'interrupted' });
  });
});

/** Runs a command whose standard output is a pipe that is read up to its first bytes only. */
async function readOnce(
  words: readonly string[],
  data: string,
): Promise<{ readonly exit: number | null; readonly stderr: string }> {
  const script = '"$@" | head -c 60 >/dev/null; exit "${PIPESTATUS[0]}"';
  const child = spawn('bash', ['-c', script, 'bash', process.execPath, entry, ...words], {
    env: { ...process.env, XENPATH_DATA: data, XENPATH_OPERATOR: 'tester' },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exit = await new Promise<number | null>((done) => child.once('close', done));
  return { exit, stderr };
}

describe('standard output that nobody reads any more', () => {
  it('ends a command quietly, as SIGPIPE ends others', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'xenpath-pipe-'));
    const done = await readOnce(['plan', 'rhel5-rdac', '--lab', 'practice', '--html', '-'], folder);
    expect(done).toEqual({ exit: 141, stderr: '' });
    await rm(folder, { recursive: true, force: true });
  });
});
