import type { Client } from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PracticeLab } from '../../../../../main/labs/practice/lab.ts';
import { sitAtLab, type LabSitting } from './lab-sitting.ts';
import { exec, login, Screen } from './ssh-client.ts';

describe('vi at a terminal', () => {
  let lab: PracticeLab;
  let client: Client;
  let dispose: LabSitting['dispose'];

  beforeAll(async () => {
    ({ lab, client, dispose } = await sitAtLab('guests'));
  });

  afterAll(() => dispose());

  /** Edits a file that holds `before` by these keys; what is in it then. */
  async function edited(before: string, ...keys: readonly string[]): Promise<string> {
    lab.world.machine('xenhost').files.write('/tmp/edited', before);
    const screen = await Screen.open(client);
    await screen.until('# ');
    screen.type('vi /tmp/edited\r');
    await screen.until('"/tmp/edited"');
    for (const key of keys) screen.type(key);
    screen.type('\x1b:wq\r');
    await screen.until(' written\r\n[root@xenhost ~]# ');
    screen.channel.end();
    return lab.world.machine('xenhost').files.readText('/tmp/edited');
  }

  it.each([
    ['i a and Escape', 'bc\n', ['ia\x1b$ad'], 'abcd\n'],
    ['I A o O', '  x\n', ['Iy\x1b', 'Az\x1b', 'ob\x1b', 'Oa\x1b'], '  yxz\na\nb\n'],
    ['Enter and backspace', 'ab\n', ['i', '1\r2', '\x7f3\x1b'], '1\n3ab\n'],
    ['h j k l and arrows', 'abc\ndef\nghi\n', ['jlx', 'khx', '\x1b[B\x1b[B\x1b[Cx'], 'bc\ndf\ngi\n'],
    ['dd yy p P with counts', '1\n2\n3\n4\n', ['2ddp', 'yyP', 'Gdd'], '3\n1\n1\n2\n'],
    ['u', 'abc\n', ['xx', 'u'], 'bc\n'],
    ['x p', 'abc\n', ['xp'], 'bac\n'],
    ['/ n', 'a x\nb x\nc x\n', ['/x\r', 'x', 'nx'], 'a \nb \nc x\n'],
    ['G gg 3G', '1\n2\n3\n', ['Gx', 'ggx', '2Gx'], '\n\n\n'],
    ['0 $ w b', 'one two three\n', ['wx', '$x', '0x', 'wwbx'], 'ne o thre\n'],
    [':N', 'a\nb\nc\n', [':2\rx'], 'a\n\nc\n'],
    [':s on its line', 'a a\na a\n', [':s/a/b/\r', 'j:s/a/b/g\r'], 'b a\nb b\n'],
    [':%s with a group', 'k=1\nk=2\n', [':%s/k=\\([0-9]\\)/\\1 \\/ &/\r'], '1 / k=1\n2 / k=2\n'],
    ['dw cw r J', 'one two\nthree\n', ['dw', 'cwsix\x1b', 'rX', 'J'], 'siX three\n'],
  ] as const)('%s', async (_name, before, keys, after) => {
    expect(await edited(before, ...keys)).toBe(after);
  });

  it('will not throw work away, and does when it is told to', async () => {
    const { files } = lab.world.machine('xenhost');
    files.write('/tmp/edited', 'kept\n');
    const screen = await Screen.open(client);
    await screen.until('# ');
    screen.type('vi /tmp/edited\r');
    await screen.until('"/tmp/edited" 1L, 5C');
    screen.type('x:q\r');
    await screen.until('E37: No write since last change (add ! to override)');
    screen.type(':q!\r');
    await screen.until('[root@xenhost ~]# ');
    expect(files.readText('/tmp/edited')).toBe('kept\n');
    screen.type('vi /tmp/edited\r');
    await screen.until('"/tmp/edited" 1L, 5C');
    screen.type('xZZ');
    await screen.until('"/tmp/edited" 1L, 4C written\r\n[root@xenhost ~]# ');
    screen.channel.end();
  });

  it('refuses without a terminal', async () => {
    expect(await exec(client, 'vi /etc/fstab')).toMatchObject({
      stderr: expect.stringMatching(
        /^Vim: Warning: Output is not to a terminal\nVim: Warning: Input is not from a terminal\n/u,
      ) as string,
      code: 1,
    });
  });

  it('changes the default of grub.conf, and the next boot follows it', async () => {
    const screen = await Screen.open(client);
    await screen.until('# ');
    const entries = (await exec(client, 'grep ^title /boot/grub/grub.conf')).stdout.trim().split('\n');
    const plain = entries.findIndex((title) => !title.includes('xen'));
    expect(plain).toBeGreaterThanOrEqual(0);
    expect((await exec(client, 'uname -r')).stdout).toBe('2.6.18-53.el5xen\n');
    screen.type('vi /boot/grub/grub.conf\r');
    await screen.until('grub.conf" ');
    expect(screen.text).toContain('default=');
    screen.type(`/^default\r$r${String(plain)}:wq\r`);
    await screen.until(' written\r\n[root@xenhost ~]# ');
    screen.type('shutdown -r now\r');
    await new Promise<void>((resolve) => client.once('close', () => { resolve(); })); // prettier-ignore
    await lab.settled();
    client = await login(await lab.connect('xenhost'));
    expect((await exec(client, 'uname -r')).stdout).toBe('2.6.18-53.el5\n');
  });
});
