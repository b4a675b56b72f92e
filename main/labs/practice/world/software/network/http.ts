import type { Machine } from '../../machine.ts';
import { resolvePath } from '../../path.ts';
import type { World } from '../../world.ts';
import type { RunningSystem } from '../state.ts';
import { verdict } from './firewall.ts';

/** Who asks: a program on a machine, or an installer in a guest on a bridge of a host. */
export type Asker =
  | { readonly kind: 'machine'; readonly machine: Machine }
  | { readonly kind: 'guest'; readonly dom0: string; readonly bridge: string };

export type Answer =
  | { readonly ok: true; readonly status: number; readonly type: string; readonly bytes: Uint8Array; readonly modified: number }
  | { readonly ok: false; readonly failure: 'bad-url' | 'no-host' | 'refused' | 'timeout' | 'unreachable'; readonly why: string };

/** Fetches an http URL as the network, the firewall, httpd and its files let it. ftp, nfs and names that no host has fail. */
export function fetchUrl(world: World, asker: Asker, url: string): Answer {
  const found = /^http:\/\/([^/:]+)(?::(\d+))?(\/[^?#]*)?/u.exec(url);
  if (found === null) return { ok: false, failure: 'bad-url', why: `Unsupported protocol: ${url}` };
  const [, host = '', port = '80', path = '/'] = found;
  const target = locate(world, asker, host);
  if (target === null)
    return {
      ok: false,
      failure: /^[\d.]+$/u.test(host) ? 'unreachable' : 'no-host',
      why: /^[\d.]+$/u.test(host) ? 'No route to host' : `Could not resolve host: ${host}`,
    };
  const running = world.state.software[target.machine.name]?.running ?? null;
  if (!target.machine.up || running === null) return { ok: false, failure: 'unreachable', why: 'No route to host' };
  const decided =
    target.interface === 'lo'
      ? 'ACCEPT'
      : verdict(running.firewall, { protocol: 'tcp', port: Number(port), interface: target.interface, source: target.source });
  if (decided === 'REJECT') return { ok: false, failure: 'unreachable', why: 'No route to host' };
  if (decided === 'DROP') return { ok: false, failure: 'timeout', why: 'Connection timed out' };
  if (Number(port) !== 80 || !serves(running)) return { ok: false, failure: 'refused', why: 'Connection refused' };
  return serve(target.machine, decodeURI(path));
}

/** Whether an address answers at all (ping), and how far away it is. */
export function reachable(world: World, machine: Machine, host: string): boolean {
  const target = locate(world, { kind: 'machine', machine }, host);
  return target !== null && (target.machine.up || target.machine === machine);
}

function serves(running: RunningSystem): boolean {
  return running.services.some((service) => service.name === 'httpd');
}

/** What is behind an address or a name as a machine sees its network; null when nothing is. */
export function machineAt(world: World, from: Machine, host: string): Machine | null {
  return locate(world, { kind: 'machine', machine: from }, host)?.machine ?? null;
}

interface Target {
  readonly machine: Machine;
  readonly interface: string;
  readonly source: string;
}

/** The machine behind an address or name, seen from where the question comes, and through which of its interfaces it is asked. */
function locate(world: World, asker: Asker, host: string): Target | null {
  const own = asker.kind === 'machine' ? asker.machine : null;
  if (own !== null) {
    const running = world.state.software[own.name]?.running ?? null;
    const named = host === 'localhost' || host === own.state.hostname || host === own.name;
    if (named || running?.interfaces.some((each) => each.address === host && each.up) === true)
      return { machine: own, interface: 'lo', source: host };
  }
  const dom0Name = asker.kind === 'guest' ? asker.dom0 : (asker.machine.state.dom0 ?? null);
  const dom0 = dom0Name === null ? undefined : world.find(dom0Name);
  if (dom0 !== undefined) {
    const bridge =
      asker.kind === 'guest'
        ? asker.bridge
        : (world.state.software[dom0.name]?.running?.interfaces.find(
            (each) => each.kind === 'vif' && each.mac === world.state.software[asker.machine.name]?.hardware.ethernetAddresses[0],
          )?.bridge ?? '');
    const interfaces = world.state.software[dom0.name]?.running?.interfaces ?? [];
    const on = interfaces.find((each) => each.name === bridge && each.up);
    if (on === undefined) return null;
    if (interfaces.some((each) => each.address === host && each.up))
      return {
        machine: dom0,
        interface: bridge,
        source: asker.kind === 'machine' ? (asker.machine.state.address ?? on.address ?? '') : (on.address ?? ''),
      };
    const sibling = world.machines().find((each) => each.state.dom0 === dom0.name && each.state.address === host);
    if (sibling !== undefined) return { machine: sibling, interface: 'eth0', source: own?.state.address ?? '' };
  } else if (own !== null) {
    const guest = world
      .machines()
      .find((each) => each.state.dom0 === own.name && (each.state.address === host || each.name === host));
    if (guest !== undefined) return { machine: guest, interface: 'eth0', source: own.state.address ?? '' };
  }
  const other = world.atAddress(host) ?? world.find(host);
  if (other === undefined || (other.state.role === 'guest' && other.state.dom0 !== own?.name)) return null;
  return { machine: other, interface: 'eth0', source: own?.state.address ?? dom0?.state.address ?? '' };
}

/** httpd's answer: a file, a listing of a directory (Indexes are on), or 404. */
function serve(machine: Machine, path: string): Answer {
  const { files } = machine;
  const full = resolvePath('/var/www/html', `/var/www/html${path}`);
  const modified = machine.now();
  const text = (status: number, body: string): Answer => ({
    ok: true,
    status,
    type: 'text/html; charset=iso-8859-1',
    bytes: new TextEncoder().encode(body),
    modified,
  });
  if (!full.startsWith('/var/www/html') || !files.exists(full))
    return text(
      404,
      `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n<p>The requested URL ${path} was not found on this server.</p>\n<hr>\n<address>Apache/2.2.3 (Red Hat) Server at ${machine.state.hostname} Port 80</address>\n</body></html>\n`,
    );
  if (files.isDirectory(full)) {
    if (files.isFile(`${full}/index.html`))
      return { ok: true, status: 200, type: 'text/html', bytes: files.readBytes(`${full}/index.html`), modified };
    const rows = files
      .list(full)
      .map((name) => `<li><a href="${name}${files.isDirectory(`${full}/${name}`) ? '/' : ''}"> ${name}</a></li>`);
    return text(
      200,
      `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n<html>\n <head>\n  <title>Index of ${path}</title>\n </head>\n <body>\n<h1>Index of ${path}</h1>\n<ul>${rows.join('\n')}</ul>\n</body></html>\n`,
    );
  }
  if ((files.stat(full).mode & 0o004) === 0) return text(403, '<html><head>\n<title>403 Forbidden</title>\n</head></html>\n');
  return {
    ok: true,
    status: 200,
    type: full.endsWith('.xml') ? 'text/xml' : 'text/plain; charset=UTF-8',
    bytes: files.readBytes(full),
    modified: files.stat(full).mtime,
  };
}
