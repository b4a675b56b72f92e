import type { MessagePort } from 'node:worker_threads';
import type { Message } from '../../core/contract/frame.ts';
import type { Transport } from '../../core/contract/transport.ts';

/** A pipe between two threads: what is sent is copied, as it is between the processes of an application. */
export function portTransport(port: MessagePort): Transport {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', (message: Message) => listener(message)),
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  };
}
