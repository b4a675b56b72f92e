import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { windowCommand, type WindowCommand } from '../../../core/contract/native.ts';
import type { Desk } from '../../../core/contract/work.ts';
import { Chosen } from '../../../main/electron/chosen.ts';
import { readStart } from '../../../main/electron/command-line.ts';
import { menuTemplate } from '../../../main/electron/menu.ts';
import { notifyOfQuestions } from '../../../main/electron/notify.ts';
import { openOutside } from '../../../main/electron/open-outside.ts';
import { ReportPages } from '../../../main/electron/report-pages.ts';

describe('what the application was started with', () => {
  it.each([
    [[], { cli: null, data: undefined, operator: undefined }],
    [['--data', '/x', '--no-sandbox'], { cli: null, data: '/x', operator: undefined }],
    [['--data=/x', '--operator=ada'], { cli: null, data: '/x', operator: 'ada' }],
    [['--disable-gpu', '--cli', 'runs', '--data', '/y'], { cli: ['runs', '--data', '/y'], data: undefined, operator: undefined }],
    [['--cli'], { cli: [], data: undefined, operator: undefined }],
  ])('%j', (words, started) => {
    expect(readStart(words)).toEqual(started);
  });
});

describe('menus', () => {
  const items = (all: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    all.flatMap((one) => [one, ...(Array.isArray(one.submenu) ? items(one.submenu) : [])]);
  const menuOf = (platform: NodeJS.Platform, developer = false) => {
    const chosen: WindowCommand[] = [];
    const all = items(
      menuTemplate({ platform, choose: (one) => chosen.push(one), openDocumentation: () => undefined, developer }),
    );
    return { all, chosen };
  };

  it.each(['linux', 'win32', 'darwin'] as const)('offer every command once on %s, and no shortcut twice', (platform) => {
    const { all, chosen } = menuOf(platform);
    for (const one of all)
      if (one.accelerator !== undefined || one.label === 'Save Report…') one.click?.({} as never, undefined, {});
    expect([...chosen].sort()).toEqual([...windowCommand.options].sort());
    const shortcuts = all.flatMap(({ accelerator }) => accelerator ?? []);
    expect(new Set(shortcuts).size).toBe(shortcuts.length);
  });

  it('have the way out and the application where each platform has them', () => {
    const roles = (platform: NodeJS.Platform) => menuOf(platform).all.map(({ role }) => role?.toLowerCase());
    expect(roles('darwin')).toEqual(expect.arrayContaining(['appmenu', 'close', 'hide', 'quit', 'windowmenu', 'editmenu']));
    expect(roles('linux')).toEqual(expect.arrayContaining(['quit', 'about', 'editmenu', 'windowmenu']));
    expect(roles('linux')).not.toContain('appmenu');
  });

  it('have tools for developers only for developers', () => {
    const roles = (developer: boolean) => menuOf('linux', developer).all.map(({ role }) => role);
    expect(roles(false)).not.toContain('toggleDevTools');
    expect(roles(true)).toContain('toggleDevTools');
  });
});

describe('an address for the browser', () => {
  const asked: unknown[] = [];
  const opened: string[] = [];
  const open = (address: string, response: number) =>
    openOutside(address, {
      dialog: {
        showMessageBox: async (...given: readonly unknown[]) => (asked.push(given[0]), { response, checkboxChecked: false }),
      },
      shell: { openExternal: async (to) => void opened.push(to) },
      report: () => undefined,
    });

  it('is opened after a yes to the whole of it', async () => {
    expect(await open('https://wiki.debian.org/Xen?a=b#c', 0)).toBe(true);
    expect(opened).toEqual(['https://wiki.debian.org/Xen?a=b#c']);
    expect(asked).toMatchObject([{ detail: 'https://wiki.debian.org/Xen?a=b#c' }]);
  });

  it('is not opened after a no', async () => {
    opened.length = 0;
    expect(await open('https://wiki.debian.org/', 1)).toBe(false);
    expect(opened).toEqual([]);
  });

  it.each([
    'http://wiki.debian.org/',
    'https://wiki.debian.org.evil.example/',
    'https://x@wiki.debian.org/',
    'file:///etc/passwd',
    'javascript:1',
    'x',
  ])('that is none of the documentation is not even asked about: %s', async (address) => {
    asked.length = 0;
    expect(await open(address, 0)).toBe(false);
    expect(asked).toEqual([]);
  });
});

describe('reports of their own origin', () => {
  const pages = new ReportPages(async (run) => (run === 'r-1' ? '<p>one</p>' : null));
  const ask = (address: string, method = 'GET') => pages.answer(new Request(address, { method }));

  it('run nothing and load nothing', async () => {
    const response = await ask('app://xenpath/report/r-1');
    expect(await response.text()).toBe('<p>one</p>');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^sandbox; default-src 'none'; /u);
    expect(policy).not.toMatch(/script-src|allow-scripts/u);
    expect(policy).toContain("frame-ancestors 'self'");
  });

  it.each([
    ['app://xenpath/report/other', 404],
    ['app://xenpath/report/r-1/more', 404],
    ['app://report/', 404],
    ['app://report/print/guess', 404],
    ['app://report/report/r-1', 404],
    ['app://xenpath/print/guess', 404],
    ['https://xenpath/report/r-1', 421],
  ])('%s is %s', async (address, status) => {
    expect((await ask(address)).status).toBe(status);
  });

  it('are asked for and not posted to', async () => {
    expect((await ask('app://xenpath/report/r-1', 'POST')).status).toBe(405);
  });

  it('have an address for printing only while they are printed', async () => {
    let address = '';
    const file = new URL(import.meta.url).pathname;
    await pages.whilePrinted(file, async (given) => {
      address = given;
      expect((await ask(given)).status).toBe(200);
    });
    expect((await ask(address)).status).toBe(404);
  });
});

describe('notifications', () => {
  const question = (id: string): Desk['questions'][number] => ({
    id,
    run: 'r-1',
    asked: '2026-01-01T00:00:00Z',
    question: { kind: 'manual', step: 's', host: 'xenhost', text: 'pull it' },
  });
  const working = (task: Desk['working'][number]['task'], sentence: string | null): Desk['working'][number] => ({
    run: 'r-1',
    task,
    since: null,
    stopping: false,
    last: sentence === null ? null : { task: { kind: 'unlock', host: 'xenhost' }, sentence, problem: null },
  });

  it('tell who looks elsewhere, once, of each question and of the end', () => {
    let listener: (desk: Desk) => void = () => undefined;
    let isSeen = false;
    const told: string[] = [];
    notifyOfQuestions(
      { now: () => ({ working: [], questions: [] }), onChange: (heard) => (listener = heard) },
      { seen: () => isSeen, notify: (title, body) => told.push(`${title}: ${body}`) },
    );
    listener({ working: [working({ kind: 'unlock', host: 'xenhost' }, null)], questions: [question('1')] });
    listener({ working: [working({ kind: 'unlock', host: 'xenhost' }, null)], questions: [question('1')] });
    listener({ working: [working(null, 'It is done.')], questions: [] });
    isSeen = true;
    listener({ working: [], questions: [question('2')] });
    isSeen = false;
    listener({ working: [], questions: [question('2')] });
    expect(told).toEqual(['Xenpath waits for you: Something is to be done by hand at xenhost.', 'Run r-1: It is done.']);
  });
});

it('hands a menu choice to whoever watches, and to nobody later', async () => {
  const chosen = new Chosen<string>();
  chosen.put('before anybody');
  const stop = new AbortController();
  const heard: string[] = [];
  const watching = (async () => {
    for await (const one of chosen.watch(stop.signal)) {
      heard.push(one);
      if (heard.length === 2) stop.abort();
    }
  })();
  await Promise.resolve();
  chosen.put('one');
  chosen.put('two');
  await watching;
  expect(heard).toEqual(['one', 'two']);
});
