import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findLab, startLab } from '../../../main/labs/practice/child-labs.ts';
import type { PracticeLabClient } from '../../../main/labs/practice/client.ts';
import { defaultLabOptions } from '../../../main/labs/practice/lab-options.ts';
import { arrayName } from '../../../main/labs/practice/options.ts';
import { runtimeFolder } from '../../../main/labs/practice/runtime-folder.ts';
import { exec, login } from '../../main/labs/practice/serve/ssh-client.ts';

const run = promisify(execFile);
const options = { ...defaultLabOptions, name: 'process-test', speed: 600 };

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a practice lab as a process of its own', () => {
  let folder: string;
  let lab: PracticeLabClient | undefined;
  const before = process.env['XDG_RUNTIME_DIR'];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'practice-lab-'));
    process.env['XDG_RUNTIME_DIR'] = folder;
  });

  afterEach(async () => {
    await lab?.stop().catch(() => undefined);
    lab = undefined;
    if (before === undefined) delete process.env['XDG_RUNTIME_DIR'];
    else process.env['XDG_RUNTIME_DIR'] = before;
    await rm(folder, { recursive: true, force: true });
  });

  async function start(): Promise<PracticeLabClient> {
    const started = await startLab({ options, folder: join(folder, 'state') });
    if (!started.ok) throw new Error(started.problem.sentence);
    lab = started.value;
    return started.value;
  }

  const at = async (client: PracticeLabClient, command: string, host = 'xenhost') => {
    const session = await login(await client.connectHost(host));
    const answer = await exec(session, command);
    session.end();
    return answer;
  };

  it('is found, asked, and only by its user', async () => {
    const client = await start();
    const status = await client.status();
    expect(status.hosts.map((host) => `${host.name} ${host.power}`)).toEqual([
      'xenhost up',
      `${arrayName} up`,
      'sw1 up',
      'sw2 up',
    ]);
    expect(client.registration.hostKeys).toEqual(status.hostKeys);
    expect((await client.inventory()).hosts['xenhost']?.hostKey).toBe(status.hostKeys['xenhost']);
    expect((await findLab(options.name))?.registration.pid).toBe(status.pid);
    expect(await startLab({ options })).toMatchObject({ ok: false, problem: { code: 'lab-runs' } });
    const runtime = await runtimeFolder();
    expect((await stat(runtime)).mode & 0o777).toBe(0o700);
    for (const file of await readdir(runtime)) expect((await stat(join(runtime, file))).mode & 0o077).toBe(0);
    expect((await client.console('xenhost')).join('\n')).toContain('login:');
    await expect(client.connectHost('nowhere')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await client.stop();
    expect(await findLab(options.name)).toBeUndefined();
  });

  it('ends when its folder is deleted', async () => {
    const client = await start();
    const { pid } = await client.status();
    await rm(join(folder, 'state'), { recursive: true });
    await vi.waitUntil(() => !isAlive(pid), { timeout: 20_000 });
    expect(await findLab(options.name)).toBeUndefined();
    lab = undefined;
  });

  it('goes down by itself when nobody uses it, and goes on where it was', async () => {
    const started = await startLab({ options, folder: join(folder, 'state'), idleEndMs: 700 });
    if (!started.ok) throw new Error(started.problem.sentence);
    const client = started.value;
    lab = client;
    // A session is somebody who uses it, for as long as it is open.
    const session = await login(await client.connectHost('xenhost'));
    await exec(session, 'echo kept > /root/kept; sync');
    const opened = Date.now();
    await vi.waitUntil(() => Date.now() - opened > 1_500, { timeout: 5_000 });
    expect(await client.status()).toMatchObject({ idleEndMs: 700 });
    session.end();
    const { pid } = client.registration;
    const runs = (): boolean => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    await vi.waitUntil(() => !runs(), { timeout: 20_000 });
    expect(await findLab(options.name)).toBeUndefined();
    const again = await start();
    await again.settled();
    expect(await again.status()).toMatchObject({ idleEndMs: null, startedFrom: 'journal' });
    expect((await at(again, 'cat /root/kept')).stdout).toBe('kept\n');
  });

  it('lets root in by a password that is no word of any text', async () => {
    const client = await start();
    const password = (await readFile(client.registration.passwordFile, 'utf8')).trim();
    const session = await login(await client.connectHost('xenhost'), { password });
    session.end();
    const inventory = JSON.stringify(await client.inventory());
    expect(password.length).toBeGreaterThan(12);
    expect(inventory.toLowerCase()).not.toContain(password.toLowerCase());
    expect('root xenpath practice xenhost password').not.toContain(password.toLowerCase());
  });

  it('lays hands on cables', async () => {
    const client = await start();
    const label = (await client.inventory()).fabric?.cables[0]?.label ?? '';
    expect(await client.hands().pull(label)).toMatchObject({ ok: true });
    expect(await client.hands().plug(label)).toMatchObject({ ok: true });
    expect(await client.hands().pull('no-such-cable')).toMatchObject({ ok: false });
  });

  it('comes back after kill -9 as after a power cut: what was acknowledged is there', async () => {
    const client = await start();
    const bootId = (await at(client, 'cat /proc/sys/kernel/random/boot_id')).stdout;
    expect(
      await at(client, 'echo kept > /root/kept; mkdir /root/d; rm /root/anaconda-ks.cfg; /sbin/chkconfig httpd on; sync'),
    ).toMatchObject({ code: 0 });
    const busy = await login(await client.connectHost('xenhost'));
    busy.on('error', () => undefined);
    const inFlight = exec(busy, 'i=0; while :; do i=$((i+1)); echo $i > /root/counter; cp /root/counter /root/copy; done').catch(
      () => null,
    );
    await at(client, 'until [ -s /root/copy ]; do :; done; echo after > /root/after');
    process.kill(client.registration.pid, 'SIGKILL');
    await inFlight;
    const keys = client.registration.hostKeys;

    const again = await start();
    expect((await again.status()).startedFrom).toBe('journal');
    await again.settled();
    expect(again.registration.hostKeys).toEqual(keys);
    const seen = await at(
      again,
      'cat /root/kept /root/after; [ -d /root/d ] && echo d; /sbin/chkconfig --list httpd; cat /proc/sys/kernel/random/boot_id',
    );
    expect(seen.stdout).toContain('kept\nafter\nd\n');
    expect(seen.stdout).toMatch(/httpd\s.*3:on/u);
    expect(seen.stdout).not.toContain(bootId.trim());
    expect((await at(again, 'ps -ef | grep -c counter')).stdout).not.toBe('3\n');
  });

  it('is the same world again after reset, with the same keys', async () => {
    const client = await start();
    await at(client, 'echo gone > /root/gone');
    await client.reset();
    expect(await at(client, 'cat /root/gone')).toMatchObject({ code: 1 });
    expect((await client.status()).hostKeys).toEqual(client.registration.hostKeys);
  });

  it("lets the system's own ssh in over 127.0.0.1 when asked, with the algorithms of 2008", async () => {
    const client = await start();
    expect((await client.status()).ports).toEqual({});
    const ports = await client.listen();
    const key = join(folder, 'key');
    await run('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', key]);
    const { stdout: publicKey } = await run('cat', [`${key}.pub`]);
    await client.addKey(publicKey.trim());
    const known = join(folder, 'known_hosts');
    await writeFile(known, '');
    const common = [
      '-F',
      'none',
      '-i',
      key,
      '-o',
      'IdentitiesOnly=yes',
      '-o',
      `UserKnownHostsFile=${known}`,
      '-o',
      'StrictHostKeyChecking=accept-new',
      '-o',
      'BatchMode=yes',
      '-p',
      String(ports['xenhost']),
    ];
    const legacy = [
      '-o',
      'KexAlgorithms=+diffie-hellman-group14-sha1',
      '-o',
      'HostKeyAlgorithms=+ssh-rsa',
      '-o',
      'PubkeyAcceptedAlgorithms=+ssh-rsa',
      '-o',
      'Ciphers=+aes128-cbc',
      '-o',
      'MACs=+hmac-sha1',
    ];
    await expect(run('ssh', [...common, 'root@127.0.0.1', 'true'])).rejects.toThrow(/no matching|Unable to negotiate/u);
    const { stdout } = await run('ssh', [...common, ...legacy, 'root@127.0.0.1', 'uname -n; id -un']);
    expect(stdout).toBe('xenhost\nroot\n');
    const { stdout: fingerprint } = await run('ssh-keygen', ['-l', '-f', known]);
    expect(fingerprint).toContain(client.registration.hostKeys['xenhost'] ?? 'none');
  });
});
