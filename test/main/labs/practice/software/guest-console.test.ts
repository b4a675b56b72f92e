import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createWorld } from '../../../../../main/labs/practice/create-world.ts';
import { defaultWorldOptions } from '../../../../../main/labs/practice/options.ts';
import { passTime } from '../../../../../main/labs/practice/pass-time.ts';
import { startTerminalSession, type TerminalSession } from '../../../../../main/labs/practice/shell/terminal-session.ts';
import type { Machine } from '../../../../../main/labs/practice/world/machine.ts';
import type { World } from '../../../../../main/labs/practice/world/world.ts';
import { run } from '../small-world.ts';

let world: World;
let guest: Machine;
let console: TerminalSession;
let shown = '';

beforeAll(async () => {
  world = await createWorld({ ...defaultWorldOptions, state: 'guests' });
  guest = world.machine('test0');
}, 120_000);

beforeEach(() => attached());
afterEach(async () => {
  await typed('\x1d');
  await passTime(world, console.running.ended);
});

/** What is on the console already is shown, and keys go to it. */
async function attached(expected = /login: $/u): Promise<void> {
  shown = '';
  console = attach();
  await shows(expected);
}

/** Lets the world's time pass until it is shown. */
async function shows(expected: RegExp): Promise<void> {
  const until = Date.now() + 20_000;
  while (!expected.test(shown) && Date.now() < until) await passTime(world, world.advance(500));
  expect(shown).toMatch(expected);
}

/** `ssh -t xenhost xm console test0`. */
function attach(): TerminalSession {
  const host = world.machine('xenhost');
  const root = host.state.users.find(({ name }) => name === 'root');
  if (root === undefined) throw new Error('There is no root.');
  return startTerminalSession(host, root, {
    size: { columns: 100, rows: 30 },
    environment: {},
    command: Buffer.from('/usr/sbin/xm console test0'),
    output: (bytes) => (shown += Buffer.from(bytes).toString('utf8')),
    ready: () => null,
    committed: () => Promise.resolve(),
    released: () => undefined,
  });
}

async function typed(text: string): Promise<void> {
  console.terminal.type(Buffer.from(text));
  await passTime(world, world.advance(2_000));
}

/** The password that the lab tells of its hosts. */
const password = (): string => guest.state.users.find(({ name }) => name === 'root')?.password ?? '';

test('root logs in by typing; the password is not shown; commands run in the guest; whoever is in stays in when Ctrl-] leaves', async () => {
  await typed('root\r');
  await shows(/test0 login: root\r\nPassword: $/u);
  await typed('wrong\r');
  await shows(/Password: \r\nLogin incorrect\r\n\r\nlogin: $/u);
  await typed('root\r');
  await shows(/login: root\r\nPassword: $/u);
  await typed(`${password()}\r`);
  await shows(/\[root@test0 ~\]# $/u);
  expect(shown).not.toContain(password());
  await typed('tty; hostname; touch /root/was-here\r');
  await shows(/\r\n\/dev\/xvc0\r\ntest0\r\n\[root@test0 ~\]# $/u);
  expect((await run(guest, 'ls /root/was-here')).stdout).toBe('/root/was-here\n');
  expect((await run(guest, "ps -e -o tty=,args= | grep '^xvc0'")).stdout).toMatch(/xvc0 +-bash/u);

  // Left, and taken up again: nobody has to log in anew.
  await typed('\x1d');
  expect(await passTime(world, console.running.ended)).toMatchObject({ status: 0 });
  await attached();
  await typed('echo $((6*7))\r');
  await shows(/\r\n42\r\n\[root@test0 ~\]# $/u);

  await typed('exit\r');
  await shows(/test0 login: $/u);
  expect((await run(guest, 'ps -e -o args= | grep -c "^/sbin/agett[y] xvc0"')).stdout).toBe('1\n');
});

test('root is not let in where securetty does not name the console, and nobody answers where no getty is', async () => {
  await run(guest, "cp /etc/securetty /root/securetty; sed -i '/^xvc0$/d' /etc/securetty");
  await typed('root\r');
  await shows(/Password: $/u);
  await typed(`${password()}\r`);
  await shows(/Login incorrect/u);
  await run(guest, 'cp /root/securetty /etc/securetty');

  await run(guest, 'cp /etc/inittab /root/inittab; sed -i /xvc0/d /etc/inittab; /sbin/telinit q');
  await typed('\x1d');
  await passTime(world, console.running.ended);
  await attached();
  shown = '';
  await typed('root\r');
  expect(shown).toBe('');
  await run(guest, 'cp /root/inittab /etc/inittab; /sbin/telinit q');
});
