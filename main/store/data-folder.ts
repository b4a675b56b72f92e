import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { posix, resolve, win32 } from 'node:path';

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * Where Xenpath keeps its runs, the same for every entry: what `--data` names, else XENPATH_DATA, else the platform's place:
 * `$XDG_DATA_HOME/xenpath` (XDG Base Directory Specification: absolute paths only, `~/.local/share` without it), `%APPDATA%\Xenpath`,
 * `~/Library/Application Support/Xenpath`.
 */
export function dataFolder(asked: string | undefined, around: Surroundings = surroundings()): string {
  const named = asked ?? around.environment['XENPATH_DATA'];
  if (named !== undefined && named !== '') return resolve(named);
  switch (around.platform) {
    case 'win32':
      return win32.join(around.environment['APPDATA'] ?? win32.join(around.home, 'AppData', 'Roaming'), 'Xenpath');
    case 'darwin':
      return posix.join(around.home, 'Library', 'Application Support', 'Xenpath');
    default: {
      const xdg = around.environment['XDG_DATA_HOME'];
      const base = xdg !== undefined && posix.isAbsolute(xdg) ? xdg : posix.join(around.home, '.local', 'share');
      return posix.join(base, 'xenpath');
    }
  }
}

function surroundings(): Surroundings {
  return { platform: process.platform, environment: process.env, home: homedir() };
}

const NETWORK = new Set([
  'nfs',
  'nfs4',
  'cifs',
  'smb3',
  'smbfs',
  'ncpfs',
  'afs',
  '9p',
  'fuse.sshfs',
  'ceph',
  'glusterfs',
  'fuse.glusterfs',
]);

/**
 * A sentence when a folder lies on a network file system, where locks and ordered writes cannot be relied on; null when it does not, or
 * when the platform does not tell (only Linux's mount table is read).
 */
export async function networkWarning(folder: string): Promise<string | null> {
  let table: string;
  try {
    table = await readFile('/proc/self/mountinfo', 'utf8');
  } catch {
    return null;
  }
  const type = fileSystemOf(folder, table);
  if (type === null || !NETWORK.has(type)) return null;
  return `The data folder ${folder} lies on a network file system (${type}). SQLite cannot rely on its locks: keep the data on a local disk.`;
}

/** Type of the file system that holds a path, from the text of /proc/self/mountinfo (proc(5)); null when none does. */
export function fileSystemOf(path: string, mountinfo: string): string | null {
  let best: { readonly point: string; readonly type: string } | null = null;
  for (const line of mountinfo.split('\n')) {
    const [left = '', right = ''] = line.split(' - ');
    const point = left.split(' ')[4]?.replace(/\\([0-7]{3})/gu, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));
    const type = right.split(' ')[0];
    if (point === undefined || type === undefined || type === '') continue;
    const holds = path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`);
    // A later mount on the same point hides the earlier one.
    if (holds && (best === null || point.length >= best.point.length)) best = { point, type };
  }
  return best?.type ?? null;
}
