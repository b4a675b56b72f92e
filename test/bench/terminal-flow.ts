import { createHash } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { terminalCalls } from '../../core/contract/terminals.ts';
import type { Transport } from '../../core/contract/transport.ts';
import { createRedactor } from '../../core/evidence/redactor.ts';
import { failure, success } from '../../core/result.ts';
import { HostTerminal } from '../../main/app/terminals/terminal.ts';
import { serveWindow, type BytesAsking } from '../../main/rpc/serve.ts';
import type { Sessions } from '../../main/ssh/sessions.ts';

/** Looks at the memory: few, since each holds the thread up. */
const LOOKS = 6;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

export interface FlowOptions {
  readonly sessions: Sessions;
  /** Names of hosts, one terminal each. */
  readonly hosts: readonly string[];
  readonly seconds: number;
  /** Bytes that each host shows in a second. */
  readonly rate: number;
  /** What stands between the terminals and the window. */
  readonly transport: Transport;
  /** Resolves with what the window got of each terminal. Called once everything is served. */
  readonly window: (terminals: readonly string[]) => Promise<readonly Received[]>;
}

/** What arrived in a window: how much, and its SHA-256. */
export interface Received {
  readonly bytes: number;
  readonly hash: string;
}

export interface Flow {
  readonly expected: Received;
  readonly received: readonly Received[];
  /** Growth of this thread's heap and of the buffers outside of it, at its highest of some looks while it flowed, each after a collection; bytes. */
  readonly growth: number;
  /** 99th percentile of the event loop's delay in milliseconds, before anything flowed and while it did. */
  readonly idleMs: number;
  readonly busyMs: number;
  readonly seconds: number;
}

/** Lets hosts show so much a second in their terminals, and measures what that costs the process that serves them. */
export async function measureFlow({ sessions, hosts, seconds, rate, transport, window }: FlowOptions): Promise<Flow> {
  const line = `${'x'.repeat(98)}\r\n`;
  const second = line.repeat(Math.round(rate / line.length));
  // A second's worth from memory, so many times; the time that it takes to write is part of its second.
  const command = [
    'stty raw -echo',
    `s=$(head -c ${String((second.length / 100) * 98)} /dev/zero | tr '\\0' x | fold -w 98)`,
    // Said once the terminal is raw: what is typed before would be echoed.
    'printf R',
    'read go',
    `i=0; b=$(date +%s%N); while [ $i -lt ${String(seconds)} ]; do printf '%s\\r\\n' $s; i=$((i+1)); n=$(date +%s%N); w=$(( (b + i*1000000000 - n) / 1000000 )); [ $w -gt 0 ] && sleep $(printf '%d.%03d' $((w/1000)) $((w%1000))); done`,
  ].join('; ');
  const terminals = new Map<string, HostTerminal>();
  for (const host of hosts) {
    terminals.set(
      host,
      new HostTerminal({
        id: host,
        place: { kind: 'inventory', name: 'flow' },
        host,
        number: 1,
        console: null,
        size: { columns: 100, rows: 30 },
        way: async () =>
          success({
            sessions: { open: (name, options) => sessions.open(name, options) },
            redactor: createRedactor(),
            simulated: false,
            release: async () => undefined,
          }),
        record: null,
        changed: () => {
          const one = terminals.get(host);
          if (one?.listing().state.kind === 'ended') void one.close();
        },
        report: (what, thrown) => {
          throw new Error(what, { cause: thrown });
        },
        command,
      }),
    );
  }
  const refused = failure('not-here', 'There is no such terminal.');
  const served = serveWindow(
    transport,
    { 'terminals.attach': terminalCalls['terminals.attach'] },
    {
      'terminals.attach': ({ terminal }, { signal, received }: BytesAsking) => {
        const one = terminals.get(terminal);
        return one === undefined ? refused : success(one.attach(signal, received));
      },
    },
    {
      version: 'flow',
      nonce: null,
      report: (what) => {
        throw new Error(what);
      },
    },
  );
  try {
    const standing = (): boolean => [...terminals.values()].every((one) => one.listing().state.kind === 'open');
    for (let tries = 0; !standing(); tries += 1) {
      if (tries > 600) throw new Error('The terminals do not stand.');
      await wait(100);
    }
    await wait(1000);
    const idle = await delayDuring(() => wait(3000));
    const before = used();
    let most = before;
    const look = setInterval(() => (most = Math.max(most, used())), (seconds * 1000) / LOOKS);
    const from = performance.now();
    let received: readonly Received[] = [];
    const busy = await delayDuring(async () => {
      received = await window(hosts);
    });
    clearInterval(look);
    const text = `R${second.repeat(seconds)}`;
    return {
      expected: { bytes: text.length, hash: createHash('sha256').update(text).digest('hex') },
      received,
      growth: most - before,
      idleMs: idle,
      busyMs: busy,
      seconds: (performance.now() - from) / 1000,
    };
  } finally {
    served.dispose();
    await Promise.all([...terminals.values()].map((one) => one.close()));
  }
}

async function delayDuring(work: () => Promise<unknown>): Promise<number> {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  await work();
  histogram.disable();
  return histogram.percentile(99) / 1e6;
}

/** Memory that is in use, and not only not given back yet. */
function used(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
