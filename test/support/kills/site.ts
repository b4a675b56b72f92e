import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { registrations, type Registration } from '../../../main/labs/practice/runtime-folder.ts';

export const root = resolve(fileURLToPath(new URL('../../..', import.meta.url)));
export const entry = join(root, 'dist', 'main', 'cli', 'entry.js');

/** A folder for one run and its lab, and a place for the lab's registration that no other lab of this user shares. */
export interface Site {
  readonly folder: string;
  readonly data: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly dispose: () => Promise<void>;
}

export async function openSite(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'xenpath-kill-'));
  const runtime = join(folder, 'runtime');
  await mkdir(runtime, { mode: 0o700 });
  const environment = { ...process.env, XDG_RUNTIME_DIR: runtime, XENPATH_OPERATOR: 'tests' };
  const site: Site = {
    folder,
    data: join(folder, 'data'),
    environment,
    dispose: async () => {
      await killLabs(site);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return site;
}

/** The labs that a site's runs have started. */
export function labsOf(site: Site): Promise<readonly Registration[]> {
  return registrations(join(site.environment['XDG_RUNTIME_DIR'] ?? '', 'xenpath'));
}

/** As a power cut of the lab's machine. */
export async function killLabs(site: Site, signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
  for (const { pid } of await labsOf(site)) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended already.
    }
  }
}
