import { open, watch } from 'node:fs/promises';
import { failure, success, type Result } from '../../../core/result.ts';

/** How long a machine may take to start: as long as its console goes on telling something, and never longer than `atMostMs`. */
export interface BootPatience {
  readonly silentMs: number;
  readonly atMostMs: number;
}

/**
 * Resolves when a machine's console has shown that it can be logged in to. Problems: `machine-boot` after a panic or when it has fallen silent,
 * `machine-ended`.
 */
export async function whenBooted(serial: string, ended: Promise<string>, patience: BootPatience): Promise<Result<null>> {
  const over = new AbortController();
  const why: { code: string; sentence: string }[] = [];
  const giveUp = (code: string, sentence: string) => (): void => {
    why.push({ code, sentence });
    over.abort();
  };
  const minutes = (milliseconds: number): string => `${String(Math.round(milliseconds / 60_000))} minutes`;
  const silence = (): NodeJS.Timeout =>
    setTimeout(
      giveUp('machine-boot', `Its console has been silent for ${minutes(patience.silentMs)}, and no log-in prompt came.`),
      patience.silentMs,
    );
  const most = setTimeout(
    giveUp('machine-boot', `No log-in prompt came within ${minutes(patience.atMostMs)}.`),
    patience.atMostMs,
  );
  let silent = silence();
  void ended.then((sentence) => giveUp('machine-ended', sentence)());
  try {
    const changes = watch(serial, { signal: over.signal });
    // What was printed before the watch began counts too.
    const before = await shown(serial);
    if (before !== null) return before;
    for await (const _change of changes) {
      clearTimeout(silent);
      silent = silence();
      const now = await shown(serial);
      if (now !== null) return now;
    }
  } catch (error) {
    if (!over.signal.aborted) throw error;
  } finally {
    clearTimeout(silent);
    clearTimeout(most);
    over.abort();
  }
  const [first = { code: 'machine-boot', sentence: 'No log-in prompt came.' }] = why;
  return first.code === 'machine-ended'
    ? failure(first.code, first.sentence)
    : failure(first.code, first.sentence, `What its console showed: ${serial}`);
}

async function shown(serial: string): Promise<Result<null> | null> {
  const text = await lastOf(serial, 4096);
  if (text.includes(' login:')) return success(null);
  const panic = /(?:Kernel panic - not syncing|Panic on CPU \d+):.*/u.exec(text);
  return panic === null
    ? null
    : failure('machine-boot', `It did not start: ${panic[0].trim()}`, `What its console showed: ${serial}`);
}

/** The last bytes of what a console printed, as text. */
export async function lastOf(serial: string, bytes: number): Promise<string> {
  const file = await open(serial, 'r');
  try {
    const { size } = await file.stat();
    const length = Math.min(bytes, size);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8');
  } finally {
    await file.close();
  }
}
