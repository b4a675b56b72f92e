import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeKey } from './real-host.ts';

export interface TestAgent {
  readonly socket: string;
  /** Paths of its public keys, in the order in which it lists them. */
  readonly publicKeys: readonly string[];
  readonly dispose: () => void;
}

/** A real ssh-agent with some fresh keys. */
export async function startAgent(folder: string, keys: number): Promise<TestAgent> {
  const own = await mkdtemp(join(folder, 'agent-'));
  const socket = join(own, 'socket');
  const child = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  const files = Array.from({ length: keys }, (_, index) => join(own, `key${index}`));
  await Promise.all(files.map((file) => makeKey(file, 'ed25519')));
  while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 10));
  for (const file of files)
    await promisify(execFile)('ssh-add', ['-q', file], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
  return { socket, publicKeys: files.map((file) => `${file}.pub`), dispose: () => child.kill() };
}
