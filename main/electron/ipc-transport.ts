import type { IpcMain, IpcMainEvent, WebContents } from 'electron';
import { WINDOW_CHANNEL } from '../../core/contract/channel.ts';
import type { Message } from '../../core/contract/frame.ts';
import type { Transport } from '../../core/contract/transport.ts';

export interface IpcTransportOptions {
  readonly ipcMain: Pick<IpcMain, 'on'>;
  /** Whether a message comes from where messages may come from: asked for each of them. */
  readonly trusted: (event: IpcMainEvent) => boolean;
  /** A page greets: one that was loaded, reloaded, or came back after its process was gone. */
  readonly onPage: (transport: Transport) => void;
  readonly report: (what: string) => void;
}

/** The page of a window that is spoken with now. */
interface Page {
  readonly id: string;
  readonly hear: (message: Message) => void;
  readonly lost: () => void;
}

/**
 * Carries frames between pages and whoever answers them, over one channel of Electron's IPC. Each page has an id that its preload script made when
 * it was loaded: with the first message of another page in the same window the one before is over, and what still comes from it goes nowhere.
 */
export function listenToPages({ ipcMain, trusted, onPage, report }: IpcTransportOptions): void {
  const pages = new WeakMap<WebContents, Page>();
  const over = new WeakMap<WebContents, Set<string>>();

  const end = (contents: WebContents): void => {
    const page = pages.get(contents);
    if (page === undefined) return;
    pages.delete(contents);
    over.get(contents)?.add(page.id);
    page.lost();
  };

  ipcMain.on(WINDOW_CHANNEL, (event, id: unknown, message: unknown) => {
    if (!trusted(event)) {
      report(
        `A message on the window's channel came from elsewhere and was not listened to: ${event.senderFrame?.url ?? 'a frame that is gone'}.`,
      );
      return;
    }
    if (typeof id !== 'string' || id.length > 64) return;
    if (typeof message !== 'string' && !(message instanceof Uint8Array)) return;
    const { sender } = event;
    let ended = over.get(sender);
    if (ended === undefined) {
      ended = new Set();
      over.set(sender, ended);
      sender.on('render-process-gone', () => end(sender));
      sender.once('destroyed', () => end(sender));
    }
    if (ended.has(id)) return;
    if (pages.get(sender)?.id !== id) {
      end(sender);
      const { page, transport } = openPage(sender, id, () => end(sender));
      pages.set(sender, page);
      onPage(transport);
    }
    pages.get(sender)?.hear(message);
  });
}

function openPage(contents: WebContents, id: string, close: () => void): { readonly page: Page; readonly transport: Transport } {
  const early: Message[] = [];
  let listener: ((message: Message) => void) | null = null;
  let closed: (() => void) | null = null;
  const page: Page = {
    id,
    hear: (message) => {
      if (listener === null) early.push(message);
      else listener(message);
    },
    lost: () => closed?.(),
  };
  const transport: Transport = {
    send: (message) => {
      if (!contents.isDestroyed()) contents.send(WINDOW_CHANNEL, id, message);
    },
    onMessage: (heard) => {
      listener = heard;
      for (const message of early.splice(0)) heard(message);
    },
    onClose: (heard) => (closed = heard),
    close,
  };
  return { page, transport };
}
