import { afterEach, describe, expect, it } from 'vitest';
import { request } from 'node:http';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { encodeFrame } from '../../../core/contract/frame.ts';
import { openDoor, type Door } from '../../../main/loopback/door.ts';

const files = new Map([
  ['/', { type: 'text/html; charset=utf-8', bytes: Buffer.from('<style nonce="%NONCE%"></style>'), lasting: false }],
  ['/window-1234abcd.js', { type: 'text/javascript; charset=utf-8', bytes: Buffer.from('1'), lasting: true }],
]);

const doors: Door[] = [];
afterEach(async () => {
  for (const door of doors.splice(0)) await door.dispose();
});

async function open() {
  const nonces: boolean[] = [];
  let knocks = 0;
  const door = await openDoor({
    files,
    onWindow: (transport, spend) =>
      transport.onMessage((message) => {
        const said = JSON.parse(String(message)) as { nonce?: string };
        nonces.push(spend(said.nonce ?? ''));
        transport.send('heard');
      }),
    onKnock: () => (knocks += 1),
  });
  doors.push(door);
  const origin = `http://127.0.0.1:${door.port}`;
  const token = new URL(door.address).hash.slice('#t='.length);
  const ask = (path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}) =>
    new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
      const { method = 'GET', headers = {}, body = '' } = options;
      const sent = request({ host: '127.0.0.1', port: door.port, path, method, headers }, (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(pieces).toString() }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  const enter = (body: string, headers: Record<string, string> = {}) =>
    ask('/session', { method: 'POST', headers: { origin, ...headers }, body });
  const socket = (cookie: string | undefined, from = origin) =>
    new Promise<WebSocket | number>((resolve) => {
      const opened = new WebSocket(`ws://127.0.0.1:${door.port}/window`, {
        headers: { ...(cookie === undefined ? {} : { cookie }), origin: from },
      });
      opened.on('open', () => resolve(opened));
      opened.on('unexpected-response', (_asked, response) => resolve(response.statusCode ?? 0));
      opened.on('error', () => undefined);
    });
  return { door, origin, token, ask, enter, socket, nonces, knocks: () => knocks };
}

function cookieOf(answer: { readonly headers: Record<string, unknown> }): string {
  const [set = ''] = answer.headers['set-cookie'] as string[];
  return set.split(';')[0] ?? '';
}

describe('the loopback page', () => {
  it('is bound to 127.0.0.1 and to nothing else', async () => {
    const { door } = await open();
    const reached = await new Promise<boolean>((resolve) => {
      const other = connect({ host: '127.0.0.2', port: door.port }, () => resolve(true));
      other.on('error', () => resolve(false));
    });
    expect(reached).toBe(false);
  });

  it('serves what is on its list with its policy, and nothing else', async () => {
    const { ask, door } = await open();
    const page = await ask('/?x');
    expect(page.status).toBe(200);
    const policy = String(page.headers['content-security-policy']);
    const nonce = /'nonce-([^']+)'/u.exec(policy)?.[1] ?? 'none';
    expect(page.text).toBe(`<style nonce="${nonce}"></style>`);
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${door.port}`);
    expect(policy).not.toContain('unsafe');
    expect(page.headers['cache-control']).toBe('no-store');
    expect((await ask('/')).headers['content-security-policy']).not.toBe(policy);
    expect((await ask('/window-1234abcd.js')).headers['cache-control']).toContain('immutable');
    for (const path of [
      '/..',
      '/../package.json',
      '/%2e%2e/package.json',
      '/..%5cpackage.json',
      '//etc/passwd',
      '/window-1234abcd.js%00',
      '/index.html/..',
    ]) {
      expect((await ask(path)).status).toBe(404);
    }
    expect(page.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('lets in who has the token, once', async () => {
    const { token, enter } = await open();
    for (const wrong of ['', 'x', `${token}x`, token.slice(1), token.toUpperCase()])
      expect((await enter(wrong)).status).toBe(403);
    const entered = await enter(token);
    expect(entered.status).toBe(200);
    const [set] = entered.headers['set-cookie'] as string[];
    expect(set).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/u);
    expect((await enter(token)).status).toBe(403);
    const again = await enter('', { cookie: cookieOf(entered) });
    expect(again.status).toBe(200);
    expect(again.text).not.toBe(entered.text);
    expect((await enter('x'.repeat(10_000))).status).toBe(413);
  });

  it('does not listen to a page of another origin, even with the token', async () => {
    const { token, enter, ask } = await open();
    expect((await enter(token, { origin: 'http://127.0.0.1:1' })).status).toBe(403);
    expect((await ask('/session', { method: 'POST', body: token })).status).toBe(403);
    expect((await enter(token)).status).toBe(200);
  });

  it('connects a page with cookie and origin, and its nonce is good once', async () => {
    const { token, enter, socket, nonces } = await open();
    expect(await socket(undefined)).toBe(403);
    const entered = await enter(token);
    const cookie = cookieOf(entered);
    expect(await socket(cookie, 'http://127.0.0.1:1')).toBe(403);
    expect(await socket(`${cookie}x`)).toBe(403);
    const opened = await socket(cookie);
    if (typeof opened === 'number') throw new Error(`Refused with ${opened}`);
    for (const nonce of [entered.text, entered.text, 'x']) {
      const heard = new Promise((resolve) => opened.once('message', resolve));
      opened.send(encodeFrame({ kind: 'hello', protocol: 1, version: '1', nonce }));
      await heard;
    }
    expect(nonces).toEqual([true, false, false]);
  });

  it('has one window at a time; the first lets the next one in', async () => {
    const { token, enter, socket, door, knocks } = await open();
    const cookie = cookieOf(await enter(token));
    const first = await socket(cookie);
    expect(typeof first).not.toBe('number');
    expect((await enter('', { cookie })).status).toBe(423);
    expect(knocks()).toBe(1);
    door.letNextIn();
    expect((await enter('', { cookie })).status).toBe(200);
    expect((await enter('', { cookie })).status).toBe(423);
  });
});
