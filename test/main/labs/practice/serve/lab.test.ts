import type { ClientChannel, SFTPWrapper } from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultLabOptions } from '../../../../../main/labs/practice/lab-options.ts';
import { ConnectFailure, PracticeLab } from '../../../../../main/labs/practice/lab.ts';
import { exec, login, Screen } from './ssh-client.ts';

/** In memory: no socket, no file. */
describe('a practice lab over SSH', () => {
  let lab: PracticeLab;
  const failures: unknown[] = [];

  beforeAll(async () => {
    lab = await PracticeLab.open({ ...defaultLabOptions, speed: 600 }, null);
    lab.onFailure((problem) => failures.push(problem));
  });

  afterAll(async () => {
    await lab.dispose();
    expect(failures).toEqual([]);
  });

  const connect = async (host = 'xenhost', config = {}) => login(await lab.connect(host), config);

  it('runs commands with their output, errors and status', async () => {
    const client = await connect();
    expect(await exec(client, 'uname -r; echo err >&2; exit 3')).toEqual({
      stdout: '2.6.18-53.el5\n',
      stderr: 'err\n',
      code: 3,
      signal: null,
    });
    expect(await exec(client, 'cat; echo end', 'in\n')).toMatchObject({ stdout: 'in\nend\n', code: 0 });
    expect(await exec(client, 'xm list')).toEqual({
      stdout: '',
      stderr: 'bash: xm: command not found\n',
      code: 127,
      signal: null,
    });
    client.end();
  });

  it('tells a signal that ended a command', async () => {
    const client = await connect();
    expect(await exec(client, 'kill -TERM $$')).toMatchObject({ signal: 'SIGTERM' });
    client.end();
  });

  it('keeps the bytes of large output', async () => {
    const client = await connect();
    const { stdout } = await exec(
      client,
      'dd if=/dev/zero bs=1M count=5 2>/dev/null | tr "\\0" x | wc -c; yes 0123456789 | head -c 3000000',
    );
    expect(stdout.length).toBe('5242880\n'.length + 3_000_000);
    client.end();
  });

  it('goes on while a tool runs a program that waits', async () => {
    const client = await connect();
    const found = exec(client, 'find /etc/hosts -exec sleep 60 \\; ; echo found');
    expect(await found).toMatchObject({ stdout: 'found\n', code: 0 });
    client.end();
  });

  it('proves the key that it is registered with, and refuses a wrong password', async () => {
    let proved = '';
    const client = await connect('xenhost', { hostHash: 'sha256', hostVerifier: (hash: string) => { proved = `SHA256:${Buffer.from(hash, 'hex').toString('base64').replace(/=+$/u, '')}`; return true; } }); // prettier-ignore
    expect(proved).toBe(lab.fingerprints()['xenhost']);
    client.end();
    await expect(connect('xenhost', { password: 'wrong' })).rejects.toThrow(/authentication/u);
  });

  it('offers nothing newer than OpenSSH 4.3', async () => {
    await expect(connect('xenhost', { algorithms: { kex: ['curve25519-sha256'] } })).rejects.toThrow(/no matching key exchange/u);
  });

  it('keeps variables, directory and functions in an interactive session, with the prompt of RHEL', async () => {
    const client = await connect();
    const screen = await Screen.open(client);
    await screen.until('[root@xenhost ~]# ');
    screen.type('x=5; f() { echo "f $1 $x"; }; cd /etc\r');
    await screen.until('[root@xenhost etc]# ');
    screen.type('f a; pwd\r');
    expect(await screen.until('# ')).toContain('f a 5\r\n/etc\r\n');
    screen.type('for i in 1 2\rdo echo n$i\rdone\r');
    expect(await screen.until('n2\r\n')).toContain('> ');
    screen.type('tty; stty size\r');
    expect(await screen.until('24 80')).toContain('/dev/pts/0');
    screen.channel.setWindow(50, 132, 0, 0);
    screen.type('stty size\r');
    await screen.until('50 132');
    screen.type('exit\r');
    await new Promise((resolve) => screen.channel.once('close', resolve));
    client.end();
  });

  it('edits lines, remembers them, is interrupted and ends with Ctrl-D', async () => {
    const client = await connect();
    const screen = await Screen.open(client);
    await screen.until('# ');
    screen.type('echo wrongg\x7f\x7f\x7f\x7f\x7f\x7fright\r');
    await screen.until('\r\nright\r\n');
    screen.type('\x1b[A\r');
    await screen.until('\r\nright\r\n');
    screen.type('sleep 100000\r');
    await screen.until('sleep 100000\r\n');
    screen.type('\x03');
    await screen.until('# ');
    screen.type('echo $?\r');
    await screen.until('\r\n130\r\n');
    screen.type('while :; do :; done\r');
    await screen.until('done\r\n');
    screen.type('\x03');
    await screen.until('# ');
    screen.type('read -p "name? " n; echo "<$n>"\r');
    await screen.until('name? ');
    screen.type('me\r');
    await screen.until('<me>');
    screen.type('rm /etc/redhat-release\r');
    await screen.until('remove regular file');
    screen.type('n\r');
    await screen.until('# ');
    screen.type('\x04');
    await screen.until('logout');
    client.end();
  });

  it('gives a switch its own command line: no sh, no pipes', async () => {
    const client = await connect('sw1', { username: 'admin' });
    expect((await exec(client, 'switchname')).stdout).toBe('sw1\n');
    expect(await exec(client, 'ls -l')).toMatchObject({ stdout: '', code: 127 });
    const screen = await Screen.open(client);
    await screen.until('sw1:admin> ');
    screen.type('switchname\r');
    await screen.until('sw1\r\n');
    await screen.until('sw1:admin> ');
    screen.type('exit\r');
    await new Promise((resolve) => screen.channel.once('close', resolve));
    client.end();
  });

  it('lets a background process go on after its session', async () => {
    const client = await connect();
    const { stdout } = await exec(
      client,
      "printf 'sleep 600; echo late > /tmp/late\\n' > /tmp/s; nohup sh /tmp/s >/tmp/log 2>&1 </dev/null & echo $!",
    );
    expect(stdout).toMatch(/^[0-9]+\n$/u);
    client.end();
    const again = await connect();
    expect(
      await exec(again, `kill -0 ${stdout.trim()} && until [ -e /tmp/late ]; do sleep 5; done; cat /tmp/late`),
    ).toMatchObject({ stdout: 'late\n', code: 0 });
    again.end();
  });

  it('holds a channel open as long as a background process holds its output, as sshd does', async () => {
    const client = await connect();
    const answer = await exec(client, '(sleep 300; echo late) & echo first');
    expect(answer.stdout).toBe('first\nlate\n');
    client.end();
  });

  it('serves files', async () => {
    const client = await connect();
    const sftp = await new Promise<SFTPWrapper>((resolve, reject) => { client.sftp((problem, wrapper) => { if (problem === undefined) resolve(wrapper); else reject(problem); }); }); // prettier-ignore
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_unused, index) => index % 251));
    await new Promise<void>((resolve, reject) => { const stream = sftp.createWriteStream('/tmp/put'); stream.on('close', resolve); stream.on('error', reject); stream.end(bytes); }); // prettier-ignore
    const back = await new Promise<Buffer>((resolve, reject) => { sftp.readFile('/tmp/put', (problem, data) => { if (problem === undefined) resolve(data); else reject(problem); }); }); // prettier-ignore
    expect(back.equals(bytes)).toBe(true);
    const names = await new Promise<string[]>((resolve, reject) => { sftp.readdir('/etc/ssh', (problem, list) => { if (problem === undefined) resolve(list.map((entry) => entry.filename)); else reject(problem); }); }); // prettier-ignore
    expect(names).toContain('ssh_host_rsa_key.pub');
    client.end();
  });

  it('drops sessions at a reboot, refuses, and comes back with a new boot id', async () => {
    const client = await connect('ARCJMTDS48K1');
    const before = (await exec(client, 'cat /proc/sys/kernel/random/boot_id')).stdout;
    const closed = new Promise<void>((resolve) => {
      client.once('close', () => {
        resolve();
      });
    });
    client.on('error', () => undefined);
    await exec(client, 'nohup /sbin/reboot >/dev/null 2>&1 </dev/null &');
    await closed;
    await expect(lab.connect('ARCJMTDS48K1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await lab.settled();
    const again = await connect('ARCJMTDS48K1');
    const after = (await exec(again, 'cat /proc/sys/kernel/random/boot_id')).stdout;
    expect(after).toMatch(/^[0-9a-f-]{36}\n$/u);
    expect(after).not.toBe(before);
    again.end();
  });

  it('does not answer while it has no power, and knows no other hosts', async () => {
    lab.power('sw2', 'off');
    await expect(lab.connect('sw2')).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await expect(lab.connect('nowhere')).rejects.toBeInstanceOf(ConnectFailure);
    lab.power('sw2', 'on');
    await lab.settled();
  });

  it('forwards to another host of its network', async () => {
    const client = await connect();
    const stream = await new Promise<ClientChannel>((resolve, reject) => { client.forwardOut('127.0.0.1', 1, '192.168.1.110', 22, (problem, channel) => { if (problem === undefined) resolve(channel); else reject(problem); }); }); // prettier-ignore
    const inner = await login(stream);
    expect((await exec(inner, 'hostname')).stdout).toBe('ARCJMTDS48K1\n');
    inner.end();
    client.end();
  });

  it('has an inventory that the engine reads', () => {
    const { hosts, fabric } = lab.inventory();
    expect(Object.keys(hosts)).toEqual(['xenhost', 'ARCJMTDS48K1', 'sw1', 'sw2']);
    expect(hosts['sw1']).toMatchObject({ role: 'switch', shell: 'fos', user: 'admin', crypto: 'legacy' });
    expect(fabric?.luns.length).toBe(4);
  });
});
