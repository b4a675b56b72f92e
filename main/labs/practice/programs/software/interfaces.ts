import { runningOf } from '../../world/software/software.ts';
import type { NetworkInterface } from '../../world/software/state.ts';
import type { Program } from '../program.ts';
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
