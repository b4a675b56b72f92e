import { createHash } from 'node:crypto';
import headless from '@xterm/headless';
import { createClient } from '../../core/contract/client.ts';
import { REPLAY_HEAD } from '../../core/contract/replay-head.ts';
import type { terminalCalls } from '../../core/contract/terminals.ts';
import type { Transport } from '../../core/contract/transport.ts';
import type { Received } from './terminal-flow.ts';

type Table = Pick<typeof terminalCalls, 'terminals.attach'>;

/** What a window does with terminals, without drawing them: xterm.js reads what comes, and credit is given for what it has read. */
export async function receiveFlow(transport: Transport, terminals: readonly string[]): Promise<readonly Received[]> {
  const client = createClient<Table>(transport, { version: 'flow' });
  const received = await Promise.all(
    terminals.map(async (terminal) => {
      const screen = new headless.Terminal({ cols: 100, rows: 30, scrollback: 1000 });
      const hash = createHash('sha256');
      let bytes = -REPLAY_HEAD;
      const subscription = client.bytes('terminals.attach', { terminal }, (piece) => {
        hash.update(bytes < 0 ? piece.subarray(-bytes) : piece);
        const begins = bytes <= 0 && bytes + piece.length > 0;
        bytes += piece.length;
        if (begins) void subscription.write(Buffer.from('\n'));
        return new Promise<void>((resolve) => screen.write(piece, resolve));
      });
      await subscription.ended;
      screen.dispose();
      return { bytes, hash: hash.digest('hex') };
    }),
  );
  client.dispose();
  return received;
}
