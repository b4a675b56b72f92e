import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { InventoryHost } from '../../../../core/hosts/inventory.ts';
import type { ExecDone, ExecRequest, HostSession } from '../../../../main/ssh/session.ts';
import { runBatch } from '../../../../main/ssh/run-batch.ts';
import { createSessions, type Sessions } from '../../../../main/ssh/sessions.ts';
import { startRealHost, type RealHost } from '../../../hosts/real-host.ts';
import { testPorts } from '../../../hosts/ssh-ports.ts';

let folder = '';
let host: RealHost;
let inner: RealHost;
let sessions: Sessions;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xenpath-session-'));
  host = await startRealHost({ config: ['RekeyLimit 1M'] });
  inner = await startRealHost({ address: '127.0.0.3' });
});
afterAll(async () => {
  await host.dispose();
  await inner.dispose();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  sessions = createSessions({ xen1: host.target(), test0: inner.target({ role: 'guest', jump: 'xen1' }) }, testPorts(folder));
});
afterEach(async () => sessions.dispose());

async function opened(name = 'xen1'): Promise<HostSession> {
  const result = await sessions.open(name);
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.sentence}`);
  return result.value;
}
async function exec(session: HostSession, command: string, request: Partial<ExecRequest> = {}): Promise<ExecDone> {
  const result = await session.exec({ command, timeoutMs: 60_000, ...request });
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.sentence}`);
  return result.value;
}
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

describe('exec', () => {
  it('moves 30 MB both ways exactly, through many changes of keys', async () => {
    const session = await opened();
    const sent = Buffer.alloc(30 * 1024 * 1024);
    for (let at = 0; at < sent.length; at += 4) sent.writeUInt32LE((at * 2654435761) >>> 0, at);
    const back = await exec(session, 'cat', { stdin: sent, limitBytes: sent.length });
    expect(createHash('sha256').update(back.stdout.bytes).digest('hex')).toBe(createHash('sha256').update(sent).digest('hex'));
    expect(back).toMatchObject({ exit: 0, stdout: { cut: 0 } });
    const exchanges = (await host.log()).match(/rekey in after|set_newkeys: rekeying/gu)?.length ?? 0;
    expect(exchanges).toBeGreaterThan(10);
  });

  it('keeps 8 MiB of 50 MB of output and counts the rest', async () => {
    const done = await exec(await opened(), 'head -c 50000000 /dev/zero; echo end >&2');
    expect(done.stdout.bytes).toHaveLength(8 * 1024 * 1024);
    expect(done.stdout.cut).toBe(50_000_000 - 8 * 1024 * 1024);
    expect(done).toMatchObject({ exit: 0, stderr: { cut: 0 } });
  });

  it('holds the host back while a chunk is being taken', async () => {
    const session = await opened();
    let received = 0;
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const marker = join(folder, 'written-all');
    const running = exec(session, `head -c 20000000 /dev/zero; : >${marker}`, {
      onOutput: (_stream, chunk) => {
        received += chunk.length;
        return held;
      },
    });
    await expect.poll(() => received).toBeGreaterThan(0);
    const meanwhile = await exec(session, `sleep 1; [ -e ${marker} ] && echo written || echo held`);
    expect(text(meanwhile.stdout.bytes)).toBe('held\n');
    expect(received).toBeLessThan(1_000_000);
    release();
    expect((await running).exit).toBe(0);
    expect(received).toBe(20_000_000);
  });

  it('tells a signal from an exit status', async () => {
    const done = await exec(await opened(), 'kill -TERM $$');
    expect(done).toMatchObject({ exit: null, signal: 'SIGTERM' });
    expect(done.problem).toBeUndefined();
  });

  it('gives up on a command that hangs, keeps what it said, and the session goes on', async () => {
    const session = await opened();
    const done = await exec(session, 'echo begun; sleep 1000', { timeoutMs: 700 });
    expect(done).toMatchObject({ exit: null, problem: { code: 'exec-timeout' } });
    expect(text(done.stdout.bytes)).toBe('begun\n');
    expect((await exec(session, 'true')).exit).toBe(0);
  });

  it('can be interrupted', async () => {
    const done = await exec(await opened(), 'sleep 1000', { signal: AbortSignal.timeout(200) });
    expect(done.problem?.code).toBe('interrupted');
  });

  it('streams standard input from where it comes', async () => {
    async function* lines() {
      for (let line = 0; line < 1000; line += 1) yield Buffer.from(`${line}\n`);
    }
    const done = await exec(await opened(), 'wc -l', { stdin: lines() });
    expect(text(done.stdout.bytes).trim()).toBe('1000');
    async function* broken() {
      yield Buffer.from('x');
      throw new Error('the disk here is gone');
    }
    expect((await exec(await opened(), 'cat', { stdin: broken() })).problem?.code).toBe('stdin-failed');
  });

  it('runs several at a time on one connection', async () => {
    const session = await opened();
    const all = await Promise.all(Array.from({ length: 8 }, (_, index) => exec(session, `sleep 0.3; echo ${index}`)));
    expect(all.map((done) => text(done.stdout.bytes))).toEqual(Array.from({ length: 8 }, (_, index) => `${index}\n`));
    expect(await opened()).toBe(session);
  });

  it('says that nothing ran when the host refuses the channel', async () => {
    const few = await startRealHost({ address: '127.0.0.4', config: ['MaxSessions 1'] });
    try {
      sessions.add('few', few.target());
      const session = await opened('few');
      const marker = join(folder, 'never');
      const first = exec(session, 'sleep 1');
      const second = await session.exec({ command: `: >${marker}`, timeoutMs: 10_000 });
      expect(second).toMatchObject({ ok: false, problem: { code: 'channel-refused' } });
      await first;
      // sshd frees the place a moment after the command has ended.
      const look = async () => session.exec({ command: `[ -e ${marker} ]`, timeoutMs: 10_000 });
      await expect.poll(look).toMatchObject({ ok: true, value: { exit: 1 } });
    } finally {
      await sessions.close('few');
      await few.dispose();
    }
  });
});

describe('a session that is cut', () => {
  it('tells what had arrived, and that it may have run', async () => {
    const session = await opened();
    const ends: string[] = [];
    session.onEnd((problem) => ends.push(problem.code));
    let begun: () => void = () => {};
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const running = exec(session, 'echo half; sleep 1000', { onOutput: () => begun() });
    await started;
    await host.signalSessions('SIGKILL');
    const done = await running;
    expect(done).toMatchObject({ exit: null, problem: { code: 'session-lost' } });
    expect(text(done.stdout.bytes)).toBe('half\n');
    expect(ends).toEqual(['session-lost']);
    expect(await session.exec({ command: 'true', timeoutMs: 1000 })).toMatchObject({
      ok: false,
      problem: { code: 'session-lost' },
    });
    const again = await opened();
    expect(again).not.toBe(session);
    expect((await exec(again, 'true')).exit).toBe(0);
  });

  it('a batch that is cut keeps its first answers', async () => {
    const session = await opened();
    const batch = runBatch(session, [
      { command: 'echo one', deadlineMs: 5000 },
      { command: 'echo two; sleep 20', deadlineMs: 30_000 },
      { command: 'echo three', deadlineMs: 5000 },
    ]);
    const wait = await exec(
      session,
      'while ! cat /proc/[0-9]*/cmdline | tr "\\0" " " | grep -q "sleep 20 *$"; do sleep 0.05; done',
      { timeoutMs: 1500 },
    );
    expect(wait.exit === 0 || wait.problem !== undefined).toBe(true);
    await host.signalSessions('SIGKILL');
    const result = await batch;
    expect(result).toMatchObject({ ok: true, value: { problem: { code: 'session-lost' } } });
    const answers = result.ok ? result.value.answers : [];
    expect(answers.map((answer) => answer.state)).toEqual(['done', 'cut', 'not-run']);
    expect(text(answers[0]?.output.stdout ?? new Uint8Array())).toBe('one\n');
    expect(answers[2]?.problem?.code).toBe('session-lost');
  });

  it('a host that hangs: the command times out, and a new connection times out too', async () => {
    const slow = await startRealHost({ address: '127.0.0.5' });
    try {
      sessions.add('slow', slow.target());
      const session = await opened('slow');
      await slow.signalSessions('SIGSTOP');
      const done = await session.exec({ command: 'true', timeoutMs: 500 });
      expect(done).toMatchObject({ ok: true, value: { problem: { code: 'exec-timeout' } } });
      await slow.signalSessions('SIGCONT');
      await expect.poll(async () => (await session.exec({ command: 'true', timeoutMs: 5000 })).ok).toBe(true);
    } finally {
      await sessions.close('slow');
      await slow.dispose();
    }
  });

  it('waits for a host to go and finds it back', async () => {
    const rebooting = await startRealHost({ address: '127.0.0.6' });
    try {
      sessions.add('rebooting', rebooting.target());
      await opened('rebooting');
      expect(await sessions.waitGone('rebooting', 50)).toBe(false);
      const gone = sessions.waitGone('rebooting', 10_000);
      await rebooting.stop();
      expect(await gone).toBe(true);
      expect(sessions.kept('rebooting')).toBeUndefined();
      expect(await sessions.open('rebooting')).toMatchObject({ ok: false, problem: { code: 'connect-refused' } });
      await rebooting.start();
      expect((await exec(await opened('rebooting'), 'true')).exit).toBe(0);
    } finally {
      await sessions.close('rebooting');
      await rebooting.dispose();
    }
  });
});

describe('jump hosts', () => {
  it('goes through one, whose connection is shared, and closes with it', async () => {
    const [first, second] = await Promise.all([opened('test0'), opened('test0')]);
    expect(first).toBe(second);
    expect((await exec(first, 'echo "$SSH_CONNECTION"')).exit).toBe(0);
    expect(sessions.kept('xen1')).toBeDefined();
    expect(await host.log()).toMatch(/direct-tcpip|connect_to/u);
    await sessions.close('xen1');
    expect(first.ended()?.code).toMatch(/^session-/u);
    expect(sessions.kept('test0')).toBeUndefined();
  });

  it('judges the host keys of both, and names the one that failed', async () => {
    const wrong = 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    const bad = (changes: Record<string, Partial<InventoryHost>>) =>
      createSessions(
        { xen1: host.target(changes['xen1'] ?? {}), test0: inner.target({ jump: 'xen1', ...changes['test0'] }) },
        testPorts(folder),
      );
    const jump = await bad({ xen1: { hostKey: wrong } }).open('test0');
    expect(jump).toMatchObject({ ok: false, problem: { code: 'host-key-changed' } });
    expect(!jump.ok && jump.problem.sentence).toContain('reached through xen1');
    const through = bad({ test0: { hostKey: wrong } });
    expect(await through.open('test0')).toMatchObject({ ok: false, problem: { code: 'host-key-changed' } });
    await through.dispose();
    const nowhere = bad({ test0: { port: 1 } });
    expect(await nowhere.open('test0')).toMatchObject({ ok: false, problem: { code: 'forward-refused' } });
    await nowhere.dispose();
  });

  it('finds a circle', async () => {
    const circle = createSessions({ a: host.target({ jump: 'b' }), b: host.target({ jump: 'a' }) }, testPorts(folder));
    expect(await circle.open('a')).toMatchObject({ ok: false, problem: { code: 'jump-circle' } });
  });
});

describe('a batch over SSH', () => {
  it('answers in one exec, whatever the login shell says', async () => {
    const session = await opened();
    const result = await runBatch(session, [
      { command: 'uname -r', deadlineMs: 5000 },
      { command: 'exit 4', deadlineMs: 5000 },
      { command: 'sleep 9', deadlineMs: 1000 },
    ]);
    expect(result.ok && result.value.answers.map((answer) => [answer.state, answer.output.exit])).toEqual([
      ['done', 0],
      ['done', 4],
      ['timed-out', null],
    ]);
  });

  it('on Fabric OS each command is an exec of its own', async () => {
    sessions.add('sw1', host.target({ role: 'switch', shell: 'fos' }));
    const result = await runBatch(
      await opened('sw1'),
      [
        { command: 'echo switchshow', deadlineMs: 5000 },
        { command: 'sleep 9', deadlineMs: 500 },
        { command: 'echo nsshow', deadlineMs: 5000 },
      ],
      { slackMs: 0 },
    );
    expect(result.ok && result.value.answers.map((answer) => [answer.state, text(answer.output.stdout)])).toEqual([
      ['done', 'switchshow\n'],
      ['timed-out', ''],
      ['done', 'nsshow\n'],
    ]);
    expect(result.ok && result.value.command).toBe('echo switchshow\nsleep 9\necho nsshow');
  });
});
