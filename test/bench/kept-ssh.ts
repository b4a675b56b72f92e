import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RealHost } from '../hosts/real-host.ts';

/** The machine's own ssh with a connection that its master process keeps. */
export interface KeptSsh {
  /** Runs a command to its end and gives its standard output. Rejects on any exit status but 0. */
  readonly exec: (command: string) => Promise<string>;
  readonly dispose: () => Promise<void>;
}

/** Starts the master (ssh_config(5): ControlMaster, ControlPath) and waits until it is connected. */
export async function keepSsh(host: RealHost): Promise<KeptSsh> {
  const known = join(host.folder, 'known_hosts_of_ssh');
  await writeFile(known, `[${host.address}]:${host.port} ${host.publicKeys['ed25519'] ?? ''}\n`);
  const options = [
    ['-F', '/dev/null'],
    ['-S', join(host.folder, 'control')],
    ['-p', String(host.port)],
    ['-i', host.identity],
    ['-o', `UserKnownHostsFile=${known}`],
    ['-o', 'IdentitiesOnly=yes'],
    ['-o', 'BatchMode=yes'],
  ].flat();
  const where = `${host.user}@${host.address}`;
  await run([...options, '-M', '-N', '-f', where]);
  return {
    exec: (command) => run([...options, where, command]),
    dispose: async () => {
      await run([...options, '-O', 'exit', where]);
    },
  };
}

function run(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    // A master that goes to the background keeps standard error open: only the process itself is waited for.
    const child = spawn('ssh', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    const background = args.includes('-f');
    child.once(background ? 'exit' : 'close', (code) =>
      code === 0 ? resolve(Buffer.concat(chunks).toString('latin1')) : reject(new Error(`ssh ended with ${String(code)}`)),
    );
  });
}
