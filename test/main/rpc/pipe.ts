import type { Message } from '../../../core/contract/frame.ts';
import type { Transport } from '../../../core/contract/transport.ts';

/** Two ends of one pipe in this process. Messages arrive in a later turn, as they do over any real transport. */
export function pipe(): readonly [Transport, Transport] {
  const left = createEnd();
  const right = createEnd();
  const close = (): void => {
    left.closed();
    right.closed();
  };
  return [
    { ...left.transport, send: (message) => right.arrive(message), close },
    { ...right.transport, send: (message) => left.arrive(message), close },
  ];
}

function createEnd() {
  let listener: ((message: Message) => void) | null = null;
  let onClose: (() => void) | null = null;
  let over = false;
  const early: Message[] = [];
  return {
    arrive: (message: Message): void => {
      setImmediate(() => {
        if (over) return;
        if (listener === null) early.push(message);
        else listener(message);
      });
    },
    closed: (): void => {
      if (over) return;
      over = true;
      setImmediate(() => onClose?.());
    },
    transport: {
      onMessage: (heard: (message: Message) => void): void => {
        listener = heard;
        for (const message of early.splice(0)) heard(message);
      },
      onClose: (heard: () => void): void => {
        onClose = heard;
      },
    },
  };
}
