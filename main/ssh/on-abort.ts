import { setMaxListeners } from 'node:events';

/**
 * Calls `act` when the signal is aborted, until what is returned is called. Work on many hosts goes on under one signal, and each connection and command listens to it for as
 * long as it takes: that many listeners are no leak, and Node does not warn of them.
 */
export function onAbort(signal: AbortSignal | undefined, act: () => void): () => void {
  if (signal === undefined) return () => undefined;
  setMaxListeners(0, signal);
  signal.addEventListener('abort', act, { once: true });
  return () => signal.removeEventListener('abort', act);
}
