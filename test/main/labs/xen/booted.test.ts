import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lastOf, whenBooted } from '../../../../main/labs/xen/booted.ts';

const never = new Promise<string>(() => undefined);
const patience = { silentMs: 30_000, atMostMs: 60_000 };

describe('the start of a machine', () => {
  let folder = '';
  let serial = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'xenpath-serial-'));
    serial = join(folder, 'serial');
    writeFileSync(serial, 'SeaBIOS\n');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is over when its console asks who logs in, printed in whatever pieces', async () => {
    const booted = whenBooted(serial, never, patience);
    for (const piece of ['Debian GNU/Linux 12 xenhost hvc0\n\nxenhost lo', 'gin: ']) appendFileSync(serial, piece);
    expect(await booted).toEqual({ ok: true, value: null });
    expect(await whenBooted(serial, never, patience)).toEqual({ ok: true, value: null });
  });

  it('has failed at once when the kernel panics, the machine ends, or its console falls silent', async () => {
    expect(await whenBooted(serial, never, { ...patience, silentMs: 20 })).toMatchObject({
      ok: false,
      problem: { code: 'machine-boot', sentence: expect.stringContaining('silent') as unknown },
    });
    expect(await whenBooted(serial, Promise.resolve('xenhost ended (SIGKILL).'), patience)).toMatchObject({
      ok: false,
      problem: { code: 'machine-ended', sentence: 'xenhost ended (SIGKILL).' },
    });
    const booted = whenBooted(serial, never, patience);
    appendFileSync(serial, '[    0.048000] Kernel panic - not syncing: VFS: Unable to mount root fs\n');
    expect(await booted).toMatchObject({
      ok: false,
      problem: { code: 'machine-boot', sentence: expect.stringContaining('Unable to mount root fs') as unknown },
    });
  });

  it('may take longer than the longest silence, as long as something is told, and not for ever', async () => {
    const booted = whenBooted(serial, never, { ...patience, silentMs: 400 });
    let told = 0;
    const telling = setInterval(
      () => appendFileSync(serial, ++told === 10 ? 'xenhost login: ' : `[    ${String(told)}] ...\n`),
      100,
    );
    try {
      expect(await booted).toEqual({ ok: true, value: null });
      expect(told).toBe(10);
      writeFileSync(serial, '');
      expect(await whenBooted(serial, never, { silentMs: 400, atMostMs: 900 })).toMatchObject({
        ok: false,
        problem: { code: 'machine-boot', sentence: expect.stringContaining('within') as unknown },
      });
    } finally {
      clearInterval(telling);
    }
  });

  it('is read from the end of what was printed', async () => {
    appendFileSync(serial, 'x'.repeat(100_000));
    appendFileSync(serial, 'last');
    expect(await lastOf(serial, 6)).toBe('xxlast');
  });
});
