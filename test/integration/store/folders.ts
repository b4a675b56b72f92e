import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { openStore } from '../../../main/store/open-store.ts';
import type { Store } from '../../../main/store/store.ts';

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'xenpath-store-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** An open store that is disposed of after the test. Fails when it cannot be opened. */
export async function opened(folder: string, options: Parameters<typeof openStore>[1] = {}): Promise<Store> {
  const result = await openStore(folder, options);
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.sentence}`);
  onTestFinished(() => result.value.dispose());
  return result.value;
}

export interface WriterProcess {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** Lines that it printed so far. */
  readonly lines: readonly string[];
  /** Resolves when it has printed that many lines, or has ended. */
  readonly printed: (count: number) => Promise<void>;
  /** Resolves when it has ended and all that it printed was read. */
  readonly ended: Promise<void>;
}

/** A process of its own that appends events until it is killed. */
export function startWriter(folder: string, run?: string): WriterProcess {
  const script = join(import.meta.dirname, 'writer.mjs');
  const child = spawn(process.execPath, [script, folder, ...(run === undefined ? [] : [run])], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const one of woken) one();
  };
  child.stderr.on('data', (chunk: Buffer) => lines.push(`stderr ${chunk.toString()}`));
  let over = false;
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    lines.push(line);
    wake();
  });
  const closed = new Promise<void>((resolve) => reader.on('close', resolve));
  const exited = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const ended = Promise.all([closed, exited]).then(() => {
    over = true;
    wake();
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const printed = async (count: number): Promise<void> => {
    while (lines.length < count && !over) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return { child, lines, printed, ended };
}
