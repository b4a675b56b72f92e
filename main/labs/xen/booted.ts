import { open, watch } from 'node:fs/promises';
import { failure, success, type Result } from '../../../core/result.ts';

/** Resolves when a machine's console has shown that it can be logged in to. Problems: `machine-boot` after the deadline or a panic, `machine-ended`. */
export async function whenBooted(serial: string, ended: Promise<string>, deadlineMs: number): Promise<Result<null>> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), deadlineMs);
  const why: string[] = [];
  void ended.then((sentence) => {
    why.push(sentence);
    over.abort();
  });
  try {
    const changes = watch(serial, { signal: over.signal });
    // What was printed before the watch began counts too.
    const before = await shown(serial);
    if (before !== null) return before;
    for await (const _change of changes) {
      const now = await shown(serial);
      if (now !== null) return now;
    }
  } catch (error) {
    if (!over.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    over.abort();
  }
  if (why[0] !== undefined) return failure('machine-ended', why[0]);
  const minutes = String(Math.round(deadlineMs / 60_000));
  return failure('machine-boot', `No log-in prompt came within ${minutes} minutes.`, `What its console showed: ${serial}`);
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
