import { connect, type Socket } from 'node:net';
import { readLine, writeLine } from './protocol.ts';

/** Connects to a lab's socket or pipe. */
export function dial(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.removeListener('error', reject);
      // Whoever waits for an answer is told by the stream's end.
      socket.on('error', () => socket.destroy());
      socket.setNoDelay(true);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

/** Whether a lab answers there. A socket alone is not enough: it may be that of a process which is just dying. */
export async function answers(path: string): Promise<boolean> {
  const socket = await dial(path).catch(() => null);
  if (socket === null) return false;
  writeLine(socket, { open: 'control' });
  const line = await readLine(socket).catch(() => null);
  socket.destroy();
  return line !== null;
}
