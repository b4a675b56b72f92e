import type { Message } from './frame.ts';

/** The one channel of Electron's IPC between a window and the main process; each message on it is one frame. */
export const WINDOW_CHANNEL = 'xenpath:frame';

/** What the preload script puts into the page, under this name: a pipe for frames, and nothing else. */
export const BRIDGE_NAME = 'xenpathBridge';
export interface Bridge {
  readonly send: (message: Message) => void;
  /** One listener; messages that came before it are given to it first. */
  readonly listen: (listener: (message: Message) => void) => void;
}
