import { EventEmitter } from 'node:events';
import type { IpcMain, IpcMainEvent, WebContents } from 'electron';
import { beforeEach, expect, it } from 'vitest';
import { WINDOW_CHANNEL } from '../../../core/contract/channel.ts';
import type { Message } from '../../../core/contract/frame.ts';
import type { Transport } from '../../../core/contract/transport.ts';
import { listenToPages } from '../../../main/electron/ipc-transport.ts';

class Contents extends EventEmitter {
  readonly sent: unknown[][] = [];
  gone = false;
  send(...given: unknown[]): void {
    this.sent.push(given);
  }
  isDestroyed(): boolean {
    return this.gone;
  }
}

interface Seen {
  readonly transport: Transport;
  readonly heard: Message[];
  closed: number;
}

let ipcMain: EventEmitter;
let pages: Seen[];
let reported: string[];
let isTrusted: boolean;

beforeEach(() => {
  ipcMain = new EventEmitter();
  pages = [];
  reported = [];
  isTrusted = true;
  listenToPages({
    ipcMain: ipcMain as unknown as IpcMain,
    trusted: () => isTrusted,
    onPage: (transport) => {
      const seen: Seen = { transport, heard: [], closed: 0 };
      transport.onMessage((message) => seen.heard.push(message));
      transport.onClose(() => (seen.closed += 1));
      pages.push(seen);
    },
    report: (what) => reported.push(what),
  });
});

function say(from: Contents, ...given: unknown[]): void {
  const event = { sender: from as unknown as WebContents, senderFrame: { url: 'https://elsewhere.example/' } } as IpcMainEvent;
  ipcMain.emit(WINDOW_CHANNEL, event, ...given);
}

it('is one transport for one load of a page', () => {
  const contents = new Contents();
  say(contents, 'first', 'hello');
  say(contents, 'first', new Uint8Array([1, 2]));
  expect(pages.map(({ heard }) => heard)).toEqual([['hello', new Uint8Array([1, 2])]]);
  pages[0]!.transport.send('answer');
  expect(contents.sent).toEqual([[WINDOW_CHANNEL, 'first', 'answer']]);
});

it('ends the page before a reload, and what still comes from it goes nowhere', () => {
  const contents = new Contents();
  say(contents, 'first', 'hello');
  say(contents, 'second', 'hello again');
  say(contents, 'first', 'late');
  expect(pages.map(({ heard, closed }) => [heard, closed])).toEqual([
    [['hello'], 1],
    [['hello again'], 0],
  ]);
});

it('ends a page whose process is gone, or whose window is closed', () => {
  for (const event of ['render-process-gone', 'destroyed']) {
    const contents = new Contents();
    say(contents, event, 'hello');
    contents.emit(event);
    say(contents, event, 'late');
    expect(pages.at(-1)).toMatchObject({ heard: ['hello'], closed: 1 });
  }
});

it('has one transport for each window', () => {
  const [one, other] = [new Contents(), new Contents()];
  say(one, 'a', 'from one');
  say(other, 'b', 'from the other');
  say(one, 'a', 'more');
  expect(pages.map(({ heard, closed }) => [heard, closed])).toEqual([
    [['from one', 'more'], 0],
    [['from the other'], 0],
  ]);
});

it('does not listen to others, and says so', () => {
  isTrusted = false;
  say(new Contents(), 'page', 'hello');
  expect(pages).toEqual([]);
  expect(reported).toEqual([expect.stringContaining('https://elsewhere.example/')]);
});

it.each([
  [undefined, 'x'],
  [7, 'x'],
  ['x'.repeat(65), 'x'],
  ['page', { kind: 'hello' }],
  ['page', undefined],
])('passes over what no preload script of ours sends: %j', (...given) => {
  say(new Contents(), ...given);
  expect(pages).toEqual([]);
});

it('sends nothing to contents that are gone', () => {
  const contents = new Contents();
  say(contents, 'page', 'hello');
  contents.gone = true;
  pages[0]!.transport.send('answer');
  expect(contents.sent).toEqual([]);
});

it('cuts a page off when it is closed from here', () => {
  const contents = new Contents();
  say(contents, 'page', 'hello');
  pages[0]!.transport.close();
  say(contents, 'page', 'more');
  expect(pages).toHaveLength(1);
  expect(pages[0]).toMatchObject({ heard: ['hello'], closed: 1 });
});
