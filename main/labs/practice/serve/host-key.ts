import { createHash, createPublicKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import ssh2 from 'ssh2';
import { kindsOfMachine } from '../world/kinds.ts';
import type { Machine } from '../world/machine.ts';

const generate = promisify(generateKeyPair);

/** Makes the machine's SSH host key if it has none: RSA, as RHEL 5 and Fabric OS have. It stays with the machine's state. */
export async function ensureHostKey(machine: Machine): Promise<string> {
  const known = machine.state.hostKey;
  if (known !== null) return known;
  const { privateKey } = await generate('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  // Another caller may have been faster.
  machine.state.hostKey ??= privateKey;
  putKeyFiles(machine, machine.state.hostKey);
  return machine.state.hostKey;
}

/** `SHA256:...` of the public key, as ssh-keygen -l prints it. */
export function fingerprintOf(privateKey: string): string {
  return `SHA256:${createHash('sha256').update(publicBlob(privateKey)).digest('base64').replace(/=+$/u, '')}`;
}

/** The public key as a line of known_hosts has it after the names: `ssh-rsa AAAA...`. */
export function publicKeyLine(privateKey: string): string {
  return `ssh-rsa ${publicBlob(privateKey).toString('base64')}`;
}

function publicBlob(privateKey: string): Buffer {
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error) throw parsed;
  // Checked by Node's own parser too: a key that one of them misreads would give a fingerprint that nobody can verify.
  createPublicKey(privateKey);
  return parsed.getPublicSSH();
}

/** Where sshd on RHEL 5 keeps it. */
function putKeyFiles(machine: Machine, privateKey: string): void {
  if (kindsOfMachine[machine.state.kind].shell !== 'posix') return;
  const tree = machine.world.tree(machine.state.root);
  const mtime = machine.world.now();
  for (const path of ['/etc', '/etc/ssh'])
    if (tree.get(path) === undefined) tree.set(path, { kind: 'directory', mode: 0o755, uid: 0, gid: 0, mtime });
  tree.set('/etc/ssh/ssh_host_rsa_key', { kind: 'file', mode: 0o600, uid: 0, gid: 0, mtime, text: privateKey });
  tree.set('/etc/ssh/ssh_host_rsa_key.pub', {
    kind: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtime,
    text: `${publicKeyLine(privateKey)} \n`,
  });
}
