import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One file of the window as it is served. */
export interface WindowFile {
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Its name carries a hash of what it holds: it may be kept for ever. */
  readonly lasting: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};

/** Folder of the built window: dist/renderer, beside dist/main. */
export const WINDOW_FOLDER = fileURLToPath(new URL('../../renderer/', import.meta.url));

/**
 * Everything that a window may load, by path as a browser asks for it (`/assets/window-4f3a.js`; `/` is the page). Read once when an entry starts: what
 * is not in this list does not exist, whatever a path says, so that no path ever reaches the file system.
 */
export async function readWindowFiles(folder: string = WINDOW_FOLDER): Promise<ReadonlyMap<string, WindowFile>> {
  const files = new Map<string, WindowFile>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const name = `/${path.slice(folder.length).replaceAll('\\', '/').replace(/^\/+/u, '')}`;
    const file: WindowFile = { type, bytes: await readFile(path), lasting: /-[\w-]{8,}\.\w+$/u.test(entry.name) };
    files.set(name, file);
    if (name === '/index.html') files.set('/', file);
  }
  return files;
}
