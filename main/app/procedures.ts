import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { sha256Hex } from '../../core/evidence/hash.ts';
import { loadProcedure } from '../../core/procedure/load.ts';
import type { PositionedData, TextProblem } from '../../core/procedure/positions.ts';
import type { Procedure } from '../../core/procedure/schema.ts';
import type { Problem } from '../../core/result.ts';
import { assetsFolder } from './materials.ts';

/** A procedure with its text, as a run pins it. */
export interface ProcedureFile {
  readonly procedure: Procedure;
  readonly source: PositionedData;
  readonly text: string;
  /** SHA-256 of the text. */
  readonly hash: string;
  readonly path: string;
  /** Where a later process finds it again; undefined for a text that no file holds. */
  readonly origin?: ProcedureOrigin;
}

/** It ships with Xenpath under its id, or is the file of an absolute path. */
export type ProcedureOrigin = 'shipped' | { readonly file: string };

export type ProcedureResult =
  | { readonly ok: true; readonly value: ProcedureFile }
  | {
      readonly ok: false;
      readonly path: string;
      /** Null when it could not be read. */
      readonly text: string | null;
      readonly problem: Problem;
      readonly problems: readonly TextProblem[];
    };

const folder = join(assetsFolder, 'procedures');

/** Names of the procedures that ship with Xenpath. */
export async function shippedProcedures(): Promise<readonly string[]> {
  const files = await readdir(folder);
  return files.flatMap((file) => (file.endsWith('.yaml') ? [file.slice(0, -'.yaml'.length)] : [])).sort();
}

/** A procedure by the name of one that ships, or by the path of a file. */
export async function openProcedure(name: string): Promise<ProcedureResult> {
  const shipped = (await shippedProcedures()).includes(name);
  return readProcedure(shipped ? join(folder, `${name}.yaml`) : name, name, shipped ? 'shipped' : { file: resolve(name) });
}

/** The file that a run took its procedure from, as it is now. Of a run of earlier, which does not say: what its id would open. */
export async function reopenProcedure(id: string, origin: ProcedureOrigin | undefined): Promise<ProcedureResult> {
  return typeof origin === 'object' ? readProcedure(origin.file, origin.file, origin) : openProcedure(id);
}

async function readProcedure(path: string, name: string, origin: ProcedureOrigin): Promise<ProcedureResult> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    const sentence = `There is no procedure ${name}, and no file of that name can be read.`;
    const next = `Shipped are: ${(await shippedProcedures()).join(', ')}.`;
    return { ok: false, path, text: null, problem: { code: 'no-such-procedure', sentence, next }, problems: [] };
  }
  const read = procedureOf(text, path);
  return read.ok ? { ok: true, value: { ...read.value, origin } } : read;
}

/** Procedures whose reading is kept, by the hash of their text: a window asks for the same one again and again, and reading it takes a second. */
const MOST_KEPT = 4;
const kept = new Map<string, ReturnType<typeof loadProcedure>>();

function loadOnce(text: string): ReturnType<typeof loadProcedure> {
  const hash = sha256Hex(text);
  const loaded = kept.get(hash) ?? loadProcedure(text);
  kept.delete(hash);
  kept.set(hash, loaded);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) break;
    kept.delete(oldest);
  }
  return loaded;
}

/** A procedure from its text, as a run carries it. */
export function procedureOf(text: string, path: string): ProcedureResult {
  const loaded = loadOnce(text);
  if (!loaded.ok) {
    const sentence = `${path} is not a procedure: ${loaded.problems.length} problems.`;
    return { ok: false, path, text, problem: { code: 'not-a-procedure', sentence }, problems: loaded.problems };
  }
  return { ok: true, value: { procedure: loaded.value.value, source: loaded.value.source, text, hash: sha256Hex(text), path } };
}
