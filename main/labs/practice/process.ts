import { createServer, type Server } from 'node:net';
import { chmod, rm } from 'node:fs/promises';
import { platform } from 'node:os';
import { answers } from './dial.ts';
import type { ProcessArguments } from './lab-processes.ts';
import { register, runtimeFolder, socketPath, unregister } from './runtime-folder.ts';
import { openServedLab } from './served-lab.ts';

/**
 * A practice lab as a process: `node process.js OPTIONS` with OPTIONS one JSON argument. It prints one line, `ready` or
 * `failed SENTENCE`, and from then on nothing; it outlives whoever started it, until it is asked to go down, or nobody uses it any more.
 */
async function main(): Promise<void> {
  const given = JSON.parse(process.argv[2] ?? 'null') as ProcessArguments | null;
  if (given === null) throw new Error('The lab was started without its options.');
  const runtime = await runtimeFolder();
  const { name } = given.options;
  const socket = socketPath(runtime, name);
  if (await answers(socket)) throw new Error(`A lab called ${name} runs already.`);
  if (platform() !== 'win32') await rm(socket, { force: true });
  const server = createServer();
  const opened = openServedLab(
    given,
    // The socket is there before anybody is told of it.
    async (registration) => {
      if (!server.listening) await bind(server, socket);
      await register(runtime, { ...registration, socket });
    },
    (problem) => console.error(problem),
  );
  server.on('connection', (stream) => {
    stream.setNoDelay(true);
    // Whoever comes early waits; a lab that does not open is told of below.
    void opened.then((lab) => lab.serve(stream)).catch(() => stream.destroy());
  });
  const lab = await opened;
  process.on('SIGTERM', lab.end);
  process.on('SIGINT', lab.end);
  process.stdout.write('ready\n');

  await lab.ended;
  server.close();
  await unregister(runtime, name);
  await lab.dispose();
  process.exit(0);
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
