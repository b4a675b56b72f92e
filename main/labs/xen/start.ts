import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failure, success, type Result } from '../../../core/result.ts';
import { isAlive } from '../practice/client.ts';
import { answers } from '../practice/dial.ts';
import { runtimeFolder } from '../practice/runtime-folder.ts';
import { XenLabClient } from './client.ts';
import type { XenLabOptions } from './options.ts';
import { xenFolder, type XenPlaces } from './places.ts';
import type { Tell } from './progress.ts';
import type { Starting } from './protocol.ts';
import { xenRegistrations } from './registration.ts';

/** Where this user's Xen labs are; `assets`: the folder that Xenpath's own files come with. */
export async function xenPlaces(assets: string): Promise<XenPlaces> {
  return { folder: xenFolder(), runtime: await runtimeFolder(), recipe: join(assets, 'xen-lab') };
}

/** The running labs of this user. */
export async function runningXenLabs(): Promise<readonly XenLabClient[]> {
  const found: XenLabClient[] = [];
  for (const registration of await xenRegistrations(await runtimeFolder()))
    if (isAlive(registration.pid) && (await answers(registration.socket))) found.push(new XenLabClient(registration));
  return found;
}

/** The running lab of this name, or undefined. */
export async function findXenLab(name: string): Promise<XenLabClient | undefined> {
  return (await runningXenLabs()).find(({ registration }) => registration.name === name);
}

/** Starts a lab's process, which outlives this one; its images are there. Problems: `lab-name`, `lab-runs`, and what went wrong. */
export async function startXenLab(
  options: XenLabOptions,
  places: XenPlaces,
  tell: Tell,
  signal: AbortSignal,
): Promise<Result<XenLabClient>> {
  const { name } = options;
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/u.test(name))
    return failure('lab-name', `${name} is no name for a lab.`, 'Use lower-case letters, digits and dashes.');
  if ((await findXenLab(name)) !== undefined)
    return failure('lab-runs', `The Xen lab ${name} runs already.`, 'Use it, or take it down first: xenpath lab xen down');
  await mkdir(places.folder, { recursive: true, mode: 0o700 });
  const logFile = join(places.folder, `${name}.log`);
  const log = await open(logFile, 'w', 0o600);
  const child = spawn(process.execPath, [entryFile(), JSON.stringify({ options, places })], {
    detached: true,
    stdio: ['ignore', 'pipe', log.fd],
  });
  const stop = (): void => {
    child.kill('SIGKILL');
  };
  signal.addEventListener('abort', stop, { once: true });
  const last = await new Promise<Starting>((resolve) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      const lines = `${text}${piece}`.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        const told = JSON.parse(line) as Starting;
        if (told.told === 'progress') tell(told.progress);
        else resolve(told);
      }
    });
    const died = (why: string): void =>
      resolve({
        told: 'failed',
        code: 'lab-start',
        sentence: `The lab ${name} did not start: ${why}.`,
        next: `Its log is ${logFile}.`,
      });
    child.once('error', (error) => died(error.message));
    child.once('close', (code) => died(signal.aborted ? 'it was stopped' : `it ended with status ${String(code)}`));
  });
  signal.removeEventListener('abort', stop);
  await log.close();
  child.removeAllListeners();
  child.stdout?.destroy();
  child.unref();
  if (last.told === 'failed') return failure(last.code, last.sentence, last.next);
  const lab = await findXenLab(name);
  return lab === undefined
    ? failure('lab-start', `The lab ${name} started and is gone again.`, `Its log is ${logFile}.`)
    : success(lab);
}

/** Removes everything that Xen labs kept: what was built, booted states, logs. Problem: `lab-runs`. */
export async function cleanXenLabs(places: XenPlaces): Promise<Result<null>> {
  const [running] = await runningXenLabs();
  if (running !== undefined)
    return failure('lab-runs', `The Xen lab ${running.registration.name} runs.`, 'Take it down first: xenpath lab xen down');
  await rm(places.folder, { recursive: true, force: true });
  return success(null);
}

/** The compiled entry: beside this file when this is compiled too, else where the compiler puts it. */
function entryFile(): string {
  const here = fileURLToPath(import.meta.url);
  if (here.endsWith('.js')) return join(dirname(here), 'process.js');
  let folder = dirname(here);
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, 'dist', 'main', 'labs', 'xen', 'process.js');
}
