import { randomBytes } from 'node:crypto';
import { contentPolicy, GUARDING_HEADERS } from '../app/content-policy.ts';
import type { WindowFile } from '../app/window-files.ts';
import { HOST, SCHEME } from './origin.ts';

/**
 * Answers what the window asks of `app://xenpath/`: what stands on the list of its files, by GET, and nothing else. Paths are looked up, never joined to a
 * folder: there is nothing to climb out of.
 */
export function answerWindow(files: ReadonlyMap<string, WindowFile>): (request: Request) => Response {
  return (request) => {
    const url = new URL(request.url);
    if (url.protocol !== `${SCHEME}:` || url.host !== HOST) return new Response(null, { status: 421 });
    if (request.method !== 'GET') return new Response(null, { status: 405 });
    const file = files.get(url.pathname);
    if (file === undefined) return new Response(null, { status: 404 });
    const nonce = randomBytes(16).toString('base64');
    const headers = {
      ...GUARDING_HEADERS,
      'Content-Type': file.type,
      'Content-Security-Policy': contentPolicy({ nonce }),
      'Cache-Control': file.lasting ? 'private, max-age=31536000, immutable' : 'no-store',
    };
    const isPage = file.type.startsWith('text/html');
    const body = isPage ? Buffer.from(file.bytes).toString('utf8').replaceAll('%NONCE%', nonce) : new Uint8Array(file.bytes);
    return new Response(body, { status: 200, headers });
  };
}
