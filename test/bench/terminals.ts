import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { createSessions } from '../../main/ssh/sessions.ts';
import { startRealHost } from '../hosts/real-host.ts';
import { testPorts } from '../hosts/ssh-ports.ts';
import type { FlowWindow } from './flow-worker.ts';
import type { Figure } from './measurement.ts';
import { portTransport } from './port-transport.ts';
import { measureFlow, type Received } from './terminal-flow.ts';
import type { BenchOptions } from './subjects.ts';

const HOSTS = 10;
const SECONDS = 60;
/** Bytes in a second from each. */
const RATE = 1_000_000;

/** Ten terminals that show a megabyte a second each for a minute, and a window in another thread that reads them. */
export async function benchTerminals({ folder, say }: BenchOptions): Promise<readonly Figure[]> {
  say(`${String(HOSTS)} terminals, ${String(RATE / 1e6)} MB/s each for ${String(SECONDS)} s`);
  const host = await startRealHost({ config: ['MaxStartups 30'], environment: { HOME: folder } });
  const names = Array.from({ length: HOSTS }, (_one, index) => `host${String(index + 1)}`);
  const sessions = createSessions(Object.fromEntries(names.map((name) => [name, host.target()])), testPorts(folder));
  try {
    const { port1, port2 } = new MessageChannel();
    const flow = await measureFlow({
      sessions,
      hosts: names,
      seconds: SECONDS,
      rate: RATE,
      transport: portTransport(port1),
      window: (terminals) => {
        const worker = new Worker(join(import.meta.dirname, 'flow-worker.js'), {
          workerData: { port: port2, terminals } satisfies FlowWindow,
          transferList: [port2],
        });
        return new Promise<readonly Received[]>((resolve, reject) => {
          worker.once('message', resolve);
          worker.once('error', reject);
        });
      },
    });
    const whole = flow.received.filter(({ hash }) => hash === flow.expected.hash).length;
    const megabytes = flow.received.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
    return [
      { subject: `terminals whose every byte arrived, of ${String(HOSTS)}`, value: whole, unit: '', least: HOSTS },
      { subject: 'arrived in all', value: megabytes, unit: 'MB' },
      { subject: 'in', value: flow.seconds, unit: 's' },
      { subject: 'growth of the main thread’s memory, at its highest', value: flow.growth / 1e6, unit: 'MB', most: 50 },
      { subject: 'event-loop delay when idle, p99', value: flow.idleMs, unit: 'ms' },
      { subject: 'event-loop delay beside it, p99', value: flow.busyMs, unit: 'ms', most: flow.idleMs + 50 },
    ];
  } finally {
    await sessions.dispose();
    await host.dispose();
  }
}
