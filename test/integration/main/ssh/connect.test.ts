import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { InventoryHost } from '../../../../core/hosts/inventory.ts';
import { failure, success } from '../../../../core/result.ts';
import { connectHost, type ConnectOptions } from '../../../../main/ssh/connect.ts';
import type { SshPorts } from '../../../../main/ssh/ports.ts';
import type { HostSession } from '../../../../main/ssh/session.ts';
import { makeKey, startRealHost, type RealHost } from '../../../hosts/real-host.ts';
import { testPorts } from '../../../hosts/ssh-ports.ts';

let folder = '';
let host: RealHost;
const open: HostSession[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xenpath-connect-'));
  host = await startRealHost();
});
afterAll(async () => {
  await Promise.all(open.map((session) => session.dispose()));
  await host.dispose();
  await rm(folder, { recursive: true });
});

async function session(
  target: InventoryHost,
  ports: SshPorts = testPorts(folder),
  options: ConnectOptions = {},
): Promise<HostSession> {
  const result = await connectHost('xen1', target, ports, options);
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.sentence}`);
  open.push(result.value);
  return result.value;
}
async function problem(target: InventoryHost, ports: SshPorts = testPorts(folder), options: ConnectOptions = {}) {
  const result = await connectHost('xen1', target, ports, options);
  if (result.ok) throw new Error('it connected');
  return result.problem;
}
/** What sshd writes once a client names a user (auth2.c): before it, no credential can have come. */
const sawUser = /userauth-request|Postponed|Failed [a-z]|Accepted/u;

describe('connecting to a real sshd', () => {
  it('logs in with a key and a pinned host key, and runs a command', async () => {
    const xen1 = await session(host.target());
    expect(xen1).toMatchObject({
      fingerprint: host.hostKeys['ed25519'],
      trust: 'inventory',
      software: expect.stringMatching(/^OpenSSH_/u) as string,
    });
    expect(xen1.algorithms).toMatchObject({ hostKey: 'ssh-ed25519', legacy: [] });
    const done = await xen1.exec({ command: 'echo out; echo err >&2; exit 3', timeoutMs: 10_000 });
    expect(done).toMatchObject({ ok: true, value: { exit: 3, stdout: { cut: 0 } } });
    expect(done.ok && Buffer.from(done.value.stdout.bytes).toString()).toBe('out\n');
    expect(done.ok && Buffer.from(done.value.stderr.bytes).toString()).toBe('err\n');
    // The control for the tests below that look for its absence.
    expect(await host.log()).toMatch(sawUser);
  });

  it('opens a key file with its passphrase, and says when it is wrong', async () => {
    const file = join(folder, 'locked');
    await makeKey(file, 'ed25519', 'open sesame');
    const other = await startRealHost({ address: '127.0.0.3' });
    try {
      await writeFile(join(other.folder, 'authorized_keys'), await readFile(`${file}.pub`));
      const ports = (passphrase: string) => testPorts(folder, { secrets: { reveal: async () => success(passphrase) } });
      const target = other.target({ auth: { key: file, passphrase: { env: 'X' } } });
      expect((await session(target, ports('open sesame'))).user).toBe(other.user);
      const wrong = await problem(target, ports('something-else'));
      expect(wrong.code).toBe('auth-failed');
      expect(wrong.sentence).toContain('the passphrase does not open it');
      expect(JSON.stringify(wrong)).not.toContain('something-else');
    } finally {
      await other.dispose();
    }
  });

  it('says what was tried and what the host takes', async () => {
    const file = join(folder, 'stranger');
    await makeKey(file, 'ed25519');
    const refused = await problem(host.target({ auth: { key: file } }));
    expect(refused.code).toBe('auth-failed');
    expect(refused.sentence).toContain(`key ${file}`);
    expect(refused.sentence).toContain('publickey');
  });
});

describe('host keys', () => {
  const unpinned = () => host.target({ hostKey: undefined });

  it('an unknown key without anybody to ask is refused before any user name leaves', async () => {
    const own = await startRealHost({ address: '127.0.0.4' });
    try {
      const refused = await problem(own.target({ hostKey: undefined }));
      expect(refused.code).toBe('host-key-unknown');
      expect(refused.sentence).toContain(own.hostKeys['ed25519']);
      expect(refused.sentence).toMatch(/MD5:([0-9a-f]{2}:){15}[0-9a-f]{2}/u);
      expect(refused.next).toContain(`hostKey: ${own.hostKeys['ed25519'] ?? ''}`);
      await expect.poll(() => own.log()).toContain('Disconnected from');
      expect(await own.log()).not.toMatch(sawUser);
    } finally {
      await own.dispose();
    }
  });

  it('a changed key is refused before any credential, and nobody is asked', async () => {
    const own = await startRealHost({ address: '127.0.0.5' });
    try {
      const known = join(own.folder, 'known');
      await writeFile(known, `[${own.address}]:${own.port} ${host.publicKeys['ed25519'] ?? ''}\n`);
      const ask = vi.fn(async () => true);
      const trusting = { readFiles: [known], ask };
      const target = own.target({
        hostKey: undefined,
        auth: { key: own.identity, password: { env: 'P' } },
      });
      const refused = await problem(
        target,
        testPorts(own.folder, { trusting, secrets: { reveal: async () => success('canary-password') } }),
      );
      expect(refused.code).toBe('host-key-changed');
      expect(refused.sentence).toContain(`${known} line 1`);
      expect(ask).not.toHaveBeenCalled();
      const pinned = await problem(own.target({ hostKey: host.hostKeys['ed25519'] ?? '' }));
      expect(pinned.code).toBe('host-key-changed');
      await expect.poll(async () => (await own.log()).match(/Disconnected from/gu)?.length ?? 0).toBeGreaterThanOrEqual(2);
      expect(await own.log()).not.toMatch(sawUser);
    } finally {
      await own.dispose();
    }
  });

  it('a revoked key is refused though it is pinned', async () => {
    const known = join(folder, 'revoked');
    await writeFile(known, `@revoked * ${host.publicKeys['ed25519'] ?? ''}\n`);
    expect((await problem(host.target(), testPorts(folder, { trusting: { readFiles: [known] } }))).code).toBe('host-key-revoked');
  });

  it('asks once, remembers, and then knows it; a no is a refusal', async () => {
    const own = await mkdtemp(join(folder, 'asking-'));
    const no = await problem(unpinned(), testPorts(own, { trusting: { ask: async () => false } }));
    expect(no.code).toBe('host-key-unknown');
    const ask = vi.fn(async () => true);
    const ports = testPorts(own, { trusting: { ask } });
    expect((await session(unpinned(), ports)).trust).toBe('asked');
    expect((await session(unpinned(), ports)).trust).toBe('known');
    expect(ask).toHaveBeenCalledTimes(1);
    expect(ask.mock.calls[0]).toMatchObject([{ host: 'xen1', fingerprints: { sha256: host.hostKeys['ed25519'] } }]);
  });

  it('asks the server for the key type that is known', async () => {
    const known = join(folder, 'rsa-only');
    await writeFile(known, `[${host.address}]:${host.port} ${host.publicKeys['rsa'] ?? ''}\n`);
    const xen1 = await session(unpinned(), testPorts(folder, { trusting: { readFiles: [known] } }));
    expect(xen1).toMatchObject({ trust: 'known', fingerprint: host.hostKeys['rsa'] });
  });

  it('a registered key makes a lab host, whatever the inventory pins', async () => {
    const trusting = { isLabKey: (print: string) => print === host.hostKeys['ed25519'] };
    expect((await session(host.target(), testPorts(folder, { trusting }))).trust).toBe('lab');
  });

  it('the time that a person thinks is not counted', async () => {
    const ask = () => new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 1500));
    const own = await mkdtemp(join(folder, 'slow-'));
    expect((await session(unpinned(), testPorts(own, { trusting: { ask } }), { timeoutMs: 1000 })).trust).toBe('asked');
  });
});

describe('old hosts', () => {
  it('needs crypto: legacy, says so, and then names what is legacy', async () => {
    const old = await startRealHost({
      address: '127.0.0.6',
      keyTypes: ['rsa'],
      config: [
        'KexAlgorithms diffie-hellman-group-exchange-sha1',
        'HostKeyAlgorithms ssh-rsa',
        'Ciphers aes128-cbc',
        'MACs hmac-sha1',
        'PubkeyAcceptedAlgorithms +ssh-rsa',
      ],
    });
    try {
      const refused = await problem(old.target());
      expect(refused.code).toBe('no-common-algorithm');
      expect(refused.next).toContain('crypto: legacy');
      const xen1 = await session(old.target({ crypto: 'legacy' }));
      expect(xen1.algorithms).toEqual({
        kex: 'diffie-hellman-group-exchange-sha1',
        hostKey: 'ssh-rsa',
        cipher: 'aes128-cbc',
        mac: 'hmac-sha1',
        legacy: ['diffie-hellman-group-exchange-sha1', 'ssh-rsa', 'aes128-cbc', 'hmac-sha1'],
      });
      expect(await xen1.exec({ command: 'true', timeoutMs: 10_000 })).toMatchObject({ ok: true, value: { exit: 0 } });
    } finally {
      await old.dispose();
    }
  });

  it.each(['diffie-hellman-group14-sha1', 'diffie-hellman-group1-sha1'])('%s', async (kex) => {
    const old = await startRealHost({
      address: '127.0.0.6',
      keyTypes: ['rsa'],
      config: [`KexAlgorithms ${kex}`, 'HostKeyAlgorithms ssh-rsa', 'Ciphers 3des-cbc', 'MACs hmac-md5'],
    });
    try {
      const xen1 = await session(old.target({ crypto: 'legacy' }));
      expect(xen1.algorithms).toMatchObject({ kex, cipher: '3des-cbc', mac: 'hmac-md5' });
    } finally {
      await old.dispose();
    }
  });
});

describe('what can go wrong on the way', () => {
  const servers: Server[] = [];
  afterAll(() => servers.forEach((server) => server.close()));
  async function listen(act: (socket: Socket) => void): Promise<InventoryHost> {
    const server = createServer(act);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.9', resolve));
    const bound = server.address();
    if (bound === null || typeof bound === 'string') throw new Error('no port');
    return host.target({ address: '127.0.0.9', port: bound.port });
  }

  it('refused, unknown name, silent, hung up, cut, no SSH, interrupted', async () => {
    const closed = await listen(() => {});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect((await problem(closed)).code).toBe('connect-refused');
    expect((await problem(host.target({ address: 'no-such-host.invalid' }))).code).toBe('name-not-found');
    const silent = await listen(() => {});
    expect((await problem(silent, undefined, { timeoutMs: 300 })).code).toBe('handshake-timeout');
    expect((await problem(await listen((socket) => socket.end()))).code).toBe('connection-closed');
    expect(
      (await problem(await listen((socket) => socket.on('data', () => socket.resetAndDestroy()).write('SSH-2.0-Test\r\n')))).code,
    ).toBe('connection-reset');
    expect((await problem(await listen((socket) => socket.end('HTTP/1.0 400 Bad Request\r\n\r\n')))).code).toBe(
      'connection-closed',
    );
    expect((await problem(silent, undefined, { signal: AbortSignal.timeout(100) })).code).toBe('interrupted');
  });

  it('keeps agent keys back so that the named key still has its try, and counts them', async () => {
    const { startAgent } = await import('../../../hosts/agent.ts');
    const agent = await startAgent(folder, 8);
    const few = await startRealHost({ address: '127.0.0.7', config: ['MaxAuthTries 6'] });
    try {
      const ports = testPorts(folder, { agentSocket: agent.socket });
      const xen1 = await session(few.target({ auth: { agent: true, key: few.identity } }), ports);
      expect(await xen1.exec({ command: 'true', timeoutMs: 10_000 })).toMatchObject({ ok: true, value: { exit: 0 } });
      const refused = await problem(few.target({ auth: { agent: true } }), ports);
      expect(refused.code).toBe('auth-failed');
      expect(refused.sentence).toContain('agent key ssh-ed25519');
      expect(refused.sentence).toMatch(/\d of its 8 keys were held back/u);
      await writeFile(join(few.folder, 'authorized_keys'), await readFile(agent.publicKeys[2] ?? ''));
      expect((await session(few.target({ auth: { agent: true } }), ports)).user).toBe(few.user);
    } finally {
      await few.dispose();
      agent.dispose();
    }
  });

  it('never tells a secret in a problem', async () => {
    const secret = 'canary-5f1d';
    const server = await listen((socket) => socket.end());
    const refused = await problem(
      { ...server, auth: { password: { env: 'P' } } },
      testPorts(folder, { secrets: { reveal: async () => success(secret) } }),
    );
    expect(JSON.stringify(refused)).not.toContain(secret);
    const none = await problem(
      host.target({ auth: { password: { env: 'P' } } }),
      testPorts(folder, { secrets: { reveal: async () => failure('secret-missing', 'P is not set') } }),
    );
    expect(none.code).toBe('auth-failed');
  });
});
