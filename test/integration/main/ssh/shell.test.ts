import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HostShell } from '../../../../main/ssh/session.ts';
import { createSessions, type Sessions } from '../../../../main/ssh/sessions.ts';
import { startRealHost, type RealHost } from '../../../hosts/real-host.ts';
import { testPorts } from '../../../hosts/ssh-ports.ts';

/** The machine may have other things to do. */
const SOON = { timeout: 30_000 };

let folder = '';
let host: RealHost;
let sessions: Sessions;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xenpath-shell-'));
  host = await startRealHost();
  sessions = createSessions({ xen1: host.target() }, testPorts(folder));
});
afterAll(async () => {
  await sessions.dispose();
  await host.dispose();
  await rm(folder, { recursive: true });
});

async function terminal(command: string | null): Promise<HostShell> {
  const session = await sessions.open('xen1');
  if (!session.ok) throw new Error(session.problem.sentence);
  const shell = await session.value.terminal({ columns: 100, rows: 30, command });
  if (!shell.ok) throw new Error(shell.problem.sentence);
  return shell.value;
}

/** Reads on in the background. */
function reading(shell: HostShell): { readonly text: () => string; readonly done: Promise<void> } {
  let text = '';
  const done = (async () => {
    for await (const piece of shell.output) text += Buffer.from(piece).toString('latin1');
  })();
  return { text: () => text, done };
}
const type = (shell: HostShell, text: string): Promise<void> => shell.write(Buffer.from(text));

it('is a terminal with a size that follows the window, and ends with the shell', async () => {
  const shell = await terminal(null);
  const shown = reading(shell);
  await type(shell, 'stty size; tty; echo TERM=$TERM\n');
  await expect.poll(shown.text, SOON).toMatch(/30 100\r\n\/dev\/pts\/\d+\r\nTERM=xterm-256color/u);
  shell.resize(132, 43);
  await type(shell, 'stty size\n');
  await expect.poll(shown.text, SOON).toContain('43 132\r\n');
  await type(shell, 'exit 7\n');
  await shown.done;
  expect(await shell.ended).toEqual({ exit: 7 });
  await type(shell, 'nobody hears this\n');
});

it('runs one command at a terminal, and tells of a hang-up from here as no loss', async () => {
  const asked = await terminal('tty >/dev/null && echo at a terminal; exit 3');
  const shown = reading(asked);
  await shown.done;
  expect(shown.text()).toBe('at a terminal\r\n');
  expect(await asked.ended).toEqual({ exit: 3 });

  const left = await terminal('cat');
  const silent = reading(left);
  left.close();
  await silent.done;
  expect((await left.ended).problem).toBeUndefined();
});

it('holds the host back while nobody reads, and loses nothing by it', async () => {
  const shell = await terminal('stty raw -echo; head -c 30000000 /dev/zero | tr "\\0" x');
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of shell.output) {
    if (bytes < 300_000) await new Promise((resolve) => setTimeout(resolve, 20));
    hash.update(piece);
    bytes += piece.length;
  }
  expect(bytes).toBe(30_000_000);
  expect(hash.digest('hex')).toBe(createHash('sha256').update('x'.repeat(30_000_000)).digest('hex'));
});

it('says when the connection went away under it', async () => {
  const shell = await terminal(null);
  const shown = reading(shell);
  await expect.poll(shown.text, SOON).not.toBe('');
  await host.signalSessions('SIGKILL');
  await shown.done;
  expect((await shell.ended).problem?.code).toBe('session-lost');
});
