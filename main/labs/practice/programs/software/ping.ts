import { reachable } from '../../world/software/network/http.ts';
import type { Program } from '../program.ts';
import { options } from '../unix/call-files.ts';
import { print, refuse } from './output.ts';

/** Options of ping with a value, as its usage lists them. */
const valued = 'ciwpstIMSTQW';

/** ping of iputils 20020927: [-c N] [-i N] [-w N] [-W N] [-q] HOST; without -c until it is interrupted, and then with its statistics. */
export const ping: Program = async (call) => {
  const { given, values, operands } = options(call, valued);
  const number = (option: string, otherwise: number): number => {
    const text = values.get(option);
    return text === undefined ? otherwise : Number(text);
  };
  const count = number('c', Number.POSITIVE_INFINITY);
  const interval = number('i', 1) * 1_000;
  const deadline = number('w', Number.POSITIVE_INFINITY) * 1_000;
  const patience = number('W', 10) * 1_000;
  const host = operands.at(-1);
  if (host === undefined)
    return refuse(
      call,
      2,
      'Usage: ping [-LRUbdfnqrvVaA] [-c count] [-i interval] [-w deadline]',
      '            [-p pattern] [-s packetsize] [-t ttl] [-I interface or address]',
      '            [-M mtu discovery hint] [-S sndbuf]',
      '            [ -T timestamp option ] [ -Q tos ] [hop1 ...] destination',
    );
  if (!(count >= 1)) return refuse(call, 2, 'ping: bad number of packets to transmit.');
  if (!(interval >= 0)) return refuse(call, 2, 'ping: bad timing interval.');
  const name = /^[\d.]+$/u.test(host);
  if (!name && call.world.find(host) === undefined && host !== 'localhost') return refuse(call, 2, `ping: unknown host ${host}`);
  const address = name ? host : host === 'localhost' ? '127.0.0.1' : (call.world.find(host)?.state.address ?? host);
  const started = call.world.now();
  const times: number[] = [];
  let sent = 0;
  const statistics = (): void => {
    const lost = sent === 0 ? 0 : Math.round((100 * (sent - times.length)) / sent);
    print(call, [
      '',
      `--- ${host} ping statistics ---`,
      `${String(sent)} packets transmitted, ${String(times.length)} received, ${String(lost)}% packet loss, time ${String(Math.round(Math.max(0, sent - 1) * interval))}ms`,
      times.length > 0 ? roundTrips(times) : '',
    ]);
  };
  // The shell does not wait for a program that was interrupted: what ping has to say is said at the signal.
  let interrupted: (() => void) | null = null;
  const stopped = new Promise<void>((resolve) => {
    interrupted = resolve;
  });
  let over = false;
  call.onSignal(2, () => {
    if (over) return;
    over = true;
    statistics();
    interrupted?.();
  });
  const rest = (milliseconds: number): Promise<void> => Promise.race([call.sleep(milliseconds), stopped]);
  print(call, [`PING ${host} (${address}) 56(84) bytes of data.`]);
  while (sent < count && !isOver()) {
    if (sent > 0) await rest(interval);
    if (isOver() || call.world.now() - started >= deadline) break;
    sent += 1;
    if (reachable(call.world, call.machine, address)) {
      const time = (200 + ((sent * 37) % 150)) / 1000;
      times.push(time);
      if (!given.has('q')) print(call, [`64 bytes from ${address}: icmp_seq=${String(sent)} ttl=64 time=${time.toFixed(3)} ms`]);
    } else if (sent === count) await rest(Math.min(patience, deadline - (call.world.now() - started)));
  }
  if (!isOver()) statistics();
  over = true;
  return times.length > 0 ? 0 : 1;

  function isOver(): boolean {
    return over;
  }
};

function roundTrips(times: readonly number[]): string {
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const deviation = Math.sqrt(times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / times.length);
  return `rtt min/avg/max/mdev = ${[Math.min(...times), mean, Math.max(...times), deviation].map((value) => value.toFixed(3)).join('/')} ms`;
}
