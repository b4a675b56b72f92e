import type { Inventory } from '../../../core/hosts/inventory.ts';
import type { Result } from '../../../core/result.ts';
import type { Hands } from '../hands.ts';
import { isAlive } from '../practice/client.ts';
import { dial } from '../practice/dial.ts';
import { readLine, writeLine } from '../practice/protocol.ts';
import type { XenAnswers, XenLabStatus, XenQuestion, XenReply } from './protocol.ts';
import type { XenRegistration } from './registration.ts';

/** A Xen lab that runs as a process of its own. Each question is a connection of its own. */
export class XenLabClient {
  readonly registration: XenRegistration;

  constructor(registration: XenRegistration) {
    this.registration = registration;
  }

  status(): Promise<XenLabStatus> {
    return this.#ask({ ask: 'status' });
  }

  inventory(): Promise<Inventory> {
    return this.#ask({ ask: 'inventory' });
  }

  /** What the serial console of a machine showed last. */
  console(host: string): Promise<readonly string[]> {
    return this.#ask({ ask: 'console', host });
  }

  /** Starts a machine anew, as the button on its front does. */
  power(host: string): Promise<Result<null>> {
    return this.#ask({ ask: 'power', host });
  }

  reset(): Promise<Result<null>> {
    return this.#ask({ ask: 'reset' });
  }

  hands(): Hands {
    const hand = (verb: 'pull' | 'plug' | 'fail' | 'recover') => (what: string) => this.#ask({ ask: 'hand', verb, what });
    return { pull: hand('pull'), plug: hand('plug'), fail: hand('fail'), recover: hand('recover') };
  }

  /** Ends the lab's process and its machines. Resolves when they are gone. */
  async stop(): Promise<void> {
    const { machines } = await this.status();
    await this.#ask({ ask: 'down' });
    const pids = [this.registration.pid, ...machines.map(({ pid }) => pid)];
    while (pids.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async #ask<Q extends XenQuestion>(question: Q): Promise<XenAnswers[Q['ask']]> {
    const stream = await dial(this.registration.socket);
    try {
      writeLine(stream, question);
      const line = await readLine(stream);
      if (line === null) throw new Error(`The lab ${this.registration.name} ended while it was asked for ${question.ask}.`);
      const reply = JSON.parse(line) as XenReply;
      if (!reply.ok) throw new Error(reply.sentence);
      return reply.value as XenAnswers[Q['ask']];
    } finally {
      stream.destroy();
    }
  }
}
