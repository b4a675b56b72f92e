import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
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
}

export type ProcedureResult =
  | { readonly ok: true; readonly value: ProcedureFile }
  | { readonly ok: false; readonly path: string; readonly problem: Problem; readonly problems: readonly TextProblem[] };

const folder = join(assetsFolder, 'procedures');

/** Names of the procedures that ship with Xenpath. */
export async function shippedProcedures(): Promise<readonly string[]> {
  const files = await readdir(folder);
  return files.flatMap((file) => (file.endsWith('.yaml') ? [file.slice(0, -'.yaml'.length)] : [])).sort();
}

/** A procedure by the name of one that ships, or by the path of a file. */
export async function openProcedure(name: string): Promise<ProcedureResult> {
  const shipped = await shippedProcedures();
  const path = shipped.includes(name) ? join(folder, `${name}.yaml`) : name;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    const sentence = `There is no procedure ${name}, and no file of that name can be read.`;
    return {
      ok: false,
      path,
      problem: { code: 'no-such-procedure', sentence, next: `Shipped are: ${shipped.join(', ')}.` },
      problems: [],
    };
  }
  return procedureOf(text, path);
}

/** A procedure from its text, as a run carries it. */
export function procedureOf(text: string, path: string): ProcedureResult {
  const loaded = loadProcedure(text);
  if (!loaded.ok) {
    const sentence = `${path} is not a procedure: ${loaded.problems.length} problems.`;
    return { ok: false, path, problem: { code: 'not-a-procedure', sentence }, problems: loaded.problems };
  }
  return { ok: true, value: { procedure: loaded.value.value, source: loaded.value.source, text, hash: sha256Hex(text), path } };
}
