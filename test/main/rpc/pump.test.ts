import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { Credit } from '../../../core/contract/credit.ts';
import { pump } from '../../../main/rpc/pump.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

it('keeps nothing of what it has sent while the stream goes on', async () => {
  const given: WeakRef<Uint8Array>[] = [];
  let alive: number | null = null;
  async function* source(): AsyncGenerator<Uint8Array> {
    for (let index = 0; index < 200; index += 1) {
      const piece = new Uint8Array(1000);
      given.push(new WeakRef(piece));
      yield piece;
      await turn();
    }
    // Twice, with turns between: a weak reference that was made in a turn is kept until its end.
    for (const _time of [1, 2]) {
      await turn();
      collect();
    }
    alive = given.filter((one) => one.deref() !== undefined).length;
  }
  const credit = new Credit();
  let sent = 0;
  await pump(source(), {
    id: 1,
    signal: new AbortController().signal,
    credit,
    asItem: null,
    send: (frame) => {
      if (frame.kind !== 'bytes') return;
      sent += frame.bytes.length;
      credit.give(frame.bytes.length);
    },
  });
  expect(sent).toBe(200_000);
  expect(alive).toBeLessThan(10);
});
