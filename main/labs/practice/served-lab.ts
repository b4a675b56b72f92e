import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { PracticeLab } from './lab.ts';
import type { ProcessArguments } from './lab-processes.ts';
import { LabServer } from './lab-server.ts';
import type { LabRegistration } from './runtime-folder.ts';

/** What a lab's process does, whatever it is reached by. */
export interface ServedLab {
  /** One connection that was accepted. */
  readonly serve: (stream: Duplex) => void;
  /** Resolves when the lab is to end: asked to, idle, or its folder deleted. */
  readonly ended: Promise<void>;
  readonly end: () => void;
  readonly dispose: () => Promise<void>;
}

/** Milliseconds between two looks whether the lab's folder is still there. */
const FOLDER_LOOK_MS = 5_000;

/**
 * Opens a lab and serves it. `announce` tells of it: once now, and again whenever hosts came into being. `failed` hears what should never
 * have happened.
 */
export async function openServedLab(
  given: ProcessArguments,
  announce: (registration: LabRegistration) => Promise<void>,
  failed: (problem: unknown) => void,
): Promise<ServedLab> {
  await mkdir(given.folder, { recursive: true, mode: 0o700 });
  const lab = await PracticeLab.open(given.options, given.folder, given.fresh);
  let end: () => void = () => undefined;
  const ended = new Promise<void>((done) => (end = done));
  const server = new LabServer(lab, end);
  if (given.listen) await server.listen();
  if (given.idleEndMs !== null) server.endWhenIdle(given.idleEndMs);
  lab.onFailure(failed);
  // Whoever deletes the folder of a lab has no use for the lab, and nothing of it could be continued.
  const folderLooks = setInterval(() => {
    if (!existsSync(given.folder)) end();
  }, FOLDER_LOOK_MS);

  const passwordFile = join(given.folder, 'password');
  await writeFile(passwordFile, `${lab.password()}\n`, { mode: 0o600 });
  const startedAt = new Date().toISOString();
  const tell = (): Promise<void> =>
    announce({
      kind: 'practice',
      name: given.options.name,
      pid: process.pid,
      speed: given.options.speed,
      seed: lab.about.world.seed,
      crypto: lab.about.crypto,
      startedAt,
      hostKeys: lab.fingerprints(),
      passwordFile,
    });
  await tell();
  lab.onHosts(() => {
    tell().catch((problem: unknown) => lab.fail(problem));
  });
  return {
    serve: (stream) => {
      server.serve(stream).catch((problem: unknown) => lab.fail(problem));
    },
    ended,
    end,
    dispose: async () => {
      clearInterval(folderLooks);
      await server.dispose();
      await lab.dispose();
    },
  };
}
