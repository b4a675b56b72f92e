import { chmod, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, platform, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** What a running lab tells its user's other processes. Nothing else makes a host a lab's: it must prove a key that stands here. */
export interface LabRegistration {
  readonly kind: 'practice';
  readonly name: string;
  readonly pid: number;
  readonly speed: number;
  readonly seed: number;
  readonly crypto: 'legacy' | 'modern';
  /** Real time, ISO 8601. */
  readonly startedAt: string;
  /** `SHA256:...` by name of the host. */
  readonly hostKeys: Readonly<Record<string, string>>;
  /** File with the password of every host, readable by this user alone. */
  readonly passwordFile: string;
}

/** What stands in the folder: of a lab that other processes can speak to. */
export interface Registration extends LabRegistration {
  /** Path of a Unix domain socket, or the name of a pipe. */
  readonly socket: string;
}

/** Per-user folder for what runs now; made, and refused when it is somebody else's. */
export async function runtimeFolder(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const base = environment['XDG_RUNTIME_DIR'];
  const folder =
    base !== undefined && base !== ''
      ? join(base, 'xenpath')
      : join(tmpdir(), `xenpath-${platform() === 'win32' ? userInfo().username : String(userInfo().uid)}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (platform() === 'win32') return folder;
  const status = await lstat(folder);
  if (!status.isDirectory() || status.uid !== userInfo().uid) throw new Error(`${folder} belongs to somebody else`);
  if ((status.mode & 0o077) !== 0) await chmod(folder, 0o700);
  return folder;
}

/** Where labs keep their worlds unless told otherwise. */
export function stateFolder(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  const local =
    platform() === 'win32'
      ? environment['LOCALAPPDATA']
      : platform() === 'darwin'
        ? join(homedir(), 'Library', 'Application Support')
        : environment['XDG_STATE_HOME'];
  const base = local !== undefined && local !== '' ? local : join(homedir(), '.local', 'state');
  return join(base, 'xenpath', 'labs', name);
}

export function socketPath(folder: string, name: string): string {
  return platform() === 'win32' ? `\\\\.\\pipe\\xenpath-${userInfo().username}-${name}` : join(folder, `${name}.sock`);
}

function registrationPath(folder: string, name: string): string {
  return join(folder, `${name}.lab.json`);
}

export async function register(folder: string, registration: Registration): Promise<void> {
  const path = registrationPath(folder, registration.name);
  await writeFile(`${path}.new`, `${JSON.stringify(registration, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

export async function unregister(folder: string, name: string): Promise<void> {
  await rm(registrationPath(folder, name), { force: true });
}

/** All registrations, those of labs that died included: a live one answers on its socket. */
export async function registrations(folder: string): Promise<readonly Registration[]> {
  return (await ownJsonFiles(folder, '.lab.json')) as readonly Registration[];
}

/** What stands in the files of a folder whose names end so; a file that others may write to says nothing. */
export async function ownJsonFiles(folder: string, suffix: string): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (const file of await readdir(folder).catch(() => [])) {
    if (!file.endsWith(suffix)) continue;
    const status = await lstat(join(folder, file)).catch(() => null);
    if (
      status === null ||
      !status.isFile() ||
      (platform() !== 'win32' && (status.uid !== userInfo().uid || (status.mode & 0o077) !== 0))
    )
      continue;
    try {
      found.push(JSON.parse(await readFile(join(folder, file), 'utf8')) as unknown);
    } catch {
      continue;
    }
  }
  return found;
}
