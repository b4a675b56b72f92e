import { inert } from '../../core/evidence/inert.ts';
import { failure, success, type Result } from '../../core/result.ts';
import type { Connection } from './connection.ts';
import type { SearchHit } from './store.ts';

const SHORTEST = 3;
const AROUND = 60;

/**
 * Looks through every event and output, without regard to the case of ASCII letters; newest run first. Problem: `search-too-short`.
 * Text is compared as it is stored: in events as JSON has it, in outputs byte for byte.
 */
export async function searchRuns(connection: Connection, text: string, limit: number): Promise<Result<readonly SearchHit[]>> {
  if (text.length < SHORTEST) {
    return failure(
      'search-too-short',
      `Searching needs at least ${SHORTEST} characters.`,
      'Give a longer piece of what you look for.',
    );
  }
  const wanted = text.toLowerCase();
  const inJson = JSON.stringify(wanted).slice(1, -1);
  const outputs = await connection.all<{ hash: string; bytes: Uint8Array }>(
    'SELECT hash, bytes FROM artefacts WHERE instr(lower(CAST(bytes AS TEXT)), ?) > 0 LIMIT ?',
    [wanted, limit],
  );
  const excerpts = new Map(outputs.map(({ hash, bytes }) => [hash, excerptOf(new TextDecoder().decode(bytes), wanted)]));
  const rows = await connection.all<{ run: string; sequence: number; event: string; found: number }>(
    `SELECT runs.name AS run, sequence, event, instr(lower(event), ?1) AS found FROM events JOIN runs ON runs.id = events.run
     WHERE found > 0 OR EXISTS (SELECT 1 FROM json_each(?2) WHERE instr(event, json_each.value) > 0)
     ORDER BY runs.id DESC, sequence LIMIT ?3`,
    [inJson, JSON.stringify([...excerpts.keys()]), limit],
  );
  return success(rows.flatMap((row) => hitsOf(row, inJson, excerpts)).slice(0, limit));
}

function hitsOf(
  row: { readonly run: string; readonly sequence: number; readonly event: string; readonly found: number },
  inJson: string,
  excerpts: ReadonlyMap<string, string>,
): SearchHit[] {
  const { run, sequence, event } = row;
  const hits: SearchHit[] = row.found > 0 ? [{ run, sequence, artefact: null, excerpt: excerptOf(event, inJson) }] : [];
  for (const [hash, excerpt] of excerpts) if (event.includes(hash)) hits.push({ run, sequence, artefact: hash, excerpt });
  return hits;
}

function excerptOf(text: string, wanted: string): string {
  const found = Math.max(0, text.toLowerCase().indexOf(wanted));
  const start = Math.max(0, found - AROUND);
  return inert(text.slice(start, found + wanted.length + AROUND), { limit: 2 * AROUND + wanted.length });
}
