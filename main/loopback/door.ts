import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Transport } from '../../core/contract/transport.ts';
import { contentPolicy, GUARDING_HEADERS } from '../app/content-policy.ts';
import type { WindowFile } from '../app/window-files.ts';
import { refusedAtDoor } from './admission.ts';
import { Sitting, type Entered } from './sitting.ts';
import { socketTransport } from './socket-transport.ts';

/** Longest message of a window: a picture for a note, in one piece, and some. */
const LONGEST_MESSAGE = 32 * 1024 * 1024;
const LONGEST_BODY = 4096;
/** Milliseconds between two looks at whether a window is still there. */
const PING_MS = 20_000;
/** A page that reloads is back before its old connection is seen to be gone: so long it is waited for. Milliseconds. */
const RELOAD_MS = 500;

export interface DoorOptions {
  readonly files: ReadonlyMap<string, WindowFile>;
  /** A page connected; `spendNonce` says whether the nonce of its hello was given to a page of ours, and uses it up. */
  readonly onWindow: (transport: Transport, spendNonce: (nonce: string) => boolean) => void;
  /** A second window would like to come in. */
  readonly onKnock: () => void;
  /** 0: any that is free. */
  readonly port?: number;
}

export interface Door {
  /** Address with the one-time token in its fragment, which no server and no log ever sees. */
  readonly address: string;
  readonly port: number;
  readonly letNextIn: () => void;
  readonly dispose: () => Promise<void>;
}

/** Serves the window on 127.0.0.1, to whoever holds the token: see refusedAtDoor and Sitting for who is let in. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST_MESSAGE, perMessageDeflate: false });
  const sitting = new Sitting(() => sockets.clients.size > 0);
  const server = createServer();
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;

  server.on('request', (request, response) => {
    const refused = refusedAtDoor({ method: request.method ?? '', upgrade: false, headers: request.headers }, port);
    if (refused !== null) refuse(response, refused);
    else if (request.method === 'POST') void enter(request, response, sitting, sockets, options.onKnock);
    else serveFile(request, response, options.files, port);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refused = refusedAtDoor({ method: request.method ?? '', upgrade: true, headers: request.headers }, port);
    const status = refused ?? (sitting.knows(request.headers.cookie) && request.url === '/window' ? null : 403);
    if (status !== null) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => {
      options.onWindow(socketTransport(opened), (nonce) => sitting.spend(nonce));
    });
  });
  const pinging = setInterval(() => {
    for (const socket of sockets.clients) socket.ping();
  }, PING_MS);
  return {
    address: `http://127.0.0.1:${port}/#t=${sitting.token}`,
    port,
    letNextIn: () => sitting.letNextIn(),
    dispose: async () => {
      clearInterval(pinging);
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  files: ReadonlyMap<string, WindowFile>,
  port: number,
): void {
  const [path = '/'] = (request.url ?? '/').split('?');
  const file = files.get(path);
  if (file === undefined) {
    refuse(response, 404);
    return;
  }
  const nonce = randomBytes(16).toString('base64');
  response.writeHead(200, {
    ...GUARDING_HEADERS,
    'Content-Type': file.type,
    'Content-Security-Policy': contentPolicy({ connect: `ws://127.0.0.1:${port} ws://localhost:${port}`, nonce }),
    'Cache-Control': file.lasting ? 'private, max-age=31536000, immutable' : 'no-store',
  });
  // The page reads the nonce from its own document and gives it to whoever makes style elements.
  const isPage = file.type.startsWith('text/html');
  response.end(isPage ? Buffer.from(file.bytes).toString('utf8').replaceAll('%NONCE%', nonce) : file.bytes);
}

async function enter(
  request: IncomingMessage,
  response: ServerResponse,
  sitting: Sitting,
  sockets: WebSocketServer,
  knock: () => void,
): Promise<void> {
  if (request.url !== '/session') {
    refuse(response, 404);
    return;
  }
  const body = await readBody(request);
  const tryIn = (): Entered | null => (body === null ? null : sitting.enter(body === '' ? null : body, request.headers.cookie));
  let entered = tryIn();
  if (entered?.entered === false && entered.why === 'occupied') {
    await allGone(sockets, RELOAD_MS);
    entered = tryIn();
  }
  if (entered?.entered !== true) {
    if (entered?.why === 'occupied') knock();
    refuse(response, entered === null ? 413 : entered.why === 'occupied' ? 423 : 403);
    return;
  }
  response.writeHead(200, {
    ...GUARDING_HEADERS,
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    ...(entered.cookie === null ? {} : { 'Set-Cookie': entered.cookie }),
  });
  response.end(entered.nonce);
}

/** Resolves when no window is connected any more, or after so many milliseconds. */
async function allGone(sockets: WebSocketServer, milliseconds: number): Promise<void> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), milliseconds);
  const { signal } = deadline;
  await Promise.all([...sockets.clients].map((socket) => once(socket, 'close', { signal }).catch(() => undefined)));
  clearTimeout(timer);
}

/** Null: longer than any body that is ours. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > LONGEST_BODY) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...GUARDING_HEADERS, 'Cache-Control': 'no-store', Connection: 'close' });
  response.end();
}
