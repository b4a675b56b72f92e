import type { Duplex } from 'node:stream';
import type { LabRack } from '../../../core/contract/labs.ts';
import type { Inventory } from '../../../core/hosts/inventory.ts';
import type { Result } from '../../../core/result.ts';
import type { HandDone } from '../hands.ts';
import type { HostStatus } from './lab.ts';
import type { LabOptions } from './lab-options.ts';
import type { Mistake } from './mistakes/mistake.ts';

/**
 * One connection to a lab's process is one conversation. The client's first line says which: a stream of bytes to a host's SSH
 * server (what follows the answer's line is that stream), or control (a line of JSON each way for every question).
 */
export type Opening =
  | { readonly open: 'control' }
  | { readonly open: 'connect'; readonly host: string; readonly port?: number; readonly via?: string };
export type OpeningAnswer = { readonly ok: true } | { readonly ok: false; readonly code: string; readonly sentence: string };

export type Question =
  | { readonly ask: 'status' }
  | { readonly ask: 'inventory' }
  | { readonly ask: 'rack' }
  | { readonly ask: 'hand'; readonly verb: 'pull' | 'plug' | 'fail' | 'recover'; readonly what: string }
  | { readonly ask: 'power'; readonly host: string; readonly verb: 'on' | 'off' | 'reset' }
  | { readonly ask: 'console'; readonly host: string }
  /** The boot menu at the console: its entries, and the choice of one (null: the default). */
  | { readonly ask: 'menu'; readonly host: string }
  | { readonly ask: 'boot'; readonly host: string; readonly entry: number | null }
  /** Makes a mistake of the catalogue. */
  | { readonly ask: 'mistake'; readonly name: string }
  | { readonly ask: 'key'; readonly line: string }
  /** Opens a port on 127.0.0.1 for each host, for ordinary SSH clients. */
  | { readonly ask: 'listen' }
  | { readonly ask: 'settled' }
  | { readonly ask: 'reset' }
  | { readonly ask: 'down' };

export interface LabStatus {
  readonly name: string;
  readonly pid: number;
  readonly options: LabOptions;
  /** Clock of the world, ISO 8601. */
  readonly now: string;
  readonly startedFrom: 'new' | 'journal';
  readonly hosts: readonly HostStatus[];
  readonly hostKeys: Readonly<Record<string, string>>;
  /** Ports on 127.0.0.1 by host, while they are open. */
  readonly ports: Readonly<Record<string, number>>;
  /** What should never have happened, newest last. */
  readonly failures: readonly string[];
  /** It goes down by itself after so long without anybody connected, in milliseconds of real time; null: it stays. */
  readonly idleEndMs: number | null;
}

export interface Answers {
  readonly status: LabStatus;
  readonly inventory: Inventory;
  readonly rack: LabRack;
  readonly hand: Result<HandDone>;
  readonly power: null;
  readonly console: readonly string[];
  readonly menu: readonly string[];
  readonly boot: null;
  readonly mistake: Result<Mistake>;
  readonly key: null;
  readonly listen: Readonly<Record<string, number>>;
  readonly settled: null;
  readonly reset: null;
  readonly down: null;
}

export type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly sentence: string };

const longestLine = 8 * 1024 * 1024;

/** Reads one line (without its end) and leaves what follows in the stream; null when the stream ended before. */
export function readLine(stream: Duplex): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let length = 0;
    const finish = (line: string | null): void => {
      stream.removeListener('readable', look);
      stream.removeListener('end', ended);
      stream.removeListener('close', ended);
      stream.removeListener('error', failed);
      resolve(line);
    };
    const ended = (): void => {
      finish(null);
    };
    const failed = (problem: Error): void => {
      finish(null);
      reject(problem);
    };
    const look = (): void => {
      for (let chunk = stream.read() as Buffer | null; chunk !== null; chunk = stream.read() as Buffer | null) {
        const at = chunk.indexOf(10);
        if (at < 0) {
          parts.push(chunk);
          length += chunk.length;
          if (length > longestLine) failed(new Error('A line is too long'));
          continue;
        }
        parts.push(chunk.subarray(0, at));
        const rest = chunk.subarray(at + 1);
        finish(Buffer.concat(parts).toString('utf8'));
        if (rest.length > 0) stream.unshift(rest);
        return;
      }
    };
    stream.on('readable', look);
    stream.on('end', ended);
    stream.on('close', ended);
    stream.on('error', failed);
    look();
  });
}

export function writeLine(stream: Duplex, value: unknown): void {
  stream.write(`${JSON.stringify(value)}\n`);
}
