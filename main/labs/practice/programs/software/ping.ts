import { reachable } from '../../world/software/network/http.ts';
import type { Program } from '../program.ts';
import { print, refuse } from './output.ts';

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
