import { contextBridge, ipcRenderer } from 'electron';
import { BRIDGE_NAME, WINDOW_CHANNEL, type Bridge } from '../core/contract/channel.ts';

/**
 * Passes frames between the page and the main process, and knows nothing of what they mean. Electron's own event never gets into the page:
 * with it a page could reach the sender behind it.
 */
const early: (string | Uint8Array)[] = [];
let listener: ((message: string | Uint8Array) => void) | null = null;
/** Of this load of the page: what is still under way to the one before a reload is not for this one. */
const page = crypto.randomUUID();
ipcRenderer.on(WINDOW_CHANNEL, (_event, to: unknown, message: unknown) => {
  if (to !== page || (typeof message !== 'string' && !(message instanceof Uint8Array))) return;
  if (listener === null) early.push(message);
  else listener(message);
});
const bridge: Bridge = {
  send: (message) => {
    if (typeof message === 'string' || message instanceof Uint8Array) ipcRenderer.send(WINDOW_CHANNEL, page, message);
  },
  listen: (heard) => {
    listener = heard;
    for (const message of early.splice(0)) heard(message);
  },
};
contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge);
