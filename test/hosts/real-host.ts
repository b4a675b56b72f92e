import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inventoryHost, type InventoryHost } from '../../core/hosts/inventory.ts';

const run = promisify(execFile);
const sshd = '/usr/sbin/sshd';

export interface RealHostOptions {
  /** Any of 127.0.0.0/8, so that several hosts can share a port. Default 127.0.0.2. */
  readonly address?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Host keys to make, as ssh-keygen -t names them. Default ed25519 and rsa. */
  readonly keyTypes?: readonly ('ed25519' | 'rsa' | 'ecdsa')[];
  /** More lines of sshd_config(5). They come first, and sshd takes the first value that it finds. */
  readonly config?: readonly string[];
  /** Environment of the login shells, by sshd's SetEnv. HOME is an empty folder of the host's own unless given. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Debian's own sshd on a loopback address, as the current user: everything on it is this machine, and only this user can log in. */
export interface RealHost {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** SHA256 fingerprints of its host keys by type name of ssh-keygen. */
  readonly hostKeys: Readonly<Record<string, string>>;
  /** Public host keys by type name of ssh-keygen, as in a known_hosts line without the name. */
  readonly publicKeys: Readonly<Record<string, string>>;
  /** Private key file that it accepts. */
  readonly identity: string;
  /** Its own folder; removed at the end. */
  readonly folder: string;
  /** As it would stand in an inventory: key file and pinned host key, unless something else is given. */
  readonly target: (changes?: Partial<InventoryHost>) => InventoryHost;
  /** Everything that sshd wrote, at LogLevel DEBUG1. */
  readonly log: () => Promise<string>;
  /** Signals the processes that hold its sessions: SIGKILL cuts them, SIGSTOP makes them hang. */
  readonly signalSessions: (signal: NodeJS.Signals) => Promise<number>;
  /** Ends sshd and its sessions; the address then refuses connections until start(). */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** What this machine lacks to start one; undefined when nothing. */
export function missingForRealHosts(): string | undefined {
  return existsSync(sshd) ? undefined : `${sshd} is missing: apt-get install openssh-server`;
}

/** Starts one and waits until it accepts connections. */
export async function startRealHost(options: RealHostOptions = {}): Promise<RealHost> {
  const missing = missingForRealHosts();
  if (missing !== undefined) throw new Error(missing);
  const address = options.address ?? '127.0.0.2';
  const port = options.port ?? (await freePort(address));
  const folder = await mkdtemp(join(tmpdir(), 'xenpath-sshd-'));
  const user = userInfo().username;
  const identity = join(folder, 'identity');
  const keyTypes = options.keyTypes ?? ['ed25519', 'rsa'];
  await Promise.all([
    makeKey(identity, 'ed25519'),
    ...keyTypes.map((type) => makeKey(join(folder, `host_${type}`), type)),
    // sshd run by root wants this folder of the package to exist.
    process.getuid?.() === 0 ? mkdir('/run/sshd', { recursive: true }) : Promise.resolve(),
  ]);
  const authorized = join(folder, 'authorized_keys');
  await writeFile(authorized, await readFile(`${identity}.pub`));
  // An empty home: what this user's own shell does at its start (and how long that takes) is no part of any test.
  const home = join(folder, 'home');
  await mkdir(home);
  const environment = Object.entries({ HOME: home, ...options.environment }).map(([name, value]) => `"${name}=${value}"`);
  const configuration = [
    ...(options.config ?? []),
    `ListenAddress ${address}:${port}`,
    ...keyTypes.map((type) => `HostKey ${join(folder, `host_${type}`)}`),
    `AuthorizedKeysFile ${authorized}`,
    `SetEnv ${environment.join(' ')}`,
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PrintMotd no',
    'PrintLastLog no',
    'UseDNS no',
    'MaxStartups 100',
    'LogLevel DEBUG1',
    'Subsystem sftp internal-sftp',
  ];
  const configFile = join(folder, 'sshd_config');
  const logFile = join(folder, 'log');
  await writeFile(configFile, `${configuration.join('\n')}\n`);
  const hostKeys: Record<string, string> = {};
  const publicKeys: Record<string, string> = {};
  for (const type of keyTypes) {
    const [name = '', key = ''] = (await readFile(join(folder, `host_${type}.pub`), 'utf8')).split(' ');
    publicKeys[type] = `${name} ${key}`;
    hostKeys[type] = `SHA256:${createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64').replace(/=+$/u, '')}`;
  }

  let daemon: ChildProcess | undefined;
  const start = async () => {
    const before = existsSync(logFile) ? (await readFile(logFile, 'utf8')).length : 0;
    const child = spawn(sshd, ['-D', '-f', configFile, '-E', logFile], { stdio: 'ignore' });
    daemon = child;
    const died = new Promise<never>((_resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`sshd ended with ${String(code)}`)));
    });
    died.catch(() => {});
    const listening = (async () => {
      const late = Date.now() + 20_000;
      while (Date.now() < late) {
        const written = existsSync(logFile) ? (await readFile(logFile, 'utf8')).slice(before) : '';
        if (written.includes(`Server listening on ${address} port ${port}`)) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error('sshd did not say that it listens');
    })();
    await Promise.race([listening, died]).catch(async (error: unknown) => {
      const log = existsSync(logFile) ? await readFile(logFile, 'utf8') : '';
      throw new Error(`${String(error)}: ${log}`);
    });
  };
  const sessions = async () => (daemon?.pid === undefined ? [] : descendants(daemon.pid));
  const stop = async () => {
    const child = daemon;
    if (child === undefined) return;
    daemon = undefined;
    const below = child.pid === undefined ? [] : await descendants(child.pid);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    below.forEach((pid) => signal(pid, 'SIGKILL'));
    if (child.exitCode === null && child.signalCode === null) await ended;
  };
  await start();
  return {
    address,
    port,
    user,
    hostKeys,
    publicKeys,
    identity,
    folder,
    target: (changes = {}) => {
      const pinned = hostKeys['ed25519'] ?? Object.values(hostKeys)[0];
      const base = { role: 'dom0', address, port, user, auth: { key: identity }, hostKey: pinned };
      const merged: Record<string, unknown> = { ...base, ...changes };
      // `hostKey: undefined` in the changes takes the pin away.
      for (const [name, value] of Object.entries(merged)) if (value === undefined) Reflect.deleteProperty(merged, name);
      return inventoryHost.parse(merged);
    },
    log: () => readFile(logFile, 'utf8'),
    signalSessions: async (name) => {
      const pids = await sessions();
      pids.forEach((pid) => signal(pid, name));
      return pids.length;
    },
    stop,
    start,
    dispose: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a key pair without passphrase, or with one. */
export async function makeKey(file: string, type: string, passphrase = ''): Promise<void> {
  await run('ssh-keygen', [
    '-q',
    '-t',
    type,
    ...(type === 'rsa' ? ['-b', '2048'] : []),
    '-N',
    passphrase,
    '-C',
    `test ${type}`,
    '-f',
    file,
  ]);
}

async function freePort(address: string): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, () => {
      const bound = server.address();
      server.close(() => (bound !== null && typeof bound === 'object' ? resolve(bound.port) : reject(new Error('no port'))));
    });
  });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already.
  }
}

/** All processes below one, from /proc/PID/stat (proc(5): the fourth field is the parent). */
async function descendants(root: number): Promise<readonly number[]> {
  const parents = new Map<number, number>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/u.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'latin1').catch(() => '');
    const parent = /\) \S (\d+)/u.exec(stat)?.[1];
    if (parent !== undefined) parents.set(Number(entry), Number(parent));
  }
  const found: number[] = [];
  let added = [root];
  while (added.length > 0) {
    const above = new Set(added);
    added = [...parents].filter(([, parent]) => above.has(parent)).map(([pid]) => pid);
    found.push(...added);
  }
  return found;
}
