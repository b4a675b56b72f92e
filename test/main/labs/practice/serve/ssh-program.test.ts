import type { Client } from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { practicePassword } from '../../../../../main/labs/practice/lab-options.ts';
import type { PracticeLab } from '../../../../../main/labs/practice/lab.ts';
import { md5Fingerprint, publicKeyBlob } from '../../../../../main/labs/practice/programs/software/ssh/public-key.ts';
import { publicKeyLine } from '../../../../../main/labs/practice/serve/host-key.ts';
import { sitAtLab, type LabSitting } from './lab-sitting.ts';
import { exec, Screen } from './ssh-client.ts';

describe('ssh from a practice host', () => {
  let lab: PracticeLab;
  let client: Client;
  let guest = '';
  let dispose: LabSitting['dispose'];

  beforeAll(async () => {
    ({ lab, client, dispose } = await sitAtLab('guests'));
    guest = lab.world.machine('test0').state.address ?? '';
  });

  afterAll(() => dispose());

  const opened = async (): Promise<Screen> => {
    const screen = await Screen.open(client);
    await screen.until('[root@xenhost ~]# ');
    return screen;
  };

  it('knows the key that the host proves', () => {
    const key = lab.world.machine('test0').state.hostKey ?? '';
    expect(`ssh-rsa ${Buffer.from(publicKeyBlob(key)).toString('base64')}`).toBe(publicKeyLine(key));
  });

  it('asks about the host key, asks for the password, and is the shell of the guest', async () => {
    const screen = await opened();
    screen.type(`ssh ${guest}\r`);
    const fingerprint = md5Fingerprint(publicKeyBlob(lab.world.machine('test0').state.hostKey ?? ''));
    expect(await screen.until('(yes/no)? ')).toContain(
      `The authenticity of host '${guest} (${guest})' can't be established.\r\nRSA key fingerprint is ${fingerprint}.\r\n`,
    );
    screen.type('perhaps\r');
    await screen.until("Please type 'yes' or 'no': ");
    screen.type('yes\r');
    await screen.until(`Warning: Permanently added '${guest}' (RSA) to the list of known hosts.\r\n`);
    await screen.until(`root@${guest}'s password: `);
    screen.type('wrong\r');
    await screen.until('Permission denied, please try again.\r\n');
    screen.type(`${practicePassword}\r`);
    await screen.until('[root@test0 ~]# ');
    expect(screen.text).not.toContain(practicePassword);
    screen.type('x=5; hostname; tty; echo "<$LINES>"; touch /tmp/been\r');
    await screen.until('test0\r\n/dev/pts/0\r\n<24>');
    screen.type('sleep 100000\r');
    await screen.until('sleep 100000\r\n');
    screen.type('\x03');
    await screen.until('[root@test0 ~]# ');
    screen.type('echo "<$? $x>"\r');
    await screen.until('<130 5>');
    screen.type('exit 7\r');
    await screen.until(`Connection to ${guest} closed.\r\n[root@xenhost ~]# `);
    screen.type('echo "<$?>"\r');
    await screen.until('<7>');
    expect(lab.world.machine('test0').files.exists('/tmp/been')).toBe(true);
    expect((await exec(client, 'cat ~/.ssh/known_hosts')).stdout).toBe(
      `${guest} ${publicKeyLine(lab.world.machine('test0').state.hostKey ?? '')}\n`,
    );
    screen.channel.end();
  });

  it('carries the streams and the status of a command', async () => {
    const screen = await opened();
    screen.type(`echo data | ssh root@${guest} 'cat; echo err >&2; exit 3' > /tmp/out 2> /tmp/err; echo "<$?>"\r`);
    await screen.until('password: ');
    screen.type(`${practicePassword}\r`);
    await screen.until('<3>');
    expect((await exec(client, 'cat /tmp/out; echo -; cat /tmp/err')).stdout).toBe('data\n-\nerr\n');
    screen.type(`ssh -t ${guest} tty\r`);
    await screen.until('password: ');
    screen.type(`${practicePassword}\r`);
    await screen.until(`/dev/pts/0\r\nConnection to ${guest} closed.`);
    // What is typed after the end is the local shell's again.
    screen.type('hostname\r');
    await screen.until('\r\nxenhost\r\n');
    screen.channel.end();
  });

  it('is ended by ~. and by the end of the other machine', async () => {
    const screen = await opened();
    const enter = async (): Promise<void> => {
      screen.type(`ssh ${guest}\r`);
      await screen.until('password: ');
      screen.type(`${practicePassword}\r`);
      await screen.until('[root@test0 ~]# ');
    };
    await enter();
    screen.type('sleep 99999\r');
    await screen.until('99999\r\n');
    screen.type('\r~.');
    await screen.until(`Connection to ${guest} closed.\r\n[root@xenhost ~]# `);
    expect(lab.world.machine('test0').state.processes.filter(({ command }) => command === 'sleep 99999')).toEqual([]);
    await enter();
    lab.world.machine('test0').cutPower();
    await screen.until(`Connection to ${guest} closed by remote host.\r\n`);
    screen.type('echo "<$?>"\r');
    await screen.until('<255>');
    screen.channel.end();
  });

  it('says why it cannot connect, and refuses a changed key', async () => {
    const said = async (command: string): Promise<string> => {
      const { stderr, code } = await exec(client, command);
      expect(code).toBe(255);
      return stderr;
    };
    expect(await exec(client, 'ssh -V')).toMatchObject({ stderr: 'OpenSSH_4.3p2, OpenSSL 0.9.8b 04 May 2006\n', code: 0 });
    expect(await said('ssh 192.168.1.99')).toBe('ssh: connect to host 192.168.1.99 port 22: No route to host\r\n');
    expect(await said('ssh -p80 sw1')).toBe('ssh: connect to host sw1 port 80: Connection refused\r\n');
    expect(await said('ssh nowhere')).toBe('ssh: nowhere: Name or service not known\r\n');
    expect(await said('ssh localhost true')).toBe('Host key verification failed.\r\n');
    expect(await said('ssh -o StrictHostKeyChecking=no -oBatchMode=yes localhost true')).toContain(
      'Permission denied (publickey,',
    );
    expect(await said('ssh')).toMatch(/^usage: ssh /u);
    expect(await said('ssh -Z x')).toMatch(/^ssh: illegal option -- Z\nusage: ssh /u);
    expect(await said("sed -i 's/AAAA[^ ]*/AAAAother/' ~/.ssh/known_hosts; ssh localhost true")).toMatch(
      /REMOTE HOST IDENTIFICATION HAS CHANGED![^]*Offending key in \/root\/\.ssh\/known_hosts:\d\r\n[^]*Host key verification failed\.\r\n$/u,
    );
    expect((await exec(client, '/sbin/service sshd stop > /dev/null; ssh localhost')).stderr).toBe(
      'ssh: connect to host localhost port 22: Connection refused\r\n',
    );
  });
});
