import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClient, type BytesSubscription, type Client } from '../../../core/contract/client.ts';
import { REPLAY_HEAD } from '../../../core/contract/replay-head.ts';
import type { TerminalListing, TerminalPlace } from '../../../core/contract/terminals.ts';
import { windowContract, type WindowContract } from '../../../core/contract/window.ts';
import { openApplication, type Application } from '../../../main/app/open-application.ts';
import { createWindowService, type WindowService } from '../../../main/app/window-service.ts';
import { serveWindow } from '../../../main/rpc/serve.ts';
import { pipe } from '../../main/rpc/pipe.ts';

/** The machine may have other things to do. */
const SOON = { timeout: 30_000 };

let folder: string;
let application: Application;
let service: WindowService;
let window: Client<WindowContract>;
let run: string;
let lab: string;
const unexpected: unknown[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xenpath-terminals-'));
  const no = async () => ({ answer: 'no', by: 'option' }) as const;
  const opened = await openApplication({
    dataFolder: folder,
    entry: {
      operator: 'ada',
      askSecret: null,
      askHostKey: null,
      consent: { step: no, rest: no, destroy: no, undo: no, manual: async () => null },
      say: () => undefined,
    },
  });
  application = must(opened);
  service = createWindowService(
    application,
    { version: 'test', entry: 'browser', platform: 'test', secrets: 'memory' },
    (what, thrown) => unexpected.push(what, thrown),
  );
  window = openWindow();
  run = must(await window.call('runs.create', { procedure: 'rhel5-rdac', hosts: { kind: 'practice', wish: {} }, set: {} })).run;
  lab = must(await application.store.state(run)).header?.lab.name ?? '';
});

afterAll(async () => {
  must(await window.call('labs.down', { name: lab }));
  window.dispose();
  await service.dispose();
  await application.dispose();
  await rm(folder, { recursive: true, force: true });
});

function openWindow(): Client<WindowContract> {
  const [near, far] = pipe();
  const report = (what: string, thrown?: unknown): void => void unexpected.push(what, thrown);
  serveWindow(far, windowContract, service.answers, { version: 'test', nonce: null, report, strict: true });
  return createClient<WindowContract>(near, { version: 'test' });
}

function must<Value>(
  result: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: { readonly sentence: string } },
): Value {
  if (!result.ok) throw new Error(result.problem.sentence);
  return result.value;
}

async function opened(place: TerminalPlace, host: string): Promise<string> {
  return must(await window.call('terminals.open', { place, host, console: null, columns: 80, rows: 24 })).terminal;
}

/** What a window sees of a terminal: what was shown before it came, and what since. */
function attached(client: Client<WindowContract>, terminal: string) {
  let all = Buffer.alloc(0);
  const bytes: BytesSubscription = client.bytes('terminals.attach', { terminal }, (piece) => {
    all = Buffer.concat([all, piece]);
  });
  const before = (): number => (all.length < REPLAY_HEAD ? 0 : all.readUInt32BE(0));
  return {
    type: (text: string) => bytes.write(Buffer.from(text)),
    before: () => all.subarray(REPLAY_HEAD, REPLAY_HEAD + before()).toString('latin1'),
    since: () => all.subarray(REPLAY_HEAD + before()).toString('latin1'),
    text: () => all.subarray(REPLAY_HEAD).toString('latin1'),
    cancel: bytes.cancel,
  };
}

function watched(): { readonly one: (id: string) => TerminalListing | undefined; readonly cancel: () => void } {
  let now: readonly TerminalListing[] = [];
  const watching = window.stream('terminals.watch', null, (all) => void (now = all));
  return { one: (id) => now.find((one) => one.id === id), cancel: watching.cancel };
}

it('stands over the end of its window, ends with its shell, and connects again under what it showed', async () => {
  const place = { kind: 'lab', name: lab } as const;
  const hosts = must(await window.call('terminals.hosts', { place })).map(({ name }) => name);
  expect(hosts).toContain('xenhost');
  const id = await opened(place, 'xenhost');
  const list = watched();
  const first = attached(openWindow(), id);
  await expect.poll(() => list.one(id)?.state.kind, SOON).toBe('open');
  expect(list.one(id)).toMatchObject({ host: 'xenhost', simulated: true, number: 1, notKept: null });
  await expect.poll(first.text, SOON).toContain('[root@xenhost ~]# ');
  await first.type('echo $((6*7)); true\r');
  must(await window.call('terminals.resize', { terminal: id, columns: 120, rows: 40 }));
  await expect.poll(first.text, SOON).toContain('\r\n42\r\n');

  // Another window comes: it sees what was shown, and the first one types no more.
  const second = attached(openWindow(), id);
  await expect.poll(second.before, SOON).toContain('\r\n42\r\n');
  await first.type('echo from the first\r');
  await second.type('\recho size $COLUMNS $LINES\r');
  await expect.poll(second.since, SOON).toContain('size 120 40\r\n');
  expect(second.text()).not.toContain('from the first');

  await second.type('exit 5\r');
  await expect.poll(() => list.one(id)?.state, SOON).toEqual({ kind: 'ended', exit: 5, signal: null });
  must(await window.call('terminals.again', { terminal: id }));
  expect(await window.call('terminals.again', { terminal: id })).toMatchObject({ problem: { code: 'terminal-open' } });
  await expect.poll(() => list.one(id)?.state.kind).toBe('open');
  await second.type('echo once more\r');
  await expect.poll(second.since, SOON).toContain('\r\nonce more\r\n');

  must(await window.call('terminals.close', { terminal: id }));
  await expect.poll(() => list.one(id), SOON).toBeUndefined();
  expect(await window.call('terminals.close', { terminal: id })).toMatchObject({ problem: { code: 'no-such-terminal' } });
  list.cancel();
  expect(unexpected).toEqual([]);
});

it('says why one does not stand', async () => {
  const list = watched();
  const id = await opened({ kind: 'lab', name: lab }, 'nowhere');
  await expect.poll(() => list.one(id)?.state, SOON).toMatchObject({ kind: 'failed', problem: { code: 'host-not-known' } });
  const other = await opened({ kind: 'lab', name: 'no-lab' }, 'xenhost');
  await expect.poll(() => list.one(other)?.state, SOON).toMatchObject({ kind: 'failed', problem: { code: 'no-such-lab' } });
  expect(await window.call('terminals.hosts', { place: { kind: 'inventory', name: '../etc' } })).toMatchObject({
    problem: { code: 'no-such-inventory' },
  });
  const console = { tool: 'xm', guest: 'a; reboot' } as const;
  const wanted = { place: { kind: 'lab', name: lab }, host: 'xenhost', console, columns: 80, rows: 24 } as const;
  expect(await window.call('terminals.open', wanted)).toMatchObject({ problem: { code: 'wrong-input' } });
  for (const terminal of [id, other]) must(await window.call('terminals.close', { terminal }));
  list.cancel();
});

it('is part of the evidence beside a run: what the host showed, that somebody typed, and not what was typed unseen', async () => {
  const place = { kind: 'run', name: run } as const;
  const id = await opened(place, 'xenhost');
  const screen = attached(window, id);
  await expect.poll(screen.text, SOON).toContain('[root@xenhost ~]# ');
  await screen.type('passwd root\r');
  await expect.poll(screen.text, SOON).toMatch(/password: ?$/iu);
  await screen.type('s3cret-of-mine\r');
  await expect.poll(screen.text, SOON).toMatch(/password: ?\r?\n?[\s\S]*password: ?$/iu);
  await screen.type('s3cret-of-mine\r');
  await expect.poll(screen.text, SOON).toMatch(/updated successfully/u);
  await screen.type('echo seen\r');
  await expect.poll(screen.text, SOON).toContain('\r\nseen\r\n');
  must(await window.call('terminals.close', { terminal: id }));

  const events = must(await application.store.events(run)).map(({ event }) => event);
  const [begun, used] = [
    events.find(({ type }) => type === 'terminal-opened'),
    events.find(({ type }) => type === 'terminal-used'),
  ];
  expect(begun).toMatchObject({ terminal: id, host: 'xenhost', command: null });
  expect(used).toMatchObject({ host: 'xenhost' });
  const end = events.at(-1);
  if (end?.type !== 'terminal-closed') throw new Error(`The last event is ${end?.type ?? 'none'}`);
  expect(end).toMatchObject({
    terminal: id,
    host: 'xenhost',
    typed: 'passwd root\r'.length + 2 * 's3cret-of-mine\r'.length + 'echo seen\r'.length,
  });
  const shown = Buffer.from((await application.store.artefact(end.output.hash)) ?? []).toString('latin1');
  expect(shown).toContain('\r\nseen\r\n');
  expect(shown).not.toContain('s3cret');
  expect(JSON.stringify(events)).not.toContain('s3cret');
  expect(must(await application.store.verify(run)).problems).toEqual([]);
});
