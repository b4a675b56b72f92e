import type { WebSocket } from 'ws';
import type { Message } from '../../core/contract/frame.ts';
import type { Transport } from '../../core/contract/transport.ts';

/** A window's WebSocket as a pipe for messages. */
export function socketTransport(socket: WebSocket): Transport {
  let listener: ((message: Message) => void) | null = null;
  const early: Message[] = [];
  socket.on('message', (data, isBinary) => {
    const bytes = Buffer.isBuffer(data) ? data : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]);
    const message: Message = isBinary ? new Uint8Array(bytes) : bytes.toString('utf8');
    if (listener === null) early.push(message);
    else listener(message);
  });
  // A broken socket closes; that is what its users hear of it.
  socket.on('error', () => socket.terminate());
  return {
    send: (message) => {
      if (socket.readyState === socket.OPEN) socket.send(message);
    },
    onMessage: (heard) => {
      listener = heard;
      for (const message of early.splice(0)) heard(message);
    },
    onClose: (heard) => void socket.once('close', heard),
    close: () => socket.close(),
  };
}
