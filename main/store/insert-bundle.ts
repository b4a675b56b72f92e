import { canonicalJson } from '../../core/evidence/canonical.ts';
import { failure, success, type Result } from '../../core/result.ts';
import type { Bundle } from './bundle.ts';
import type { Connection } from './connection.ts';
import { buffer, rollBack } from './event-log.ts';
import { verifyEvidence } from './verify.ts';

/**
 * Takes a run in as it is: its events were redacted and hashed where it was recorded, and go in unchanged. Nothing is stored of a run whose
 * chain does not hold. A run that is there already, with the same end, is left alone. Problems: `bundle-tampered`, `run-differs`.
 */
export async function insertBundle(connection: Connection, bundle: Bundle): Promise<Result<string>> {
  const { run, events, artefacts, head } = bundle;
  const verified = await verifyEvidence(run, events, async (hash) => artefacts.get(hash) ?? null, head);
  const [problem] = verified.problems;
  if (problem !== undefined || events.length === 0) {
    return failure(
      'bundle-tampered',
      `The bundle of ${run} does not hold: ${problem ?? 'it has no events.'}`,
      'Ask for the bundle again.',
    );
  }
  const there = await connection.get<{ hash: string }>(
    'SELECT hash FROM events JOIN runs ON runs.id = events.run WHERE runs.name = ? ORDER BY sequence DESC LIMIT 1',
    [run],
  );
  if (there !== undefined) {
    if (there.hash === head) return success(run);
    return failure(
      'run-differs',
      `There is a run ${run} already, and it does not end as the bundle does.`,
      'Import into another data folder with --data to compare them.',
    );
  }
  await connection.script('BEGIN IMMEDIATE');
  try {
    await connection.run('INSERT INTO runs (name) VALUES (?)', [run]);
    for (const [hash, bytes] of artefacts) {
      await connection.run('INSERT INTO artefacts (hash, size, bytes) VALUES (?, ?, ?)', [hash, bytes.length, buffer(bytes)]);
    }
    for (const { sequence, at, operator, event, previous, hash } of events) {
      await connection.run(
        `INSERT INTO events (run, sequence, at, operator, event, previous, hash)
         SELECT id, ?, ?, ?, ?, ?, ? FROM runs WHERE name = ?`,
        [sequence, at, operator, canonicalJson(event), previous, hash, run],
      );
    }
    await connection.script('COMMIT');
    return success(run);
  } catch (error) {
    await rollBack(connection);
    throw error;
  }
}
