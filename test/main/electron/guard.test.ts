import { EventEmitter } from 'node:events';
import type { App, Session, WebContents } from 'electron';
import { describe, expect, it } from 'vitest';
import { guardContents, guardSession, isTrustedSender, mayHave } from '../../../main/electron/guard.ts';

const WINDOW = 'app://xenpath/';

describe('permissions', () => {
  it.each([
    ['clipboard-sanitized-write', WINDOW, true],
    ['notifications', WINDOW, true],
    ['clipboard-sanitized-write', 'https://elsewhere.example/', false],
    ['clipboard-sanitized-write', 'app://xenpath.evil/', false],
    ['clipboard-read', WINDOW, false],
    ['media', WINDOW, false],
    ['geolocation', WINDOW, false],
    ['openExternal', WINDOW, false],
    ['fileSystem', WINDOW, false],
  ])('%s of %s: %s', (permission, address, granted) => {
    expect(mayHave(permission, address)).toBe(granted);
  });

  it('are asked for by every way that there is, and downloads are none', () => {
    const session = new EventEmitter();
    const handlers: Record<string, (...given: never[]) => unknown> = {};
    for (const name of ['PermissionRequest', 'PermissionCheck', 'DevicePermission', 'DisplayMediaRequest']) {
      Object.assign(session, { [`set${name}Handler`]: (handler: (...given: never[]) => unknown) => (handlers[name] = handler) });
    }
    guardSession(session as unknown as Session);
    const answers: unknown[] = [];
    const answer = (given: unknown): void => void answers.push(given);
    const ask = (name: string, ...given: unknown[]): unknown => handlers[name]?.(...(given as never[]));
    ask('PermissionRequest', null, 'media', answer, { requestingUrl: WINDOW });
    ask('DisplayMediaRequest', {}, answer);
    expect(answers).toEqual([false, {}]);
    expect(ask('PermissionCheck', null, 'media', 'app://xenpath')).toBe(false);
    expect(ask('DevicePermission', {})).toBe(false);
    let prevented = false;
    session.emit('will-download', { preventDefault: () => (prevented = true) });
    expect(prevented).toBe(true);
  });
});

describe('a window', () => {
  const app = new EventEmitter();
  const outside: string[] = [];
  guardContents(app as unknown as App, (address) => outside.push(address));
  const contents = new EventEmitter();
  let open: (details: { url: string }) => unknown = () => undefined;
  Object.assign(contents, { setWindowOpenHandler: (handler: typeof open) => (open = handler) });
  app.emit('web-contents-created', {}, contents);
  const isKept = (event: string, details: object): boolean => {
    let prevented = false;
    contents.emit(event, { ...details, preventDefault: () => (prevented = true) });
    return prevented;
  };

  it.each([
    [WINDOW, false],
    ['app://xenpath/#run', false],
    ['app://xenpath/report/r-1', true],
    ['app://report/print/x', true],
    ['app://xenpath.evil/', true],
    ['app://user@xenpath/', true],
    ['https://elsewhere.example/', true],
    ['file:///etc/passwd', true],
    ['about:blank', true],
    ['data:text/html,x', true],
  ])('stays on its page: %s', (url, kept) => {
    for (const event of ['will-navigate', 'will-redirect']) expect(isKept(event, { url })).toBe(kept);
    expect(isKept('will-frame-navigate', { url, isMainFrame: true })).toBe(kept);
  });

  it.each([
    ['app://xenpath/report/r-1', false],
    [WINDOW, true],
    ['app://report/print/x', true],
    ['https://elsewhere.example/', true],
  ])('shows nothing in a frame but a report: %s', (url, kept) => {
    expect(isKept('will-frame-navigate', { url, isMainFrame: false })).toBe(kept);
  });

  it('opens no other, embeds none', () => {
    expect(open({ url: 'https://elsewhere.example/' })).toEqual({ action: 'deny' });
    expect(outside).toEqual(['https://elsewhere.example/']);
    expect(isKept('will-attach-webview', {})).toBe(true);
  });
});

it('is listened to only as the main frame of a window of ours, while it shows our page', () => {
  const frame = { url: WINDOW };
  const sender = { id: 1, mainFrame: frame } as unknown as WebContents;
  const known = new Set([1]);
  expect(isTrustedSender({ sender, senderFrame: frame }, known)).toBe(true);
  expect(isTrustedSender({ sender, senderFrame: null }, known)).toBe(false);
  expect(isTrustedSender({ sender, senderFrame: { url: WINDOW } }, known)).toBe(false);
  expect(isTrustedSender({ sender, senderFrame: frame }, new Set([2]))).toBe(false);
  for (const url of ['about:blank', '', 'app://xenpath/report/r-1', 'https://elsewhere.example/']) {
    const other = { url };
    const shows = { id: 1, mainFrame: other } as unknown as WebContents;
    expect(isTrustedSender({ sender: shows, senderFrame: other }, known)).toBe(false);
  }
});
