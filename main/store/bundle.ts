import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../core/evidence/canonical.ts';
import { sha256Hex } from '../../core/evidence/hash.ts';
import { inert } from '../../core/evidence/inert.ts';
import { failure, success, type Result } from '../../core/result.ts';
import type { RawEvent } from './event-row.ts';

/**
 * A run as a folder that can be checked without Xenpath:
 *
 *     run.json           {format, run, events, head}
 *     events.jsonl       one stored event a line, canonical JSON
 *     artefacts/HASH     outputs, named by their SHA-256
 *     VERIFY.txt         how to check it
 *     manifest.sha256    `HASH  PATH` of all of the above, as `sha256sum -c` reads it
 */
export interface Bundle {
  readonly run: string;
  readonly head: string;
  readonly events: readonly RawEvent[];
  readonly artefacts: ReadonlyMap<string, Uint8Array>;
}

/** Names of runs: they are names of folders and arguments as well. */
const RUN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,120}$/u;

const description = z.object({
  format: z.literal(1),
  run: z.string().regex(RUN_NAME),
  events: z.number().int(),
  head: z.string(),
});
const line = z.strictObject({
  run: z.string(),
  sequence: z.number().int(),
  at: z.string(),
  operator: z.string(),
  event: z.unknown(),
  previous: z.string(),
  hash: z.string(),
});

const VERIFY = `To check this bundle, in a shell in this folder:

    sha256sum -c manifest.sha256      # every file is as it was written
    sha256sum manifest.sha256         # compare with the number that the report or the sender names
    tail -n 1 events.jsonl            # its "hash" is the head that the report prints

Each line of events.jsonl is an event; its "hash" is the SHA-256 of the line's canonical JSON (RFC 8785) without
"hash", and "previous" is the hash of the line before. \`xenpath verify\` checks that too.
`;

/** Writes a bundle into a folder that is empty or not there yet. Problem: `folder-not-empty`. Gives the hash of the manifest. */
export async function writeBundle(folder: string, bundle: Bundle): Promise<Result<string>> {
  await mkdir(join(folder, 'artefacts'), { recursive: true });
  const there = await readdir(folder);
  if (there.length > 1 || (await readdir(join(folder, 'artefacts'))).length > 0) {
    return failure('folder-not-empty', `The folder ${folder} is not empty.`, 'Name a folder that is empty or not there yet.');
  }
  const manifest: string[] = [];
  const put = async (path: string, content: string | Uint8Array): Promise<void> => {
    await writeFile(join(folder, path), content);
    manifest.push(`${sha256Hex(content)}  ${path}\n`);
  };
  const { run, head, events } = bundle;
  await put('run.json', `${canonicalJson({ format: 1, run, events: events.length, head })}\n`);
  await put('events.jsonl', events.map((event) => `${canonicalJson(event)}\n`).join(''));
  for (const [hash, bytes] of [...bundle.artefacts].sort(([a], [b]) => (a < b ? -1 : 1))) await put(`artefacts/${hash}`, bytes);
  await put('VERIFY.txt', VERIFY);
  const text = manifest.join('');
  await writeFile(join(folder, 'manifest.sha256'), text);
  return success(sha256Hex(text));
}

/**
 * Reads a bundle and checks its manifest: every file in it is listed, every listed one is there and as it was. Problems: `bundle-shape`,
 * `bundle-tampered`. Whether the chain holds is for whoever takes it.
 */
export async function readBundle(folder: string): Promise<Result<Bundle>> {
  const listed = await manifestOf(folder);
  if (!listed.ok) return listed;
  const files = new Map<string, Uint8Array>();
  for (const [path, hash] of listed.value) {
    let bytes: Uint8Array;
    try {
      bytes = await readFile(join(folder, path));
    } catch {
      return tampered(`${inert(path)} is in the manifest and not in ${folder}.`);
    }
    if (sha256Hex(bytes) !== hash) return tampered(`${inert(path)} is not what the manifest has.`);
    files.set(path, bytes);
  }
  return contentOf(folder, files);
}

/** Paths of the manifest are of a closed set of forms: nothing leads out of the folder. */
async function manifestOf(folder: string): Promise<Result<Map<string, string>>> {
  let text: string;
  let artefacts: readonly string[];
  let there: readonly string[];
  try {
    there = await readdir(folder);
    text = await readFile(join(folder, 'manifest.sha256'), 'utf8');
    artefacts = await readdir(join(folder, 'artefacts'));
  } catch {
    return failure(
      'bundle-shape',
      `${folder} is no bundle of a run: manifest.sha256 or artefacts is missing.`,
      'Name the folder that `xenpath export` wrote.',
    );
  }
  const listed = new Map<string, string>();
  for (const entry of text.split('\n').filter((one) => one !== '')) {
    const match = /^([0-9a-f]{64}) [ *](run\.json|events\.jsonl|VERIFY\.txt|artefacts\/[0-9a-f]{64})$/u.exec(entry);
    if (match === null)
      return failure('bundle-shape', `The manifest in ${folder} has a line that is none of ours: ${inert(entry)}`);
    listed.set(match[2] ?? '', match[1] ?? '');
  }
  const beside = there.find((name) => !listed.has(name) && name !== 'manifest.sha256' && name !== 'artefacts');
  if (beside !== undefined)
    return tampered(`${inert(beside)} is in ${folder} and not in the manifest: it is no part of the run’s evidence.`);
  const unlisted = artefacts.find((name) => !listed.has(`artefacts/${name}`));
  if (unlisted !== undefined) return tampered(`artefacts/${inert(unlisted)} is in ${folder} and not in the manifest.`);
  return success(listed);
}

function contentOf(folder: string, files: ReadonlyMap<string, Uint8Array>): Result<Bundle> {
  const shape = (what: string): Result<Bundle> => failure('bundle-shape', `The bundle in ${folder} cannot be read: ${what}.`);
  const about = description.safeParse(parseJson(files.get('run.json')));
  if (!about.success) return shape('run.json is not of its shape');
  const lines = new TextDecoder()
    .decode(files.get('events.jsonl'))
    .split('\n')
    .filter((one) => one !== '');
  const events: RawEvent[] = [];
  for (const [index, text] of lines.entries()) {
    const parsed = line.safeParse(parseJson(new TextEncoder().encode(text)));
    if (!parsed.success || parsed.data.run !== about.data.run)
      return shape(`line ${index + 1} of events.jsonl is no event of the run`);
    events.push(parsed.data);
  }
  const artefacts = new Map<string, Uint8Array>();
  for (const [path, bytes] of files) {
    if (!path.startsWith('artefacts/')) continue;
    const hash = path.slice('artefacts/'.length);
    if (sha256Hex(bytes) !== hash) return tampered(`${path} does not have the bytes that its name says.`);
    artefacts.set(hash, bytes);
  }
  return success({ run: about.data.run, head: about.data.head, events, artefacts });
}

function parseJson(bytes: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function tampered(sentence: string): Result<never> {
  return failure('bundle-tampered', sentence, 'Ask for the bundle again: this one was changed or damaged on its way.');
}
