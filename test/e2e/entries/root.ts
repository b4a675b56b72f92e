import { fileURLToPath } from 'node:url';

/** The folder of the clone, with its slash. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A program as it was built: `loopback/entry.js`. */
export const built = (path: string): string => `${root}dist/main/${path}`;
