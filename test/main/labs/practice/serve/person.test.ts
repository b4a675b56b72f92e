import type { Client } from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PracticeLab } from '../../../../../main/labs/practice/lab.ts';
import { absentCommands, programsOfHosts } from '../../../../../main/labs/practice/programs/known.ts';
import { sitAtLab, type LabSitting } from './lab-sitting.ts';
import { exec, login, Screen } from './ssh-client.ts';

describe('a person at a practice host', () => {
  let lab: PracticeLab;
  let client: Client;
  let dispose: LabSitting['dispose'];

  beforeAll(async () => {
    ({ lab, client, dispose } = await sitAtLab('fresh'));
  });

  afterAll(() => dispose());

  const opened = async (): Promise<Screen> => {
    const screen = await Screen.open(client);
    await screen.until('# ');
    return screen;
  };

  it('pings with the count joined to its letter, and sees the statistics after Ctrl-C', async () => {
    expect((await exec(client, 'ping -c2 -i1 192.168.1.11')).stdout.split('\n').slice(1)).toEqual([
      '64 bytes from 192.168.1.11: icmp_seq=1 ttl=64 time=0.237 ms',
      '64 bytes from 192.168.1.11: icmp_seq=2 ttl=64 time=0.274 ms',
      '',
      '--- 192.168.1.11 ping statistics ---',
      '2 packets transmitted, 2 received, 0% packet loss, time 1000ms',
      'rtt min/avg/max/mdev = 0.237/0.256/0.274/0.019 ms',
      '',
    ]);
    expect(await exec(client, 'ping -qc1 10.9.9.9')).toMatchObject({ code: 1 });
    const screen = await opened();
    screen.type('ping xenhost\r');
    await screen.until('icmp_seq=2');
    screen.type('\x03');
    expect(await screen.until(' ms\r\n[root@xenhost ~]# ')).toMatch(
      /\^C\r\n\r\n--- xenhost ping statistics ---\r\n(\d+) packets transmitted, \1 received, 0% packet loss, time \d+ms\r\nrtt min/u,
    );
    screen.channel.end();
  });

  it('sees the other programs of its pipe in ps, and the size of its window', async () => {
    const screen = await opened();
    screen.type('echo "<$LINES $COLUMNS>"; ps aux | grep "gr[e]p -v nothing\\|ps a[u]x\\|tai[l]" | tail -n5\r');
    await screen.until('<24 80>');
    const shown = await screen.until('[root@xenhost ~]# ');
    expect(shown).toMatch(/ ps aux\r\n/u);
    expect(shown).toMatch(/ tail -n5\r\n/u);
    screen.channel.setWindow(40, 132, 0, 0);
    await exec(client, 'true');
    screen.type('\r');
    await screen.until('# ');
    screen.type('echo "<$LINES $COLUMNS>"\r');
    await screen.until('<40 132>');
    screen.channel.end();
  });

  it('finds the options of filters in one word', async () => {
    const { stdout } = await exec(
      client,
      'printf "b 2\\na 10\\na 9\\n" > /tmp/w; sort -nk2 /tmp/w | head -n1; sort -rk1,1 /tmp/w | head -1; cut -sd" " -f2 /tmp/w | tail -n1; cut -d " " -f 1 /tmp/w | uniq -c | tail -n2; grep -nm1 a /tmp/w; grep -c a /tmp/w',
    );
    expect(stdout.replace(/ +/gu, ' ')).toBe('b 2\nb 2\n9\n 1 b\n 2 a\n2:a 10\n2\n');
  });

  it('finds in du what df finds', async () => {
    const kibibytes = async (command: string): Promise<number> => Number((await exec(client, command)).stdout.trim().split(/\s+/u)[0]); // prettier-ignore
    const journal = 4 * 1024;
    for (const [point, least] of [['/boot', 5_000], ['/', 3_000_000]] as const) {
      const listed = await kibibytes(`du -skx ${point}`);
      const used = await kibibytes(`df -kP ${point} | tail -n1 | awk '{print $3}'`);
      expect(listed).toBeGreaterThan(least);
      expect(used - listed).toBeGreaterThanOrEqual(journal);
      expect((used - listed) / used).toBeLessThan(0.5);
    } // prettier-ignore
    expect((await exec(client, 'du -sh /boot')).stdout).toBe('6.9M\t/boot\n');
    expect(await exec(client, 'du --max-depth=x /')).toMatchObject({ code: 1, stderr: "du: invalid maximum depth `x'\n" });
    expect((await exec(client, 'rpm -V kernel')).stdout).toBe('');
  });

  it('finds accounts, top, last, yum, and interpreters that say what they are', async () => {
    expect(
      (await exec(client, 'head -n2 /etc/passwd; grep -c root /etc/group; stat -c %a /etc/shadow /etc/securetty')).stdout,
    ).toBe('root:x:0:0:root:/root:/bin/bash\nbin:x:1:1:bin:/bin:/sbin/nologin\n7\n400\n600\n');
    expect((await exec(client, 'top -b -n1')).stdout).toMatch(
      /^top - .* up [^]*\nTasks: +\d+ total[^]*\nMem: +\d+k total[^]*COMMAND\n +1 root .* init\n/u,
    );
    expect((await exec(client, 'top')).stderr).toBe('top: failed tty get\n');
    expect((await exec(client, 'last')).stdout).toMatch(/^reboot {3}system boot[^]*\nwtmp begins /mu);
    expect((await exec(client, 'yum list')).stdout).toContain('This system is not registered with RHN.\n');
    expect(await exec(client, 'python -V')).toMatchObject({ stderr: 'Python 2.4.3\n', code: 0 });
    expect(await exec(client, "python -c 'print 1'")).toMatchObject({
      stderr: 'python: scripts are not run on practice hosts\n',
      code: 126,
    });
    expect((await exec(client, "su -c 'id -u' -")).stdout).toBe('0\n');
    for (const name of absentCommands) expect(await exec(client, `${name} x`)).toMatchObject({ code: 127 });
    for (const name of ['ssh', 'vi', 'du', 'xm']) expect(programsOfHosts).toContain(name);
  });

  it('changes its password, and the next login needs the new one', async () => {
    const screen = await opened();
    screen.type('passwd\r');
    await screen.until('New UNIX password: ');
    screen.type('Other-77-word\r');
    await screen.until('Retype new UNIX password: ');
    screen.type('Other-77-word\r');
    await screen.until('all authentication tokens updated successfully.\r\n');
    expect(screen.text).not.toContain('Other-77-word');
    await expect(login(await lab.connect('xenhost'))).rejects.toThrow();
    (await login(await lab.connect('xenhost'), { password: 'Other-77-word' })).end();
    screen.channel.end();
  });
});
