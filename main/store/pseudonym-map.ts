import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { labelledNames } from '../../core/evidence/identifier-labels.ts';
import { createPseudonyms, type PseudonymMap, type Pseudonyms } from '../../core/evidence/pseudonyms.ts';
import { failure, success, type Result } from '../../core/result.ts';

/** Folder beside the evidence, in the data folder, that no bundle and no report takes anything from. */
const FOLDER = 'private';

const shape = z.strictObject({
  format: z.literal(1),
  run: z.string(),
  key: z.string().regex(/^[0-9a-f]{64}$/u),
  words: z.record(z.string(), z.string()),
  networks: z.array(z.string().regex(/^[1-9]$/u)),
});

/** The pseudonyms of one run, with the file that leads back from them. */
export interface KeptPseudonyms {
  readonly pseudonyms: Pseudonyms;
  readonly learn: (names: readonly string[]) => void;
  /** What is stored of output; the names that it says of itself are learnt before. Of output that was cut (`whole` false) the last word may be half a name. */
  readonly conceal: (bytes: Uint8Array, whole: boolean) => Uint8Array;
  /** To be called before anything is stored in which words learnt since would stand. Throws what the file system throws. */
  readonly save: () => void;
}

/** Pseudonyms for a new run; the map is in its file before the run is. */
export function newPseudonyms(folder: string, run: string, names: readonly string[], plain: string): KeptPseudonyms {
  const kept = keep(folder, run, { key: randomBytes(32).toString('hex'), words: {}, networks: [] }, plain);
  kept.learn(names);
  kept.save();
  return kept;
}

/** Pseudonyms of a run that exists. Problem: `pseudonyms-lost`. */
export async function openPseudonyms(folder: string, run: string, plain: string): Promise<Result<KeptPseudonyms>> {
  const path = fileOf(folder, run);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return lost(run, `${path} cannot be read`);
  }
  const parsed = shape.safeParse(asJson(text));
  if (!parsed.success || parsed.data.run !== run) return lost(run, `${path} is not the map of this run`);
  return success(keep(folder, run, parsed.data, plain));
}

function lost(run: string, why: string): Result<never> {
  return failure(
    'pseudonyms-lost',
    `Run ${run} has pseudonyms in the place of its hosts' names and addresses, and what leads back is not here: ${why}.`,
    'It can be read, reported and verified as it is. To go on with it, put that file back, or begin a new run.',
  );
}

function keep(folder: string, run: string, map: PseudonymMap, plain: string): KeptPseudonyms {
  const pseudonyms = createPseudonyms(map, plain);
  let saved = Object.keys(map.words).length > 0;
  const learn = (names: readonly string[]): void => {
    if (pseudonyms.learn(names)) saved = false;
  };
  return {
    pseudonyms,
    learn,
    conceal: (bytes, whole) => {
      learn(labelledNames(new TextDecoder('latin1').decode(bytes)));
      const concealed = pseudonyms.bytes(bytes, 'conceal');
      return whole ? concealed : withoutLastWord(concealed);
    },
    save: () => {
      if (saved) return;
      write(folder, run, pseudonyms.map());
      saved = true;
    },
  };
}

/** What stands in the place of each letter and digit of a word that was cut. */
const CUT = 'x'.charCodeAt(0);

function withoutLastWord(bytes: Uint8Array): Uint8Array {
  const masked = bytes.slice();
  for (let index = masked.length - 1; index >= 0; index--) {
    const character = String.fromCharCode(masked[index] ?? 0);
    if (/[0-9A-Za-z]/u.test(character)) masked[index] = CUT;
    else if (!/[.:_-]/u.test(character)) break;
  }
  return masked;
}

/** Whole or not at all, and on disk: what was concealed with a map that is lost could not be taken back. */
function write(folder: string, run: string, map: PseudonymMap): void {
  const path = fileOf(folder, run);
  mkdirSync(join(folder, FOLDER), { recursive: true, mode: 0o700 });
  const file = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(file, `${JSON.stringify({ format: 1, run, ...map }, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
}

function fileOf(folder: string, run: string): string {
  return join(folder, FOLDER, `${run}.json`);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
