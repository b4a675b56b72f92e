import { describe, expect, it } from 'vitest';
import { refusedAtDoor } from '../../../main/loopback/admission.ts';

const port = 41234;
const ours = `http://127.0.0.1:${port}`;

describe('a request to the loopback page', () => {
  const hosts: readonly (readonly [host: string | undefined, refused: number | null])[] = [
    [`127.0.0.1:${port}`, null],
    [`localhost:${port}`, null],
    [undefined, 421],
    ['', 421],
    ['127.0.0.1', 421],
    ['127.0.0.1:41235', 421],
    [`127.0.0.1.evil.test:${port}`, 421],
    [`localhost.evil:${port}`, 421],
    [`LOCALHOST:${port}`, 421],
    [`[::1]:${port}`, 421],
    [`127.1:${port}`, 421],
    [`0.0.0.0:${port}`, 421],
    [`loc\u0430lhost:${port}`, 421],
    [`127.0.0.1:${port}, evil.test`, 421],
    [`evil.test:${port}`, 421],
  ];
  it.each(hosts)('for the host %s is answered with %s', (host, refused) => {
    const headers = host === undefined ? {} : { host };
    expect(refusedAtDoor({ method: 'GET', upgrade: false, headers }, port)).toBe(refused);
  });

  const origins: readonly (readonly [origin: string | undefined, refused: number | null])[] = [
    [ours, null],
    [undefined, 403],
    ['null', 403],
    ['http://127.0.0.1', 403],
    [`https://127.0.0.1:${port}`, 403],
    [`http://localhost:${port}`, 403],
    [`http://127.0.0.1:${port}.evil.test`, 403],
    [`http://127.0.0.1:${port}/`, 403],
    ['http://127.0.0.1:41235', 403],
    [`HTTP://127.0.0.1:${port}`, 403],
  ];
  it.each(origins)('that changes or connects, from the origin %s, is answered with %s', (origin, refused) => {
    const headers = { host: `127.0.0.1:${port}`, ...(origin === undefined ? {} : { origin }) };
    expect(refusedAtDoor({ method: 'POST', upgrade: false, headers }, port)).toBe(refused);
    expect(refusedAtDoor({ method: 'GET', upgrade: true, headers }, port)).toBe(refused);
  });

  const sites: readonly (readonly [site: string | undefined, get: number | null, post: number | null])[] = [
    [undefined, null, null],
    ['same-origin', null, null],
    ['none', null, 403],
    ['same-site', 403, 403],
    ['cross-site', 403, 403],
  ];
  it.each(sites)('that says it comes from %s', (site, get, post) => {
    const headers = { host: `127.0.0.1:${port}`, origin: ours, ...(site === undefined ? {} : { 'sec-fetch-site': site }) };
    expect(refusedAtDoor({ method: 'GET', upgrade: false, headers }, port)).toBe(get);
    expect(refusedAtDoor({ method: 'POST', upgrade: false, headers }, port)).toBe(post);
  });

  it('is a GET or a POST', () => {
    const headers = { host: `127.0.0.1:${port}`, origin: ours };
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'get', '']) {
      expect(refusedAtDoor({ method, upgrade: false, headers }, port)).toBe(405);
    }
  });
});
