import { createServer, type Server } from 'node:net';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { answers } from './dial.ts';
import { PracticeLab } from './lab.ts';
import type { LabOptions } from './lab-options.ts';
import { LabServer } from './lab-server.ts';
import { register, runtimeFolder, socketPath, unregister } from './runtime-folder.ts';

/**
 * A practice lab as a process: `node process.js OPTIONS` with OPTIONS one JSON argument. It prints one line, `ready` or
 * `failed SENTENCE`, and from then on nothing; it outlives whoever started it, until it is asked to go down, or nobody uses it any more.
 */
export interface ProcessArguments {
  readonly options: LabOptions;
  /** Where its journal is. */
  readonly folder: string;
  /** Forget what the folder holds. */
  readonly fresh: boolean;
  readonly listen: boolean;
  /** Goes down by itself after so long without anybody connected, in milliseconds of real time; null: stays. */
  readonly idleEndMs: number | null;
}

async function main(): Promise<void> {
  const given = JSON.parse(process.argv[2] ?? 'null') as ProcessArguments | null;
  if (given === null) throw new Error('The lab was started without its options.');
  const runtime = await runtimeFolder();
  const { name } = given.options;
  const socket = socketPath(runtime, name);
  if (await answers(socket)) throw new Error(`A lab called ${name} runs already.`);
  if (platform() !== 'win32') await rm(socket, { force: true });
  await mkdir(given.folder, { recursive: true, mode: 0o700 });

  const lab = await PracticeLab.open(given.options, given.folder, given.fresh);
  const server = createServer();
  await bind(server, socket);
  const { promise: stop, resolve } = withResolvers();
  const serving = new LabServer(lab, resolve);
  server.on('connection', (stream) => {
    stream.setNoDelay(true);
    serving.serve(stream).catch((problem: unknown) => {
      lab.fail(problem);
    });
  });
  process.on('SIGTERM', resolve);
  process.on('SIGINT', resolve);
  if (given.listen) await serving.listen();
  if (given.idleEndMs !== null) serving.endWhenIdle(given.idleEndMs);
  lab.onFailure((problem) => {
    console.error(problem);
  });

  const passwordFile = join(given.folder, 'password');
  await writeFile(passwordFile, `${lab.password()}\n`, { mode: 0o600 });
  const startedAt = new Date().toISOString();
  const announce = (): Promise<void> =>
    register(runtime, {
      kind: 'practice',
      name,
      pid: process.pid,
      socket,
      speed: given.options.speed,
      seed: lab.about.world.seed,
      crypto: lab.about.crypto,
      startedAt,
      hostKeys: lab.fingerprints(),
      passwordFile,
    });
  await announce();
  lab.onHosts(() => {
    announce().catch((problem: unknown) => {
      lab.fail(problem);
    });
  });
  process.stdout.write('ready\n');

  await stop;
  server.close();
  await serving.dispose();
  await unregister(runtime, name);
  await lab.dispose();
  process.exit(0);
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

async function bind(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  if (platform() !== 'win32') await chmod(path, 0o600);
}

main().catch((problem: unknown) => {
  process.stdout.write(`failed ${problem instanceof Error ? problem.message : String(problem)}\n`);
  process.exit(1);
});
