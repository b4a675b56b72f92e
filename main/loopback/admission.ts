import type { IncomingHttpHeaders } from 'node:http';

/** What of a request decides whether it is listened to at all, before anybody looks at what it asks for. */
export interface Knock {
  readonly method: string;
  readonly upgrade: boolean;
  readonly headers: IncomingHttpHeaders;
}

/**
 * The door of the loopback page. Anyone on this machine can connect, and any page in the same browser can make it connect: so the Host has to be
 * the address that we bound (a name that resolves to it is DNS rebinding), and what changes or connects has to come from our own page. Strings are
 * compared whole: a prefix test lets `127.0.0.1.evil.test` in. Null: admitted. Else the status to refuse with.
 */
export function refusedAtDoor({ method, upgrade, headers }: Knock, port: number): 403 | 405 | 421 | null {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host } = headers;
  if (host === undefined || !hosts.includes(host)) return 421;
  if (method !== 'GET' && method !== 'POST') return 405;
  const site = headers['sec-fetch-site'];
  if (method === 'POST' || upgrade) {
    // A missing Origin is refused too: every browser sends it here.
    if (headers.origin !== `http://${host}`) return 403;
    // Chromium sends no Sec-Fetch-Site with a WebSocket's upgrade in some versions; where it is sent it has to be right.
    if (site !== undefined && site !== 'same-origin') return 403;
    return null;
  }
  return site === undefined || site === 'same-origin' || site === 'none' ? null : 403;
}
