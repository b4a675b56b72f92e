import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { onAbort } from '../../../main/ssh/on-abort.ts';

test('many hosts listen to one signal without a warning; who stopped listening is not called', async () => {
  const warnings: string[] = [];
  const hear = (warning: Error) => void warnings.push(warning.name);
  process.on('warning', hear);
  try {
    const work = new AbortController();
    const called: number[] = [];
    const stops = Array.from({ length: 16 }, (_, index) => onAbort(work.signal, () => called.push(index)));
    stops[3]?.();
    await turn();
    expect(warnings).toEqual([]);
    const aborted = once(work.signal, 'abort');
    work.abort();
    await aborted;
    expect(called).toHaveLength(15);
    expect(called).not.toContain(3);
    expect(() => onAbort(undefined, () => called.push(99))()).not.toThrow();
  } finally {
    process.off('warning', hear);
  }
});
