import { FileError } from '../../world/file-error.ts';
import { resolvePath } from '../../world/path.ts';
import { fetchUrl, reachable, type Answer } from '../../world/software/network/http.ts';
import { runningOf } from '../../world/software/software.ts';
import type { NetworkInterface } from '../../world/software/state.ts';
import type { Program, ProgramCall } from '../program.ts';
import { print, refuse } from './output.ts';

function broadcast(each: NetworkInterface): string {
  return (each.address ?? '').split('.').map((part, index) => String(Number(part) | (~Number((each.netmask ?? '255.255.255.0').split('.')[index]) & 255))).join('.'); // prettier-ignore
}

/** ifconfig [-a] [NAME] [up|down|ADDRESS [netmask MASK]] */
export const ifconfig: Program = async (call) => {
  await call.sleep(5);
  const running = runningOf(call.machine);
  const [first, ...rest] = call.args.filter((word) => word !== '-a');
  const named = first === undefined ? null : running.interfaces.find((each) => each.name === first);
  if (named === undefined) return refuse(call, 1, `${first ?? ''}: error fetching interface information: Device not found`);
  if (named !== null && rest.length > 0) {
    if (call.user !== 'root') return refuse(call, 255, 'SIOCSIFFLAGS: Permission denied');
    for (let index = 0; index < rest.length; index += 1) {
      const word = rest[index] ?? '';
      if (word === 'up' || word === 'down') named.up = word === 'up';
      else if (word === 'netmask') named.netmask = rest[(index += 1)] ?? named.netmask;
      else if (/^\d+\.\d+\.\d+\.\d+$/u.test(word)) {
        named.address = word;
        named.up = true;
      }
    }
    return 0;
  }
  for (const each of named === null ? running.interfaces : [named]) {
    if (named === null && !each.up && !call.args.includes('-a')) continue;
    const loop = each.kind === 'loopback';
    const flags = `${each.up ? 'UP ' : ''}${loop ? 'LOOPBACK ' : 'BROADCAST '}${each.up ? 'RUNNING ' : ''}${loop ? '' : each.name.startsWith('peth') || /^vif/u.test(each.name) ? 'NOARP ' : 'MULTICAST '}`;
    print(call, [
      `${each.name.padEnd(10)}Link encap:${loop ? 'Local Loopback  ' : `Ethernet  HWaddr ${each.mac.toUpperCase()}  `}`,
      ...(each.address === null
        ? []
        : [
            `          inet addr:${each.address}  ${loop ? '' : `Bcast:${broadcast(each)}  `}Mask:${each.netmask ?? '255.255.255.0'}`,
          ]),
      `          ${flags} MTU:${loop ? '16436' : '1500'}  Metric:1`,
      '          RX packets:1284 errors:0 dropped:0 overruns:0 frame:0',
      '          TX packets:1107 errors:0 dropped:0 overruns:0 carrier:0',
      `          collisions:0 txqueuelen:${loop ? '0' : '1000'} `,
      '          RX bytes:112084 (109.4 KiB)  TX bytes:98211 (95.9 KiB)',
      '',
    ]);
  }
  return 0;
};

/** ip addr, ip link, ip route. */
export const ip: Program = async (call) => {
  await call.sleep(5);
  const words = call.args.filter((word) => !word.startsWith('-'));
  const object = words[0] ?? '';
  const running = runningOf(call.machine);
  const show = words.includes('show')
    ? words.slice(words.indexOf('show') + 1).filter((word) => word !== 'dev')
    : words.slice(1).filter((word) => word !== 'list');
  if ('route'.startsWith(object) && object.startsWith('r')) {
    for (const each of running.interfaces)
      if (each.address !== null && each.kind !== 'loopback')
        call.write(`${each.address.replace(/\d+$/u, '0')}/24 dev ${each.name}  proto kernel  scope link  src ${each.address} \n`);
    const own = running.interfaces.find((each) => each.name === 'eth0');
    if (own !== undefined && own.address !== null) call.write(`default via ${own.address.replace(/\d+$/u, '254')} dev eth0 \n`);
    return 0;
  }
  const addresses = 'address'.startsWith(object) && object !== '';
  if (!addresses && !('link'.startsWith(object) && object !== ''))
    return refuse(
      call,
      255,
      object === '' ? 'Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }' : `Object "${object}" is unknown, try "ip help".`,
    );
  const oneLine = call.args.some((word) => word === '-o' || word === '-oneline');
  const onlyInet = addresses && call.args.includes('-4');
  const wanted = show[0];
  if (wanted !== undefined && !running.interfaces.some((each) => each.name === wanted))
    return refuse(call, 1, `Device "${wanted}" does not exist.`);
  running.interfaces.forEach((each, index) => {
    if (wanted !== undefined && each.name !== wanted) return;
    const loop = each.kind === 'loopback';
    const flags = loop
      ? 'LOOPBACK,UP,LOWER_UP'
      : `BROADCAST,${each.kind === 'vif' ? 'NOARP' : 'MULTICAST'}${each.up ? ',UP,LOWER_UP' : ''}`;
    const inet =
      addresses && each.address !== null
        ? [
            `inet ${each.address}/${loop ? '8' : '24'} ${loop ? '' : `brd ${broadcast(each)} `}scope ${loop ? 'host' : 'global'} ${each.name}`,
          ]
        : [];
    const heading = `${String(index + 1)}: ${each.name}: <${flags}> mtu ${loop ? '16436' : '1500'} qdisc ${loop || each.kind !== 'ethernet' ? 'noqueue' : 'pfifo_fast qlen 1000'}`;
    const hardware = `link/${loop ? 'loopback' : 'ether'} ${each.mac} brd ${loop ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff'}`;
    // -4 leaves the hardware out, and with it interfaces without an address; -o puts each record on one line.
    if (onlyInet && inet.length === 0) return;
    const links = onlyInet ? [] : [hardware];
    const lines = oneLine
      ? [
          ...links.map((text) => `${heading}\\    ${text}`),
          ...inet.map((text) => `${String(index + 1)}: ${each.name}    ${text}`),
        ]
      : [heading, ...[...links, ...inet].map((text) => `    ${text}`)];
    print(call, lines);
  });
  return 0;
};

/** route -n */
export const route: Program = async (call) => {
  await call.sleep(5);
  const rows = runningOf(call.machine).interfaces.filter((each) => each.address !== null && each.kind !== 'loopback').map((each) => `${(each.address ?? '').replace(/\d+$/u, '0').padEnd(16)}${'0.0.0.0'.padEnd(16)}${(each.netmask ?? '').padEnd(16)}U     0      0        0 ${each.name}`); // prettier-ignore
  print(call, [
    'Kernel IP routing table',
    'Destination     Gateway         Genmask         Flags Metric Ref    Use Iface',
    ...rows,
  ]);
  return 0;
};

/** brctl show | addbr | delbr | addif | delif, of bridge-utils 1.1. */
export const brctl: Program = async (call) => {
  await call.sleep(5);
  const running = runningOf(call.machine);
  const [action, bridge = '', port = ''] = call.args;
  const found = running.interfaces.find((each) => each.name === bridge && each.kind === 'bridge');
  const member = running.interfaces.find((each) => each.name === port);
  switch (action) {
    case 'show':
      print(call, [
        'bridge name\tbridge id\t\tSTP enabled\tinterfaces',
        ...running.interfaces
          .filter((each) => each.kind === 'bridge')
          .flatMap((each) => {
            const ports = running.interfaces.filter((other) => other.bridge === each.name).map((other) => other.name);
            const id = `8000.${(ports.length === 0 ? each.mac : 'fe:ff:ff:ff:ff:ff').replaceAll(':', '')}`;
            return [
              `${each.name}\t\t${id}\t${each.name === 'xenbr0' ? 'no' : 'yes'}\t\t${ports[0] ?? ''}`,
              ...ports.slice(1).map((name) => `\t\t\t\t\t\t\t${name}`),
            ];
          }),
      ]);
      return 0;
    case 'addbr':
      if (found !== undefined) return refuse(call, 1, `device ${bridge} already exists; can't create bridge with the same name`);
      running.interfaces.push({
        name: bridge,
        mac: '00:00:00:00:00:00',
        address: null,
        netmask: null,
        up: false,
        bridge: null,
        kind: 'bridge',
      });
      return 0;
    case 'delbr':
      if (found === undefined) return refuse(call, 1, `bridge ${bridge} doesn't exist; can't delete it`);
      if (found.up) return refuse(call, 1, `bridge ${bridge} is still up; can't delete it`);
      running.interfaces = running.interfaces.filter((each) => each !== found);
      return 0;
    case 'addif':
    case 'delif':
      if (found === undefined) return refuse(call, 1, `bridge ${bridge} does not exist!`);
      if (member === undefined) return refuse(call, 1, `interface ${port} does not exist!`);
      if (action === 'addif' && member.bridge !== null)
        return refuse(call, 1, `device ${port} is already a member of a bridge; can't enslave it to bridge ${bridge}.`);
      if (action === 'delif' && member.bridge !== bridge) return refuse(call, 1, `device ${port} is not a slave of ${bridge}`);
      member.bridge = action === 'addif' ? bridge : null;
      return 0;
    default:
      return refuse(
        call,
        1,
        'Usage: brctl [commands]',
        'commands:',
        '\taddbr     \t<bridge>\t\tadd bridge',
        '\tdelbr     \t<bridge>\t\tdelete bridge',
        '\taddif     \t<bridge> <device>\tadd interface to bridge',
        '\tdelif     \t<bridge> <device>\tdelete interface from bridge',
        '\tshow      \t\t\t\tshow a list of bridges',
      );
  }
};

/** ping [-c N] [-q] [-W N] HOST; without -c it goes on until it is interrupted. */
export const ping: Program = async (call) => {
  const at = call.args.indexOf('-c');
  const count = at < 0 ? Number.POSITIVE_INFINITY : Number(call.args[at + 1] ?? '1');
  const valued = new Set(['-c', '-W', '-w', '-i', '-s', '-I', '-t']);
  const host = call.args.find((word, index) => !word.startsWith('-') && !valued.has(call.args[index - 1] ?? ''));
  if (host === undefined)
    return refuse(
      call,
      2,
      'Usage: ping [-LRUbdfnqrvVaA] [-c count] [-i interval] [-w deadline]',
      '            [-p pattern] [-s packetsize] [-t ttl] [-I interface or address]',
      '            [-M mtu discovery hint] [-S sndbuf]',
      '            [ -T timestamp option ] [ -Q tos ] [hop1 ...] destination',
    );
  const name = /^[\d.]+$/u.test(host);
  if (!name && call.world.find(host) === undefined && host !== 'localhost') return refuse(call, 2, `ping: unknown host ${host}`);
  const address = name ? host : host === 'localhost' ? '127.0.0.1' : (call.world.find(host)?.state.address ?? host);
  print(call, [`PING ${host} (${address}) 56(84) bytes of data.`]);
  let received = 0;
  let sent = 0;
  for (; sent < count; sent += 1) {
    if (sent > 0) await call.sleep(1_000);
    if (reachable(call.world, call.machine, address)) {
      received += 1;
      if (!call.args.includes('-q'))
        print(call, [
          `64 bytes from ${address}: icmp_seq=${String(sent + 1)} ttl=64 time=0.${String(200 + ((sent * 37) % 150))} ms`,
        ]);
    } else await call.sleep(sent === count - 1 ? 3_000 : 0);
  }
  const lost = sent === 0 ? 0 : Math.round((100 * (sent - received)) / sent);
  print(call, [
    '',
    `--- ${host} ping statistics ---`,
    `${String(sent)} packets transmitted, ${String(received)} received, ${String(lost)}% packet loss, time ${String(Math.max(0, sent - 1) * 1000)}ms`,
    ...(received > 0 ? ['rtt min/avg/max/mdev = 0.211/0.264/0.349/0.051 ms'] : []),
  ]);
  return received > 0 ? 0 : 1;
};

function headers(answer: Answer & { readonly ok: true }): string {
  const reason = { 200: 'OK', 403: 'Forbidden', 404: 'Not Found' }[answer.status] ?? '';
  return `HTTP/1.1 ${String(answer.status)} ${reason}\r\nDate: ${new Date(answer.modified).toUTCString()}\r\nServer: Apache/2.2.3 (Red Hat)\r\nLast-Modified: ${new Date(answer.modified).toUTCString()}\r\nAccept-Ranges: bytes\r\nContent-Length: ${String(answer.bytes.length)}\r\nConnection: close\r\nContent-Type: ${answer.type}\r\n\r\n`;
}

/** curl 7.15.5: -I, -i, -s, -S, -f, -o, -O, -L, -m, --connect-timeout, -w '%{http_code}'. */
export const curl: Program = async (call) => {
  const valued = new Set([
    '-o',
    '-m',
    '--connect-timeout',
    '--max-time',
    '-w',
    '--write-out',
    '-u',
    '-H',
    '-A',
    '-x',
    '-X',
    '--retry',
  ]);
  const urls: string[] = [];
  const set = new Set<string>();
  const values = new Map<string, string>();
  for (let index = 0; index < call.args.length; index += 1) {
    const word = call.args[index] ?? '';
    if (valued.has(word)) values.set(word, call.args[(index += 1)] ?? '');
    else if (word.startsWith('--'))
      set.add(
        {
          '--head': 'I',
          '--silent': 's',
          '--fail': 'f',
          '--location': 'L',
          '--include': 'i',
          '--show-error': 'S',
          '--remote-name': 'O',
        }[word] ?? word,
      );
    else if (word.startsWith('-') && word.length > 1) {
      for (const [at, letter] of word.slice(1).split('').entries()) {
        set.add(letter);
        if (valued.has(`-${letter}`)) {
          values.set(`-${letter}`, word.slice(at + 2) === '' ? (call.args[(index += 1)] ?? '') : word.slice(at + 2));
          break;
        }
      }
    } else urls.push(word);
  }
  if (urls.length === 0) return refuse(call, 2, "curl: try 'curl --help' or 'curl --manual' for more information");
  let status = 0;
  for (const url of urls) {
    await call.sleep(40);
    const full = url.includes('://') ? url : `http://${url}`;
    let answer = fetchUrl(call.world, { kind: 'machine', machine: call.machine }, full);
    if (!answer.ok && answer.failure === 'timeout') {
      const limit = Number(values.get('-m') ?? values.get('--max-time') ?? values.get('--connect-timeout') ?? '189');
      await call.sleep(limit * 1_000);
      answer = { ...answer, why: limit === 189 ? "couldn't connect to host" : 'connect() timed out!' };
    }
    if (!answer.ok) {
      const host = /:\/\/([^/:]+)/u.exec(full)?.[1] ?? full;
      const [code, message] = failures(answer.failure, host, answer.why);
      if (!set.has('s') || set.has('S')) call.writeError(`curl: (${String(code)}) ${message}\n`);
      if (values.has('-w') || values.has('--write-out'))
        call.write(writeOut(values.get('-w') ?? values.get('--write-out') ?? '', 0, 0));
      status = code;
      continue;
    }
    if (set.has('f') && answer.status >= 400) {
      if (!set.has('s') || set.has('S'))
        call.writeError(`curl: (22) The requested URL returned error: ${String(answer.status)}\n`);
      status = 22;
      continue;
    }
    const target = values.get('-o') ?? (set.has('O') ? full.slice(full.lastIndexOf('/') + 1) : null);
    if (set.has('I')) call.write(headers(answer));
    else {
      if (set.has('i')) call.write(headers(answer));
      if (target === null) call.writeBytes(answer.bytes);
      else if (target !== '/dev/null') status = save(call, target, answer.bytes) ? status : 23;
    }
    const format = values.get('-w') ?? values.get('--write-out');
    if (format !== undefined) call.write(writeOut(format, answer.status, answer.bytes.length));
  }
  return status;
};

function writeOut(format: string, status: number, size: number): string {
  return format
    .replaceAll('%{http_code}', String(status).padStart(3, '0'))
    .replaceAll('%{size_download}', String(size))
    .replaceAll('\\n', '\n');
}

function failures(failure: string, host: string, why: string): readonly [number, string] {
  switch (failure) {
    case 'bad-url':
      return [1, `Protocol ${host.split(':')[0] ?? ''} not supported or disabled in libcurl`];
    case 'no-host':
      return [6, `Couldn't resolve host '${host}'`];
    case 'timeout':
      return why.includes('timed out') ? [28, why] : [7, "couldn't connect to host"];
    default:
      return [7, "couldn't connect to host"];
  }
}

function save(call: ProgramCall, target: string, bytes: Uint8Array): boolean {
  try {
    call.machine.files.write(resolvePath(call.cwd, target), bytes);
    return true;
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    call.writeError(`${target}: ${problem.message}\n`);
    return false;
  }
}

/** wget 1.10.2: -q, -O FILE, -P FOLDER, --spider, -T, -t. Its report goes to standard error. */
export const wget: Program = async (call) => {
  const valued = new Set(['-O', '-P', '-T', '-t', '-o']);
  const values = new Map<string, string>();
  const urls: string[] = [];
  const flags = new Set<string>();
  for (let index = 0; index < call.args.length; index += 1) {
    const word = call.args[index] ?? '';
    if (valued.has(word)) values.set(word, call.args[(index += 1)] ?? '');
    else if (/^-[qnv]*O-$/u.test(word)) {
      values.set('-O', '-');
      if (word.includes('q')) flags.add('-q');
    } else if (/^-q[OP]$/u.test(word)) {
      flags.add('-q');
      values.set(`-${word.charAt(2)}`, call.args[(index += 1)] ?? '');
    } else if (word.startsWith('-')) flags.add(word);
    else urls.push(word);
  }
  if (urls.length === 0)
    return refuse(call, 1, 'wget: missing URL', 'Usage: wget [OPTION]... [URL]...', '', "Try `wget --help' for more options.");
  const quiet = flags.has('-q');
  let status = 0;
  for (const url of urls) {
    const full = url.includes('://') ? url : `http://${url}`;
    const host = /:\/\/([^/:]+)/u.exec(full)?.[1] ?? '';
    const say = (text: string): void => {
      if (!quiet) call.writeError(text);
    };
    say(`--${new Date(call.machine.now()).toISOString().slice(11, 19)}--  ${full}\n`);
    await call.sleep(60);
    const answer = fetchUrl(call.world, { kind: 'machine', machine: call.machine }, full);
    if (!answer.ok) {
      if (answer.failure === 'no-host') say(`Resolving ${host}... failed: Name or service not known.\n`);
      else say(`Connecting to ${host}:80... failed: ${answer.why}.\n`);
      if (answer.failure === 'timeout') await call.sleep(189_000);
      status = 1;
      continue;
    }
    say(
      `Connecting to ${host}:80... connected.\nHTTP request sent, awaiting response... ${String(answer.status)} ${answer.status === 200 ? 'OK' : answer.status === 404 ? 'Not Found' : 'Forbidden'}\n`,
    );
    if (answer.status !== 200) {
      say(
        `${new Date(answer.modified).toISOString().slice(11, 19)} ERROR ${String(answer.status)}: ${answer.status === 404 ? 'Not Found' : 'Forbidden'}.\n\n`,
      );
      status = 1;
      continue;
    }
    say(`Length: ${String(answer.bytes.length)} [${answer.type}]\n`);
    if (flags.has('--spider')) {
      say('200 OK\n\n');
      continue;
    }
    const output = values.get('-O');
    if (output === '-') call.writeBytes(answer.bytes);
    else {
      const last =
        full
          .slice(full.indexOf('/', 8) + 1)
          .split('/')
          .at(-1) ?? '';
      const name = output ?? `${values.has('-P') ? `${values.get('-P') ?? ''}/` : ''}${last === '' ? 'index.html' : last}`;
      say(
        `Saving to: \`${name}'\n\n100%[=======================================>] ${String(answer.bytes.length)}         --.--K/s   in 0s\n\n'${name}' saved [${String(answer.bytes.length)}/${String(answer.bytes.length)}]\n\n`,
      );
      if (!save(call, name, answer.bytes)) status = 1;
    }
  }
  return status;
};
