import { runningOf } from '../../world/debian/debian.ts';
import { linksChanged } from '../../world/debian/iscsi/connection.ts';
import { fetchUrl } from '../../world/debian/network/http.ts';
import { bringUp, configured, takeDown } from '../../world/debian/network/ifupdown.ts';
import { readInterfaces } from '../../world/debian/network/interfaces-file.ts';
import { addLink, answersAt, findLink, hasCarrier, removeLink, route } from '../../world/debian/network/links.ts';
import type { NetworkLink } from '../../world/debian/state.ts';
import { publicKeyLine } from '../../serve/host-key.ts';
import type { Program, ProgramCall } from '../program.ts';
import { options } from '../unix/call-files.ts';
import { addressLines, linkJson, linkText } from './ip-text.ts';

/** ip of iproute2 6.1: link, address, route, neigh; -json, -details, -o, -4, -br. */
const ip: Program = async (call) => {
  await call.sleep(8);
  const flags = call.args.filter((word) => word.startsWith('-'));
  const has = (...names: readonly string[]): boolean => flags.some((word) => names.includes(word));
  const [object = '', ...rest] = call.args.filter((word) => !word.startsWith('-'));
  const json = has('-j', '-json', '--json');
  if ('link'.startsWith(object) && object !== '') return linkCommand(call, rest, json, has('-d', '-details', '--details'), has('-p', '-pretty'));
  if ('address'.startsWith(object) && object !== '') return addressCommand(call, rest, { json, details: has('-d', '-details', '--details'), oneLine: has('-o', '-oneline'), pretty: has('-p', '-pretty') });
  if ('route'.startsWith(object)) {
    for (const link of runningOf(call.machine).links)
      for (const address of link.addresses) {
        if (link.kind === 'loopback' || !link.up) continue;
        const [bare = '', prefix = '24'] = address.split('/');
        const network = `${bare.split('.').slice(0, 3).join('.')}.0/${prefix}`;
        call.write(`${network} dev ${link.name} proto kernel scope link src ${bare}${hasCarrier(call.machine, link) ? '' : ' linkdown'} \n`);
      }
    return 0;
  }
  if ('neighbour'.startsWith(object)) {
    for (const guest of call.world.machines().filter((one) => one.state.dom0 === call.machine.name && one.state.address !== null))
      call.write(`${guest.state.address ?? ''} dev ${route(call.machine, guest.state.address ?? '')?.link.name ?? ''} lladdr ${runningOf(guest).links[1]?.mac ?? ''} REACHABLE\n`);
    return 0;
  }
  call.writeError(`Object "${object}" is unknown, try "ip help".\n`);
  return 1;
}; // prettier-ignore

function chosen(call: ProgramCall, words: readonly string[]): readonly NetworkLink[] | null {
  const name = words.filter((word) => !['show', 'list', 'ls', 'dev', 'up'].includes(word))[0];
  const all = runningOf(call.machine).links;
  if (name === undefined || name === 'type' || name === 'master') {
    const value = words[words.indexOf(name ?? '') + 1];
    return name === 'type' ? all.filter(({ kind }) => kind === value) : name === 'master' ? all.filter(({ bridge }) => bridge === value) : all;
  }
  const found = all.filter((link) => link.name === name || `enp0s${String(link.index + 1)}` === name);
  if (found.length > 0) return found;
  call.writeError(`Device "${name}" does not exist.\n`);
  return null;
} // prettier-ignore

function print(call: ProgramCall, values: readonly unknown[], pretty: boolean): void {
  call.write(pretty ? `${JSON.stringify(values, null, 4)}\n` : `${JSON.stringify(values)}\n`);
}

function linkCommand(call: ProgramCall, words: readonly string[], json: boolean, details: boolean, pretty: boolean): number {
  const [verb = 'show', ...rest] = words;
  const { machine } = call;
  if (['show', 'list', 'ls'].includes(verb) || words.length === 0) {
    const links = chosen(call, rest);
    if (links === null) return 1;
    if (json) print(call, links.map((link) => linkJson(machine, link, false, details)), pretty);
    else for (const link of links) call.write(linkText(machine, link, false));
    return 0;
  }
  const name = rest.filter((word) => !['dev', 'name'].includes(word))[0] ?? '';
  if (verb === 'add') {
    if (findLink(machine, name) !== undefined) {
      call.writeError('RTNETLINK answers: File exists\n');
      return 2;
    }
    addLink(machine, name, 'bridge', `fe:${[0, 0, 0, 0, 0].map(() => call.world.random.hex(2)).join(':')}`);
    return 0;
  }
  const link = findLink(machine, name);
  if (link === undefined) {
    call.writeError(`Cannot find device "${name}"\n`);
    return 1;
  }
  if (verb === 'del' || verb === 'delete') removeLink(machine, name);
  if (rest.includes('up')) link.up = true;
  if (rest.includes('down')) link.up = false;
  const master = rest.indexOf('master');
  if (master >= 0) link.bridge = rest[master + 1] ?? null;
  if (rest.includes('nomaster')) link.bridge = null;
  linksChanged(call.world);
  return 0;
} // prettier-ignore

function addressCommand(call: ProgramCall, words: readonly string[], form: { readonly json: boolean; readonly details: boolean; readonly oneLine: boolean; readonly pretty: boolean }): number {
  const [verb = 'show', ...rest] = words;
  const { machine } = call;
  if (verb === 'add' || verb === 'del' || verb === 'flush') {
    const link = findLink(machine, rest[rest.indexOf('dev') + 1] ?? '');
    if (link === undefined) {
      call.writeError(`Cannot find device "${rest[rest.indexOf('dev') + 1] ?? ''}"\n`);
      return 1;
    }
    const address = rest[0] ?? '';
    if (verb === 'add') {
      if (link.addresses.includes(address)) {
        call.writeError('RTNETLINK answers: File exists\n');
        return 2;
      }
      link.addresses.push(address);
    } else link.addresses = verb === 'flush' ? [] : link.addresses.filter((one) => one !== address);
    linksChanged(call.world);
    return 0;
  }
  const links = chosen(call, words.filter((word) => !['show', 'list', 'ls'].includes(word)));
  if (links === null) return 1;
  if (form.json) print(call, links.map((link) => linkJson(machine, link, true, form.details)), form.pretty);
  else if (form.oneLine) call.write(addressLines(links));
  else for (const link of links) call.write(linkText(machine, link, true));
  return 0;
} // prettier-ignore

/** bridge link show */
const bridge: Program = (call) => {
  for (const link of runningOf(call.machine).links.filter((one) => one.bridge !== null))
    call.write(
      `${String(link.index)}: ${link.name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master ${link.bridge ?? ''} state forwarding priority 32 cost 100 \n`,
    );
  return Promise.resolve(0);
};

/** brctl show of bridge-utils 1.7.1 */
const brctl: Program = (call) => {
  const { links } = runningOf(call.machine);
  call.write('bridge name\tbridge id\t\tSTP enabled\tinterfaces\n');
  for (const link of links.filter(({ kind }) => kind === 'bridge')) {
    const ports = links.filter((one) => one.bridge === link.name).map(({ name }) => name);
    call.write(
      `${link.name}\t\t8000.${link.mac.replace(/:/gu, '')}\tno\t\t${ports[0] ?? ''}\n${ports
        .slice(1)
        .map((port) => `\t\t\t\t\t\t\t${port}\n`)
        .join('')}`,
    );
  }
  return Promise.resolve(0);
};

function ifupdown(up: boolean): Program {
  return async (call) => {
    const all = call.args.includes('-a');
    const file = readInterfaces(call.machine);
    const names = all ? (up ? file.automatic.filter((name) => name !== 'lo') : configured(call.machine)) : call.args.filter((word) => !word.startsWith('-'));
    let status = 0;
    for (const name of names) {
      await call.sleep(400);
      if (call.args.includes('--force') && up) takeDown(call.machine, name);
      const done = up ? bringUp(call.machine, name) : takeDown(call.machine, name);
      for (const line of done.said) call.writeError(`${line}\n`);
      if (!done.ok) status = 1;
    }
    return status;
  };
} // prettier-ignore

/** ping of iputils 20221126 */
const ping: Program = async (call) => {
  const { values, operands } = options(call, 'ciwWIs');
  const host = operands.at(-1) ?? '';
  const count = Number(values.get('c') ?? '4');
  const address = call.world.find(host)?.state.address ?? host;
  const target = call.world.machines().find((one) => one.up && answersAt(one, address));
  const way = route(call.machine, address);
  const reached = target !== undefined && way !== null && hasCarrier(call.machine, way.link);
  call.write(`PING ${host} (${address}) 56(84) bytes of data.\n`);
  let received = 0;
  for (let sequence = 1; sequence <= count; sequence += 1) {
    if (reached) {
      received += 1;
      call.write(`64 bytes from ${address}: icmp_seq=${String(sequence)} ttl=64 time=0.412 ms\n`);
    }
    await call.sleep(sequence === count && reached ? 10 : 1_000);
  }
  call.write(`\n--- ${host} ping statistics ---\n${String(count)} packets transmitted, ${String(received)} received, ${String(Math.round(((count - received) * 100) / count))}% packet loss, time ${String((count - 1) * 1_000)}ms\n`);
  return received > 0 ? 0 : 1;
}; // prettier-ignore

/** curl 7.88.1: -I, -s, -S, -f, -o, -O, -w, time limits. */
const curl: Program = async (call) => {
  const { given, values, operands } = options(call, 'omwuHAxX', ['connect-timeout', 'max-time', 'output', 'write-out', 'retry']);
  let status = 0;
  for (const url of operands) {
    await call.sleep(30);
    const answer = fetchUrl(call.machine, url.includes('://') ? url : `http://${url}`);
    if (!answer.ok) {
      const host = /:\/\/([^/:]+)(?::(\d+))?/u.exec(url);
      const where = `${host?.[1] ?? url} port ${host?.[2] ?? '80'}`;
      if (answer.failure === 'unreachable') await call.sleep(3_000);
      if (!given.has('s') || given.has('S')) call.writeError(answer.failure === 'no-host' ? `curl: (6) Could not resolve host: ${host?.[1] ?? url}\n` : answer.failure === 'bad-url' ? `curl: (1) Protocol not supported or disabled in libcurl\n` : `curl: (7) Failed to connect to ${where} after 3 ms: Couldn't connect to server\n`);
      status = answer.failure === 'no-host' ? 6 : answer.failure === 'bad-url' ? 1 : 7;
      continue;
    }
    if (given.has('f') && answer.status >= 400) {
      if (!given.has('s') || given.has('S')) call.writeError(`curl: (22) The requested URL returned error: ${String(answer.status)}\n`);
      status = 22;
      continue;
    }
    const file = values.get('o') ?? values.get('output') ?? (given.has('O') ? url.slice(url.lastIndexOf('/') + 1) : null);
    if (given.has('I')) call.write(`HTTP/1.1 ${String(answer.status)} ${{ 200: 'OK', 403: 'Forbidden', 404: 'Not Found' }[answer.status] ?? ''}\r\nServer: ${answer.banner}\r\nDate: ${new Date(call.machine.now()).toUTCString()}\r\nContent-Type: ${answer.type}\r\nContent-Length: ${String(answer.bytes.length)}\r\nLast-Modified: ${new Date(answer.modified).toUTCString()}\r\nConnection: keep-alive\r\n\r\n`);
    else if (file === null) call.writeBytes(answer.bytes);
    else if (file !== '/dev/null') call.machine.files.write(file.startsWith('/') ? file : `${call.cwd}/${file}`, answer.bytes);
    const format = values.get('w') ?? values.get('write-out');
    if (format !== undefined) call.write(format.replaceAll('%{http_code}', String(answer.status)).replaceAll('\\n', '\n'));
  }
  return status;
}; // prettier-ignore

/** ssh-keyscan [-T N] [-t TYPE] HOST */
const keyscan: Program = async (call) => {
  const { operands } = options(call, 'Ttp');
  const address = operands[0] ?? '';
  const target = call.world.machines().find((one) => one.up && answersAt(one, address));
  if (target === undefined || route(call.machine, address) === null) {
    await call.sleep(5_000);
    return 1;
  }
  await call.sleep(100);
  call.writeError(`# ${address}:22 SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7\n`);
  if (target.state.hostKey !== null) call.write(`${address} ${publicKeyLine(target.state.hostKey)}\n`);
  return 0;
};

const ethtool: Program = (call) => {
  const link = findLink(call.machine, call.args.find((word) => !word.startsWith('-')) ?? '');
  if (link === undefined) {
    call.writeError('netlink error: no device matches name (offset 24)\nnetlink error: No such device\n');
    return Promise.resolve(75);
  }
  call.write(
    `Settings for ${link.name}:\n\tSpeed: Unknown!\n\tDuplex: Unknown! (255)\n\tLink detected: ${hasCarrier(call.machine, link) ? 'yes' : 'no'}\n`,
  );
  return Promise.resolve(0);
};

/** Network: links, addresses, bridges, names, HTTP. */
export const networkPrograms: Readonly<Record<string, Program>> = {
  '/usr/sbin/ip': ip,
  '/usr/sbin/bridge': bridge,
  '/usr/sbin/brctl': brctl,
  '/usr/sbin/ifup': ifupdown(true),
  '/usr/sbin/ifdown': ifupdown(false),
  '/usr/sbin/ethtool': ethtool,
  '/usr/bin/ping': ping,
  '/usr/bin/curl': curl,
  '/usr/bin/ssh-keyscan': keyscan,
};
