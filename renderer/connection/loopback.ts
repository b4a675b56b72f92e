import type { Message } from '../../core/contract/frame.ts';
import type { Transport } from '../../core/contract/transport.ts';
import type { Entered, WayIn } from './way-in.ts';

/**
 * In by the loopback door: once with the token of the printed address, later with the cookie that it was given for. The token leaves the address bar
 * before anything else happens: it is not to stand in the history.
 */
export function loopbackWayIn(): WayIn {
  let token = takeToken();
  return async () => {
    const response = await fetch('/session', { method: 'POST', body: token ?? '', credentials: 'same-origin' }).catch(() => null);
    if (response === null) return { kind: 'away' };
    if (response.status === 423) return { kind: 'occupied' };
    if (!response.ok) {
      // A token that was used up may belong to a page that has its cookie already: a reload of the printed address.
      if (token === null) return { kind: 'refused' };
      token = null;
      return loopbackAgain();
    }
    token = null;
    return opened(await response.text());
  };
}

async function loopbackAgain(): Promise<Entered> {
  const response = await fetch('/session', { method: 'POST', body: '', credentials: 'same-origin' }).catch(() => null);
  if (response === null) return { kind: 'away' };
  if (response.status === 423) return { kind: 'occupied' };
  return response.ok ? opened(await response.text()) : { kind: 'refused' };
}

function takeToken(): string | null {
  const { hash } = window.location;
  if (!hash.startsWith('#t=')) return null;
  history.replaceState(null, '', window.location.pathname);
  return hash.slice('#t='.length);
}

async function opened(nonce: string): Promise<Entered> {
  const socket = new WebSocket(`ws://${window.location.host}/window`);
  socket.binaryType = 'arraybuffer';
  const open = await new Promise<boolean>((resolve) => {
    socket.addEventListener('open', () => resolve(true), { once: true });
    socket.addEventListener('close', () => resolve(false), { once: true });
  });
  return open ? { kind: 'in', transport: socketTransport(socket), nonce } : { kind: 'away' };
}

function socketTransport(socket: WebSocket): Transport {
  let listener: ((message: Message) => void) | null = null;
  const early: Message[] = [];
  socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
    const message = typeof data === 'string' ? data : new Uint8Array(data);
    if (listener === null) early.push(message);
    else listener(message);
  });
  return {
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(message as string | Uint8Array<ArrayBuffer>);
    },
    onMessage: (heard) => {
      listener = heard;
      for (const message of early.splice(0)) heard(message);
    },
    onClose: (heard) => {
      if (socket.readyState === WebSocket.CLOSED) heard();
      else socket.addEventListener('close', heard, { once: true });
    },
    close: () => socket.close(),
  };
}
