import { spawn } from 'node:child_process';
import { readdir, readFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { failure, success, type Result } from '../../../core/result.ts';
import { fingerprints } from '../../ssh/fingerprint.ts';
import { debianSources } from './debian-sources.ts';
import { imagesKey, type RecipeFiles } from './keys.ts';
import { labArray, labHosts, labLuns, labTarget, type XenLabState } from './options.ts';
import { recipePackages } from './packages.ts';
import { imagesFolder, type XenPlaces } from './places.ts';
import type { Tell } from './progress.ts';

/** What was built: the files of one recipe's images. */
export interface Images {
  readonly key: string;
  readonly folder: string;
  /** Private key that lets into every machine. */
  readonly keyFile: string;
}

/** The text of every file of the recipe. */
export async function readRecipe(places: XenPlaces): Promise<RecipeFiles> {
  const names = (await readdir(places.recipe)).sort();
  const texts = await Promise.all(names.map(async (name) => [name, await readFile(join(places.recipe, name), 'utf8')] as const));
  return Object.fromEntries(texts);
}

/** Where the images of this recipe are, or will be. */
export async function imagesOf(places: XenPlaces): Promise<Images> {
  const key = imagesKey(await readRecipe(places));
  const folder = imagesFolder(places, key);
  return { key, folder, keyFile: join(folder, 'key') };
}

/** A Xen host's disk in one of its states. */
export function hostImage(images: Images, host: string, state: XenLabState): string {
  return join(images.folder, `${host}-${state}.qcow2`);
}

/** The fingerprint of the key that a machine of these images proves; a Xen host has another in each state. */
export function imageHostKey(images: Images, machine: string, state: XenLabState): Promise<string> {
  return fingerprintIn(images, machine === labArray ? labArray : `${machine}-${state}`);
}

/** The fingerprint of the key that every guest proves which was installed by what these images bring. */
export function guestHostKey(images: Images): Promise<string> {
  return fingerprintIn(images, 'guest');
}

async function fingerprintIn(images: Images, file: string): Promise<string> {
  const [, blob] = (await readFile(join(images.folder, `${file}.hostkey`), 'utf8')).split(' ');
  return fingerprints(Buffer.from(blob ?? '', 'base64')).sha256;
}

/** How long each part takes on two cores, in milliseconds: a measure for what is left. */
const usual = {
  hostRoot: 130_000,
  guestRoot: 20_000,
  guest: 15_000,
  arrayRoot: 80_000,
  arrayImage: 15_000,
  hostImage: 25_000,
} as const;

/** What of a lab's images is missing. */
export function missingImages(
  images: Images,
  hosts: 1 | 2,
  state: XenLabState,
): readonly { readonly part: string; readonly usualMs: number }[] {
  const there = (name: string): boolean => existsSync(join(images.folder, name));
  const wanted = labHosts(hosts).filter((host) => !existsSync(hostImage(images, host, state)));
  return [
    ...(there('host.tar') || wanted.length === 0 ? [] : [{ part: 'host-root', usualMs: usual.hostRoot }]),
    ...(there('guest.hostkey') || wanted.length === 0
      ? []
      : [
          ...(there('guest.tar') ? [] : [{ part: 'guest-root', usualMs: usual.guestRoot }]),
          { part: 'guest-installer', usualMs: usual.guest },
        ]),
    ...(there(`${labArray}.qcow2`)
      ? []
      : [
          ...(there('array.tar') ? [] : [{ part: 'array-root', usualMs: usual.arrayRoot }]),
          { part: 'array-image', usualMs: usual.arrayImage },
        ]),
    ...wanted.map((host) => ({ part: `host-image ${host} ${state}`, usualMs: usual.hostImage })),
  ];
}

/**
 * Builds what is missing of the images of a lab. A part that was built stays when a later one fails. Problems: `build-failed` with the last words
 * of what failed, `no-mirror`.
 */
export async function buildImages(
  places: XenPlaces,
  hosts: 1 | 2,
  state: XenLabState,
  tell: Tell,
  signal: AbortSignal,
): Promise<Result<Images>> {
  const images = await imagesOf(places);
  const missing = missingImages(images, hosts, state);
  if (missing.length === 0) return success(images);
  await mkdir(images.folder, { recursive: true, mode: 0o700 });
  const work = join(images.folder, `work-${String(process.pid)}`);
  await mkdir(work, { recursive: true, mode: 0o700 });
  try {
    const sources = await debianSources();
    if (!sources.ok) return sources;
    await writeFile(join(work, 'sources.list'), sources.value);
    const keyed = await makeKey(images, work);
    if (!keyed.ok) return keyed;
    for (const [index, { part }] of missing.entries()) {
      tell({ what: sentenceOf(part), leftMs: missing.slice(index).reduce((sum, { usualMs }) => sum + usualMs, 0) });
      const built = await buildPart(places, images, work, part.split(' '), signal);
      if (!built.ok) return built;
    }
    return success(images);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function sentenceOf(part: string): string {
  const [kind, host, state] = part.split(' ');
  if (kind === 'host-root') return 'Debian 12 for the Xen hosts, with the packages that they can install';
  if (kind === 'array-root') return 'Debian 12 for the array';
  if (kind === 'guest-root') return 'the files of a guest';
  if (kind === 'guest-installer') return 'what guests are installed from';
  if (kind === 'array-image') return "the array's disk";
  return `the disk of ${host ?? ''} in state ${state ?? ''}`;
}

async function makeKey(images: Images, work: string): Promise<Result<null>> {
  if (existsSync(images.keyFile)) return success(null);
  const made = join(work, 'key');
  const done = await runTool('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'xenpath lab', '-f', made], {});
  if (!done.ok) return done;
  await rename(`${made}.pub`, `${images.keyFile}.pub`);
  await rename(made, images.keyFile);
  return success(null);
}

async function buildPart(
  places: XenPlaces,
  images: Images,
  work: string,
  [kind, host, state]: readonly string[],
  signal: AbortSignal,
): Promise<Result<null>> {
  const script = (name: string): string => join(places.recipe, name);
  const out = join(work, 'out');
  await mkdir(out, { recursive: true });
  const key = `${images.keyFile}.pub`;
  const tree = (name: string): string => join(images.folder, `${name}.tar`);
  const root = async (name: string): Promise<Result<null>> => {
    const made = join(work, `${name}.tar`);
    const done = await runTool('sh', [script(`${name}-root.sh`), join(work, 'sources.list'), made], { signal });
    if (done.ok) await rename(made, tree(name));
    return done;
  };
  const image = async (words: readonly string[]): Promise<Result<null>> => {
    const done = await runTool('sh', words, { signal });
    if (!done.ok) return done;
    // The disk comes last: where it is, the rest is.
    for (const file of (await readdir(out)).sort(
      (one, other) => Number(one.endsWith('.qcow2')) - Number(other.endsWith('.qcow2')),
    ))
      await rename(join(out, file), join(images.folder, file));
    return done;
  };
  if (kind === 'host-root') return root('host');
  if (kind === 'array-root') return root('array');
  if (kind === 'guest-root') return root('guest');
  if (kind === 'guest-installer') return image([script('guest-installer.sh'), tree('host'), tree('guest'), work, key, out]);
  if (kind === 'array-image') return image([script('array-image.sh'), tree('array'), work, key, out]);
  const index = String(host === 'xenhost2' ? 2 : 1);
  return image([
    script('host-image.sh'),
    tree('host'),
    work,
    key,
    out,
    state ?? '',
    index,
    host ?? '',
    join(images.folder, 'guest'),
  ]);
}

/** What the scripts of the recipe are told. */
function recipeEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    LC_ALL: 'C.UTF-8',
    PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`,
    BASE_PACKAGES: recipePackages.base.join(','),
    LATER_PACKAGES: recipePackages.later.join(' '),
    XEN_PACKAGES: recipePackages.xen.join(' '),
    MULTIPATH_PACKAGES: recipePackages.multipath.join(' '),
    GUEST_PACKAGES: recipePackages.guest.join(','),
    ARRAY_PACKAGES: recipePackages.array.join(','),
    ARRAY_NAME: labArray,
    TARGET_NAME: labTarget,
    LUNS: labLuns
      .map(({ lun, mebibytes, serial, prefers }) => `${String(lun)}:${String(mebibytes)}:${serial}:${prefers}`)
      .join(' '),
  };
}

/** Runs a tool to its end; it ends with this process. Problem: `build-failed`. */
async function runTool(
  tool: string,
  words: readonly string[],
  { signal }: { readonly signal?: AbortSignal },
): Promise<Result<null>> {
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', tool, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: recipeEnvironment(),
    ...(signal === undefined ? {} : { signal }),
  });
  let said = '';
  const hear = (piece: string): void => {
    said = `${said}${piece}`.slice(-8000);
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  const status = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, killed) => resolve(code ?? killed ?? 'unknown'));
  });
  if (status === 0) return success(null);
  const last = said.trim().split('\n').slice(-4).join(' / ');
  return failure('build-failed', `${words[0] ?? tool} failed (${String(status)}): ${last}`);
}
