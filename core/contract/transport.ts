import type { Message } from './frame.ts';

/**
 * A pipe for whole messages, in order, between one window and the main process: Electron's IPC, a WebSocket, or two ends in one process. It says
 * nothing of what they mean.
 */
export interface Transport {
  readonly send: (message: Message) => void;
  /** One listener; messages that came before it was there are given to it first. */
  readonly onMessage: (listener: (message: Message) => void) => void;
  /** Called once, when nothing more will come. */
  readonly onClose: (listener: () => void) => void;
  readonly close: () => void;
}
