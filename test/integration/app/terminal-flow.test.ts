import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createSessions } from '../../../main/ssh/sessions.ts';
import { receiveFlow } from '../../bench/flow-window.ts';
import { measureFlow } from '../../bench/terminal-flow.ts';
import { startRealHost } from '../../hosts/real-host.ts';
import { testPorts } from '../../hosts/ssh-ports.ts';
import { pipe } from '../../main/rpc/pipe.ts';

it('brings every byte of several hosts that show much at once to a window that reads as fast as it can', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'xenpath-flow-'));
  const host = await startRealHost();
  const names = ['one', 'two', 'three'];
  const sessions = createSessions(Object.fromEntries(names.map((name) => [name, host.target()])), testPorts(folder));
  try {
    const [near, far] = pipe();
    const flow = await measureFlow({
      sessions,
      hosts: names,
      seconds: 4,
      rate: 1_000_000,
      transport: far,
      window: (terminals) => receiveFlow(near, terminals),
    });
    expect(flow.expected.bytes).toBe(4_000_001);
    expect(flow.received).toEqual(names.map(() => flow.expected));
    expect(flow.growth).toBeLessThan(50_000_000);
  } finally {
    await sessions.dispose();
    await host.dispose();
    await rm(folder, { recursive: true });
  }
});
