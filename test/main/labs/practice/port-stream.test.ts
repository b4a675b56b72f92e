import { once } from 'node:events';
import { MessageChannel, type MessagePort as NodePort } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { PortStream, type MessagePort } from '../../../../main/labs/practice/port-stream.ts';

/** Ports as Electron has them: what is received stands in an event. */
function asElectron(port: NodePort): MessagePort {
  return {
    postMessage: (message) => port.postMessage(message),
    on: (event: 'message' | 'close', listener: (given: never) => void) =>
      event === 'message'
        ? port.on('message', (data: unknown) => listener({ data } as never))
        : port.on('close', listener as () => void),
    start: () => port.ref(),
    close: () => port.close(),
  };
}

function pair(): readonly [PortStream, PortStream] {
  const { port1, port2 } = new MessageChannel();
  return [new PortStream(asElectron(port1)), new PortStream(asElectron(port2))];
}

async function readAll(stream: PortStream): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

it('carries bytes both ways, whole and in order, and its end', async () => {
  const [left, right] = pair();
  const sent = Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => (at * 7) % 251));
  for (let at = 0; at < sent.length; at += 70_001) left.write(sent.subarray(at, at + 70_001));
  left.end();
  right.write('and back');
  const back = once(left, 'data');
  expect((await readAll(right)).equals(sent)).toBe(true);
  expect(String((await back)[0])).toBe('and back');
});

it('lets a writer wait for a reader that is behind', async () => {
  const [left, right] = pair();
  let written = 0;
  const piece = Buffer.alloc(64 * 1024);
  for (let times = 0; times < 64; times += 1) left.write(piece, () => (written += piece.length));
  // Nobody reads: what is under way is bounded, whatever was written.
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(written).toBeLessThan(1024 * 1024);
  left.end();
  expect((await readAll(right)).length).toBe(64 * piece.length);
  expect(written).toBe(64 * piece.length);
});

it('ends when the other end is destroyed, after what came before', async () => {
  const [left, right] = pair();
  left.write('last words');
  await new Promise((resolve) => setTimeout(resolve, 20));
  left.destroy();
  expect(String(await readAll(right))).toBe('last words');
  if (!right.closed) await once(right, 'close');
  expect(right.destroyed).toBe(true);
});

it('fails a write when the other end is gone', async () => {
  const [left, right] = pair();
  right.on('error', () => undefined);
  left.destroy();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const failed = await new Promise((resolve) => right.write('into nothing', resolve));
  expect(failed).toBeInstanceOf(Error);
});
