import { EventEmitter } from 'node:events';

/** One end of a message channel. Its other end is in this process, or was handed over to a utility process. */
export class StandInPort extends EventEmitter {
  /** Takes what is posted here to the other end. */
  deliver: (data: unknown) => void = () => undefined;
  /** Tells the other end that this one is closed. */
  tellClosed: () => void = () => undefined;
  #started = false;
  #closed = false;
  readonly #waiting: (() => void)[] = [];

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    if (transfer.length > 0) throw new Error('The stand-in for Electron hands no ports over ports.');
    if (!this.#closed) this.deliver(structuredClone(message));
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    setImmediate(() => {
      for (const one of this.#waiting.splice(0)) one();
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.tellClosed();
  }

  /** From the other end: a message, or that it is closed; in order, and not before `start`. */
  receive(data: unknown): void {
    this.#later(() => {
      if (!this.#closed) this.emit('message', { data, ports: [] });
    });
  }

  receiveClose(): void {
    this.#later(() => {
      if (this.#closed) return;
      this.#closed = true;
      this.emit('close');
    });
  }

  #later(what: () => void): void {
    if (this.#started && this.#waiting.length === 0) setImmediate(what);
    else this.#waiting.push(what);
  }
}

/** What a pair of ports is made of. */
export class StandInChannel {
  readonly port1 = new StandInPort();
  readonly port2 = new StandInPort();

  constructor() {
    for (const [one, other] of [
      [this.port1, this.port2],
      [this.port2, this.port1],
    ] as const) {
      one.deliver = (data) => other.receive(data);
      one.tellClosed = () => other.receiveClose();
    }
  }
}

/** What goes over the pipe between a process and a utility process of its own. */
export type OverPipe =
  | { readonly kind: 'message'; readonly data: unknown; readonly ports: readonly number[] }
  | { readonly kind: 'port'; readonly port: number; readonly data: unknown }
  | { readonly kind: 'close'; readonly port: number };

/** The ports that were handed over one pipe, by their numbers. */
export class HandedPorts {
  readonly #ports = new Map<number, StandInPort>();
  readonly #send: (message: OverPipe) => void;
  #last = 0;

  constructor(send: (message: OverPipe) => void) {
    this.#send = send;
  }

  /** A port of ours goes to the other process: what its pair posts goes over the pipe from now on. */
  handOver(port: StandInPort): number {
    this.#last += 1;
    const number = this.#last;
    // The port itself stays as the receiver of what its pair posts, and sends it on.
    port.on('message', ({ data }: { data: unknown }) => this.#send({ kind: 'port', port: number, data }));
    port.on('close', () => {
      this.#ports.delete(number);
      this.#send({ kind: 'close', port: number });
    });
    port.start();
    this.#ports.set(number, port);
    return number;
  }

  /** A port that came from the other process. */
  take(number: number): StandInPort {
    const port = new StandInPort();
    port.deliver = (data) => this.#send({ kind: 'port', port: number, data });
    port.tellClosed = () => {
      this.#ports.delete(number);
      this.#send({ kind: 'close', port: number });
    };
    this.#ports.set(number, port);
    return port;
  }

  /** What came over the pipe for a port. `handed`: the port is one that we handed over, so it is its pair that hears it. */
  hear(message: Exclude<OverPipe, { kind: 'message' }>, handed: boolean): void {
    const port = this.#ports.get(message.port);
    if (port === undefined) return;
    if (message.kind === 'port') {
      if (handed) port.deliver(message.data);
      else port.receive(message.data);
      return;
    }
    this.#ports.delete(message.port);
    if (handed) port.tellClosed();
    else port.receiveClose();
  }

  /** The other process is gone. */
  closeAll(): void {
    for (const port of this.#ports.values()) port.tellClosed();
    this.#ports.clear();
  }
}
