import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failure, success, type Result } from '../../../core/result.ts';
import { isAlive, PracticeLabClient } from './client.ts';
import { answers, dial } from './dial.ts';
import { prepareStart, type LabProcesses, type StartOptions } from './lab-processes.ts';
import { registrations, runtimeFolder, type Registration } from './runtime-folder.ts';

/** Labs as child processes under Node, which outlive whoever started them; spoken to over a socket in the user's runtime folder. */
export const childLabs: LabProcesses = {
  stay: true,
  registrations: async () => registrations(await runtimeFolder()),
  find: findLab,
  start: startLab,
};

/** A lab's process, spoken to over its socket. */
export function clientOf(registration: Registration): PracticeLabClient {
  return new PracticeLabClient(registration, () => dial(registration.socket));
}

/** The running lab of this name, or undefined. */
export async function findLab(name: string): Promise<PracticeLabClient | undefined> {
  const registration = (await registrations(await runtimeFolder())).find((candidate) => candidate.name === name);
  if (registration === undefined || !isAlive(registration.pid)) return undefined;
  return (await answers(registration.socket)) ? clientOf(registration) : undefined;
}

/** Starts a lab's process, which outlives this one. A lab that died is continued as after a power cut. */
export async function startLab(start: StartOptions): Promise<Result<PracticeLabClient>> {
  const prepared = await prepareStart(start, findLab);
  if (!prepared.ok) return prepared;
  const { name } = start.options;
  const { folder } = prepared.value;
  const log = await open(join(folder, 'log'), 'a', 0o600);
  const child = spawn(process.execPath, [entryFile(), JSON.stringify(prepared.value)], {
    detached: true,
    stdio: ['ignore', 'pipe', log.fd],
    windowsHide: true,
  });
  const line = await new Promise<string>((resolve) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    child.on('error', (problem) => {
      resolve(`failed ${problem.message}`);
    });
    child.on('exit', (code) => {
      resolve(`failed It ended with status ${String(code)} before it was ready.`);
    });
  });
  await log.close();
  child.removeAllListeners();
  child.stdout?.destroy();
  child.unref();
  if (line !== 'ready')
    return failure(
      'lab-start',
      `The lab ${name} did not start: ${line.replace(/^failed /u, '')}`,
      `Its log is ${join(folder, 'log')}.`,
    );
  const lab = await findLab(name);
  return lab === undefined
    ? failure('lab-start', `The lab ${name} started and is gone again.`, `Its log is ${join(folder, 'log')}.`)
    : success(lab);
}

/** The compiled entry: beside this file when this is compiled too, else where the compiler puts it. */
function entryFile(): string {
  const here = fileURLToPath(import.meta.url);
  if (here.endsWith('.js')) return join(dirname(here), 'process.js');
  let folder = dirname(here);
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, 'dist', 'main', 'labs', 'practice', 'process.js');
}
