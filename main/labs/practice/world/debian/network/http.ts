import type { Machine } from '../../machine.ts';
import { resolvePath } from '../../path.ts';
import { runningOf, runningOrNull } from '../debian.ts';
import type { HttpServer } from '../state.ts';
import { answersAt, route } from './links.ts';

/** What a web server's configuration says: lighttpd's folder and port, or nginx' enabled sites. A sentence when they cannot be served. */
export function serveFolder(machine: Machine, pid: number, by: 'nginx' | 'lighttpd'): string | null {
  const { files } = machine;
  if (by === 'lighttpd') {
    const text = files.isFile('/etc/lighttpd/lighttpd.conf') ? files.readText('/etc/lighttpd/lighttpd.conf') : '';
    const value = (name: string): string | undefined =>
      new RegExp(`^${name.replace('.', '[.]')}\\s*=\\s*"?([^"\\n]+)"?`, 'mu').exec(text)?.[1]?.trim();
    const address = value('server.bind') ?? null;
    const port = Number(value('server.port') ?? '80');
    const refused = listenAt(machine, {
      address,
      port,
      folder: value('server.document-root') ?? '/var/www/html',
      pid,
      banner: 'lighttpd/1.4.69',
    });
    return refused === null ? null : `(network.c.537) bind() ${address ?? '0.0.0.0'}:${String(port)}: Address already in use`;
  }
  const texts = ['/etc/nginx/sites-enabled', '/etc/nginx/conf.d'].flatMap((folder) =>
    files.isDirectory(folder) ? files.list(folder).map((name) => `${folder}/${name}`).filter((path) => files.isFile(path)).map((path) => files.readText(path)) : [],
  ); // prettier-ignore
  for (const server of texts.flatMap((text) => text.split(/^\s*server\s*\{/mu).slice(1))) {
    const listen = /^\s*listen\s+(?:(\d+\.\d+\.\d+\.\d+):)?(\d+)/mu.exec(server);
    const root = /^\s*root\s+([^;]+);/mu.exec(server)?.[1]?.trim() ?? '/var/www/html';
    const added = listenAt(machine, { address: listen?.[1] ?? null, port: Number(listen?.[2] ?? '80'), folder: root, pid, banner: 'nginx/1.22.1' }); // prettier-ignore
    if (added !== null)
      return `nginx: [emerg] bind() to ${listen?.[1] ?? '0.0.0.0'}:${listen?.[2] ?? '80'} failed (98: Address already in use)`;
  }
  return null;
}

/** A command that serves a folder: Python's http.server or busybox' httpd. Null when it does, or is another one; else why not. */
export function serveCommand(machine: Machine, pid: number, command: string, directory: string): string | null {
  const words = command.split(/\s+/u);
  const option = (...names: readonly string[]): string | undefined => {
    for (const [index, word] of words.entries()) {
      if (names.includes(word)) return words[index + 1];
      for (const name of names) if (name.startsWith('--') && word.startsWith(`${name}=`)) return word.slice(name.length + 1);
    }
    return undefined;
  };
  if (/python3\S*\s+(?:-u\s+)?-m\s+http\.server/u.test(command)) {
    const port = words.slice(words.indexOf('http.server') + 1).find((word, index, rest) => /^\d+$/u.test(word) && !/^-/u.test(rest[index - 1] ?? '')); // prettier-ignore
    const folder = option('--directory', '-d') ?? (directory === '' ? '/' : directory);
    const refused = listenAt(machine, { address: anyAddress(option('--bind', '-b')), port: Number(port ?? '8000'), folder, pid, banner: 'SimpleHTTP/0.6 Python/3.11.2' }); // prettier-ignore
    return refused === null ? null : `OSError: [Errno 98] Address already in use`;
  }
  if (/busybox\s+httpd/u.test(command)) {
    const [, address, port] = /^(?:([\d.]+):)?(\d+)$/u.exec(option('-p') ?? '80') ?? [];
    const refused = listenAt(machine, { address: address ?? null, port: Number(port ?? '80'), folder: option('-h') ?? '/', pid, banner: 'busybox' }); // prettier-ignore
    return refused === null ? null : 'httpd: bind: Address already in use';
  }
  return null;
}

function anyAddress(address: string | undefined): string | null {
  return address === undefined || address === '0.0.0.0' || address === '' ? null : address;
}

/** A sentence when the port is taken. */
export function listenAt(machine: Machine, server: HttpServer): string | null {
  const { servers } = runningOf(machine);
  if (servers.some(({ port, address }) => port === server.port && (address === null || server.address === null || address === server.address))) return 'Address already in use'; // prettier-ignore
  servers.push(server);
  return null;
}

export function stopServing(machine: Machine, banner: string): void {
  drop(machine, (server) => server.banner === banner);
}

export function stopServingBy(machine: Machine, pid: number): void {
  drop(machine, (server) => server.pid === pid);
}

function drop(machine: Machine, which: (server: HttpServer) => boolean): void {
  const { servers } = runningOf(machine);
  for (const server of servers.filter(which)) servers.splice(servers.indexOf(server), 1);
}

export type HttpAnswer =
  | {
      readonly ok: true;
      readonly status: number;
      readonly type: string;
      readonly banner: string;
      readonly bytes: Uint8Array;
      readonly modified: number;
    }
  | { readonly ok: false; readonly failure: 'bad-url' | 'no-host' | 'refused' | 'unreachable'; readonly why: string };

/** Fetches an http URL from a machine, or from a bridge of a host (`bridge`), where a guest is asked for. */
export function fetchUrl(machine: Machine, url: string, bridge: string | null = null): HttpAnswer {
  const found = /^http:\/\/([^/:]+)(?::(\d+))?(\/[^?#]*)?/u.exec(url);
  if (found === null) return { ok: false, failure: 'bad-url', why: `Unsupported protocol: ${url}` };
  const [, host = '', port = '80', path = '/'] = found;
  const target = locate(machine, host, bridge);
  if (target === null)
    return /^[\d.]+$/u.test(host)
      ? { ok: false, failure: 'unreachable', why: 'No route to host' }
      : { ok: false, failure: 'no-host', why: `Could not resolve host: ${host}` };
  const server = runningOrNull(target.machine)?.servers.find((one) => one.port === Number(port) && (one.address === null || one.address === target.address)); // prettier-ignore
  if (server === undefined) return { ok: false, failure: 'refused', why: 'Connection refused' };
  return answer(target.machine, server, decodeURI(path));
}

function locate(
  machine: Machine,
  host: string,
  bridge: string | null,
): { readonly machine: Machine; readonly address: string } | null {
  const own = host === 'localhost' || host === machine.name || host === machine.state.hostname ? '127.0.0.1' : host;
  const ours = runningOrNull(machine)?.links ?? [];
  if (bridge !== null) {
    const link = ours.find(({ name }) => name === bridge);
    return link?.up === true && link.addresses.some((each) => each.startsWith(`${host}/`)) ? { machine, address: host } : null;
  }
  if (ours.some((link) => link.up && link.addresses.some((each) => each.startsWith(`${own}/`)))) return { machine, address: own };
  const named = machine.world.find(host)?.state.address ?? host;
  const other = machine.world.machines().find((one) => one !== machine && one.up && answersAt(one, named));
  return other === undefined || route(machine, named) === null ? null : { machine: other, address: named };
}

function answer(machine: Machine, server: HttpServer, path: string): HttpAnswer {
  const { files } = machine;
  const full = resolvePath(server.folder, `${server.folder}/${path}`);
  const page = (status: number, text: string): HttpAnswer => ({ ok: true, status, type: 'text/html;charset=utf-8', banner: server.banner, bytes: new TextEncoder().encode(text), modified: machine.now() });
  if (!full.startsWith(server.folder) || !files.exists(full)) {
    return page(404, server.banner.startsWith('nginx') ? `<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>${server.banner}</center>\r\n</body>\r\n</html>\r\n` : '<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <meta charset="utf-8">\n        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: 404</p>\n        <p>Message: File not found.</p>\n        <p>Error code explanation: 404 - Nothing matches the given URI.</p>\n    </body>\n</html>\n');
  }
  if (files.isDirectory(full)) {
    const index = ['index.html', 'index.htm', 'index.nginx-debian.html', 'index.lighttpd.html'].map((name) => `${full}/${name}`).find((name) => files.isFile(name));
    if (index !== undefined) return page(200, files.readText(index));
    if (server.banner.startsWith('nginx')) return page(403, `<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n<hr><center>${server.banner}</center>\r\n</body>\r\n</html>\r\n`);
    const rows = files.list(full).map((name) => (files.isDirectory(`${full}/${name}`) ? `${name}/` : name)).sort().map((name) => `<li><a href="${name}">${name}</a></li>`);
    return page(200, `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Directory listing for ${path}</title>\n</head>\n<body>\n<h1>Directory listing for ${path}</h1>\n<hr>\n<ul>\n${rows.join('\n')}\n</ul>\n<hr>\n</body>\n</html>\n`);
  }
  return { ok: true, status: 200, type: 'application/octet-stream', banner: server.banner, bytes: files.readBytes(full), modified: files.stat(full).mtime };
} // prettier-ignore
