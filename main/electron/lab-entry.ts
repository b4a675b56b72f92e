import type { ParentPort } from 'electron';
import { PortStream } from '../labs/practice/port-stream.ts';
import { openServedLab, type ServedLab } from '../labs/practice/served-lab.ts';
import type { FromLab, ToLab } from './lab-messages.ts';

/** A practice lab as a utility process of the desktop application: every connection is a message channel, and nothing listens. */
const parent = (process as unknown as { readonly parentPort: ParentPort }).parentPort;
const tell = (message: FromLab): void => parent.postMessage(message);
let lab: Promise<ServedLab> | null = null;

parent.on('message', ({ data, ports }) => {
  const message = data as ToLab;
  if (message.say === 'start') {
    lab ??= openServedLab(
      message.given,
      async (registration) => tell({ say: 'ready', registration }),
      (problem) => process.stderr.write(`${problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)}\n`),
    );
    lab.then(untilItsEnd, (problem: unknown) => {
      tell({ say: 'failed', sentence: problem instanceof Error ? problem.message : String(problem) });
      process.exit(1);
    });
    return;
  }
  const [port] = ports;
  if (port === undefined) return;
  // Made at once: a port without listener would lose its end.
  const stream = new PortStream(port);
  if (lab === null) stream.destroy();
  else lab.then(({ serve }) => serve(stream)).catch(() => stream.destroy());
});

async function untilItsEnd(opened: ServedLab): Promise<void> {
  await opened.ended;
  await opened.dispose();
  process.exit(0);
}
