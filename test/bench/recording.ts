import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEvent } from '../../core/run/events.ts';
import { OpenRun } from '../../main/engine/open-run.ts';
import type { RunWriter } from '../../main/store/store.ts';

export interface WatchedRecording {
  readonly run: OpenRun;
  /** Milliseconds spent in the store since the last call. */
  readonly spent: () => number;
  /** Milliseconds of each transaction since the last call. */
  readonly commits: () => readonly number[];
}

/** The same run with a writer in front of the store that keeps the time spent in it. */
export function watchedRecording(run: OpenRun): WatchedRecording {
  const { writer } = run.parts;
  let spent = 0;
  let commits: number[] = [];
  const watched: RunWriter = {
    run: writer.run,
    redacted: writer.redacted,
    pseudonymous: writer.pseudonymous,
    learn: writer.learn,
    own: writer.own,
    concealed: writer.concealed,
    keep: (bytes, cut) => {
      const from = performance.now();
      const kept = writer.keep(bytes, cut);
      spent += performance.now() - from;
      return kept;
    },
    append: async (operator, events) => {
      const from = performance.now();
      const stored = await writer.append(operator, events);
      commits.push(performance.now() - from);
      spent += performance.now() - from;
      return stored;
    },
  };
  return {
    run: new OpenRun({ ...run.parts, writer: watched }, run.state),
    spent: () => {
      const whole = spent;
      spent = 0;
      return whole;
    },
    commits: () => {
      const list = commits;
      commits = [];
      return list;
    },
  };
}

/**
 * The same run with nothing recorded: no redaction, no hashes, no transaction. It is what recording is compared with; the events still go
 * through the reducer.
 */
export function unrecorded(run: OpenRun): OpenRun {
  const hash = createHash('sha256').update('nothing').digest('hex');
  let sequence = run.state.sequence;
  const writer: RunWriter = {
    run: run.id,
    redacted: (text) => text,
    pseudonymous: false,
    learn: () => undefined,
    own: (event) => event,
    concealed: (value) => value,
    keep: (bytes, cut = 0) => ({ bytes, reference: { hash, bytes: bytes.length, cut } }),
    append: async (operator, events) => {
      const list: readonly RunEvent[] = 'type' in events ? [events] : events;
      const at = new Date().toISOString();
      const value = list.map((event) => ({ run: run.id, sequence: (sequence += 1), at, operator, event, previous: hash, hash }));
      return { ok: true, value };
    },
  };
  return new OpenRun({ ...run.parts, writer }, run.state);
}

/** What every commit waits for at the least: a page written and handed to the disk. Milliseconds of each. */
export async function diskWaits(folder: string, count: number): Promise<readonly number[]> {
  const file = await open(join(folder, 'page'), 'w');
  const page = new Uint8Array(4096);
  const samples: number[] = [];
  try {
    for (let index = 0; index < count; index += 1) {
      const from = performance.now();
      await file.write(page, 0, page.length, index * page.length);
      await file.datasync();
      samples.push(performance.now() - from);
    }
  } finally {
    await file.close();
  }
  return samples;
}
