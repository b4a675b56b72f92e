import { BRIDGE_NAME, type Bridge } from '../../core/contract/channel.ts';
import type { Message } from '../../core/contract/frame.ts';
import type { WayIn } from './way-in.ts';

/** In by the bridge that the desktop app's preload script left in the page; null in a browser. */
export function desktopWayIn(): WayIn | null {
  const bridge = (window as unknown as Readonly<Record<string, Bridge | undefined>>)[BRIDGE_NAME];
  if (bridge === undefined) return null;
  // The bridge has one listener for as long as the page lives: who is connected hears it.
  let heard: ((message: Message) => void) | null = null;
  bridge.listen((message) => heard?.(message));
  return async () => ({
    kind: 'in',
    nonce: null,
    transport: {
      send: (message) => bridge.send(message),
      onMessage: (listener) => (heard = listener),
      // The main process does not go without its windows.
      onClose: () => undefined,
      close: () => (heard = null),
    },
  });
}
