import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process that can be stopped where it is, looked at, and killed there or let go on. Linux: it is looked at through /proc. */
export class WatchedProcess {
  readonly child: ChildProcess;

  constructor(child: ChildProcess) {
    this.child = child;
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Every thread stands still when this resolves true; false when the process has ended. */
  async stop(): Promise<boolean> {
    this.child.kill('SIGSTOP');
    for (;;) {
      if (this.ended) return false;
      const states = this.#states();
      if (states.length > 0 && states.every((state) => state === 'T')) return true;
      if (states.length > 0 && states.every((state) => state === 'Z' || state === 'X')) return false;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  goOn(): void {
    this.child.kill('SIGCONT');
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Bytes that it has read so far, from files and sockets. */
  bytesRead(): number {
    try {
      return Number(/^rchar: ([0-9]+)$/mu.exec(readFileSync(`/proc/${this.child.pid}/io`, 'utf8'))?.[1] ?? 0);
    } catch {
      return 0;
    }
  }

  #states(): readonly string[] {
    try {
      return readdirSync(`/proc/${this.child.pid}/task`).map((thread) => {
        const text = readFileSync(`/proc/${this.child.pid}/task/${thread}/stat`, 'utf8');
        return text.slice(text.lastIndexOf(')') + 2, text.lastIndexOf(')') + 3);
      });
    } catch {
      return [];
    }
  }
}
