import { readFile } from 'node:fs/promises';
import { inventoryHost } from '../../../core/hosts/inventory.ts';
import { failure, success, type Result } from '../../../core/result.ts';
import { connectHost } from '../../ssh/connect.ts';
import type { SshPorts } from '../../ssh/ports.ts';
import type { HostSession } from '../../ssh/session.ts';
import { createTrust } from '../../ssh/trust.ts';

/** How a lab's own process gets into one of its machines. */
export interface MachineAccess {
  readonly name: string;
  readonly port: number;
  /** `SHA256:...`. */
  readonly hostKey: string;
  /** Path of the private key that lets in. */
  readonly keyFile: string;
}

/** An emulated processor takes up to ten seconds for a handshake, and longer while it has other work. */
const handshakeMs = 90_000;

/** A session as root, on a machine that proves the lab's key. */
export async function openMachine(access: MachineAccess, signal?: AbortSignal): Promise<Result<HostSession>> {
  const ports: SshPorts = {
    secrets: { reveal: () => Promise.resolve(failure('no-secret', 'A lab asks for no password.')) },
    trust: createTrust({ ownFile: `${access.keyFile}.known-hosts`, readFiles: [] }),
    readKey: async (path) => success(new Uint8Array(await readFile(path))),
  };
  const target = inventoryHost.parse({
    role: 'dom0',
    address: '127.0.0.1',
    port: access.port,
    hostKey: access.hostKey,
    auth: { key: access.keyFile, agent: false },
  });
  return connectHost(access.name, target, ports, { timeoutMs: handshakeMs, ...(signal === undefined ? {} : { signal }) });
}

/** Runs a script there and gives what it printed. Problem: `machine-script` with its last words. */
export async function runScript(session: HostSession, script: string, timeoutMs: number): Promise<Result<string>> {
  const done = await session.exec({ command: 'sh -s', stdin: Buffer.from(script), timeoutMs });
  if (!done.ok) return done;
  const { exit, problem, stdout, stderr } = done.value;
  if (problem !== undefined) return { ok: false, problem };
  const decoder = new TextDecoder();
  if (exit === 0) return success(decoder.decode(stdout.bytes));
  const words = `${decoder.decode(stdout.bytes)}${decoder.decode(stderr.bytes)}`.trim().split('\n').slice(-5).join(' / ');
  return failure('machine-script', `${session.host} could not be prepared (status ${String(exit)}): ${words}`);
}
