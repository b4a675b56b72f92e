import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the clone, with its slash; the same for what is compiled into `dist`. */
export const root = `${packageFolder(dirname(fileURLToPath(import.meta.url)))}/`;

/** A program as it was built: `loopback/entry.js`. */
export const built = (path: string): string => `${root}dist/main/${path}`;

function packageFolder(folder: string): string {
  return existsSync(`${folder}/package.json`) ? folder : packageFolder(dirname(folder));
}
