import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { assertNever, type Problem } from '../../../core/result.ts';
import { answers } from '../practice/dial.ts';
import { readLine, writeLine } from '../practice/protocol.ts';
import { socketPath } from '../practice/runtime-folder.ts';
import { XenLab } from './lab.ts';
import type { XenLabOptions } from './options.ts';
import type { XenPlaces } from './places.ts';
import type { Starting, XenQuestion, XenReply } from './protocol.ts';
import { registerXen, unregisterXen } from './registration.ts';

/**
 * A Xen lab as a process: `node process.js OPTIONS` with OPTIONS one JSON argument. It prints lines of JSON until it is ready or has failed, and
 * from then on nothing; its machines end with it, however it ends.
 */
async function main(): Promise<void> {
  const { options, places } = JSON.parse(process.argv[2] ?? 'null') as {
    readonly options: XenLabOptions;
    readonly places: XenPlaces;
  };
  await mkdir(places.runtime, { recursive: true, mode: 0o700 });
  const socket = socketPath(places.runtime, `xen-${options.name}`);
  if (await answers(socket)) {
    fail({ code: 'lab-runs', sentence: `A Xen lab called ${options.name} runs already.` });
    return;
  }
  await rm(socket, { force: true });
  const opened = await XenLab.open(options, places, (progress) => tell({ told: 'progress', progress }));
  if (!opened.ok) {
    fail(opened.problem);
    return;
  }
  const lab = opened.value;
  let end: (why: string | null) => void = () => undefined;
  const ended = new Promise<string | null>((resolve) => {
    end = resolve;
  });
  const server = createServer((stream) => void converse(stream, lab, () => end(null)));
  await bind(server, socket);
  await register(lab, places.runtime, socket);
  process.on('SIGTERM', () => end(null));
  process.on('SIGINT', () => end(null));
  void lab.broken().then(end);
  tell({ told: 'ready' });

  const why = await ended;
  if (why !== null) process.stderr.write(`${why}\n`);
  server.close();
  await unregisterXen(places.runtime, options.name);
  await lab.dispose();
  await rm(socket, { force: true });
  process.exit(why === null ? 0 : 1);
}

function tell(line: Starting): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function fail(problem: Problem): void {
  tell({ told: 'failed', ...problem });
  process.exitCode = 1;
}

async function register(lab: XenLab, runtime: string, socket: string): Promise<void> {
  const hosts = Object.fromEntries(lab.machines().map(({ name, sshPort, hostKey }) => [name, { port: sshPort, hostKey }]));
  await registerXen(runtime, {
    kind: 'xen',
    name: lab.options.name,
    pid: process.pid,
    socket,
    hosts,
    guestKey: await lab.guestKey(),
  });
}

async function bind(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  await chmod(path, 0o600);
}

/** Answers the questions of one connection until it ends. */
async function converse(stream: Socket, lab: XenLab, down: () => void): Promise<void> {
  stream.on('error', () => stream.destroy());
  for (;;) {
    const line = await readLine(stream).catch(() => null);
    if (line === null) break;
    const read = JSON.parse(line) as XenQuestion | { readonly open: string };
    if ('open' in read) {
      // Who only wants to know whether a lab answers.
      writeLine(stream, { ok: true });
      continue;
    }
    const reply = await answer(lab, read).then(
      (value): XenReply => ({ ok: true, value }),
      (problem: unknown): XenReply => ({ ok: false, sentence: problem instanceof Error ? problem.message : String(problem) }),
    );
    writeLine(stream, reply);
    if (read.ask === 'down') {
      stream.end();
      down();
    }
  }
  stream.destroy();
}

async function answer(lab: XenLab, question: XenQuestion): Promise<unknown> {
  switch (question.ask) {
    case 'status':
      return lab.status();
    case 'inventory':
      return lab.inventory();
    case 'hand':
      return lab.hand(question.verb, question.what);
    case 'console':
      return lab.console(question.host);
    case 'power':
      return lab.power(question.host);
    case 'reset':
      return lab.reset();
    case 'down':
      return null;
    default:
      return assertNever(question);
  }
}

await main();
