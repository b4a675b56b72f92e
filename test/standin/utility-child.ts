import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import { HandedPorts, type OverPipe } from './ports.ts';
import { strict } from './provide.ts';

/** What a utility process begins with: `process.parentPort`, then the module that it is for. It ends with its parent. */
const [modulePath = '', ...words] = process.argv.slice(2);
process.argv = [process.argv[0] ?? '', modulePath, ...words];
const send = (message: OverPipe): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};
const ports = new HandedPorts(send);

class ParentPort extends EventEmitter {
  readonly #early: unknown[] = [];

  constructor() {
    super();
    this.on('newListener', (event) => {
      if (event === 'message') {
        setImmediate(() => {
          for (const one of this.#early.splice(0)) this.emit('message', one);
        });
      }
    });
  }

  postMessage(data: unknown): void {
    send({ kind: 'message', data, ports: [] });
  }

  /** Kept until somebody listens. */
  hear(event: unknown): void {
    if (this.listenerCount('message') > 0 && this.#early.length === 0) this.emit('message', event);
    else this.#early.push(event);
  }
}

const parentPort = new ParentPort();
process.on('message', (message: OverPipe) => {
  if (message.kind === 'message') parentPort.hear({ data: message.data, ports: message.ports.map((port) => ports.take(port)) });
  else ports.hear(message, false);
});
process.on('disconnect', () => process.exit(0));
Object.defineProperty(process, 'parentPort', { value: strict('parentPort', parentPort) });
await import(pathToFileURL(modulePath).href);
