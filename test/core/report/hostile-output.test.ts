import { describe, expect, test } from 'vitest';
import { reportJunit } from '../../../core/report/junit.ts';
import type { BuiltRun } from '../../support/built-run.ts';
import { ran, reported, html } from '../../support/reported-run.ts';

describe('what a host says is inert, bounded and visible', () => {
  const HOSTILE =
    '</pre><script>alert(1)</script>&#60;img src=x onerror=alert(1)>\u001b[31mred\u001b[0m \u202eevil\u202c \u0000\u0007 "\'';

  test('markup, escapes of a terminal and bidirectional marks', async () => {
    const run = ran();
    const place = { step: 'list-guests', host: 'xenhost' };
    run.add('intent', { intent: 'i9', place, kind: 'run', class: 'change', command: `echo ${HOSTILE}` });
    run.add('act-done', {
      intent: 'i9',
      exit: 1,
      stdout: run.keep(`${HOSTILE}\n`),
      stderr: run.keep(new Uint8Array([0xff, 0xfe, 0x80])),
      durationMs: 1,
      succeeded: false,
      by: 'host',
      problem: { code: 'x', sentence: HOSTILE },
    });
    run.add('noted', { place, text: HOSTILE });
    run.add('host-lost', { host: `x${HOSTILE}`, problem: { code: 'x', sentence: HOSTILE } });
    const report = await reported(run);
    const page = html(report);
    expect(page).not.toMatch(/<script|<img/u);

    expect(page).not.toMatch(/[\u0000\u0007\u001b\u202c\u202e]/u);
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).toContain('\\x1b[31mred');
    expect(page).toContain('\\u{202e}evil');
    expect(page).toContain('\\xff\\xfe\\x80');
    const junit = reportJunit(report);

    expect(junit).not.toMatch(/[\u0000\u0007\u001b]/u);
  });

  test('a line of a megabyte is cut in the middle, with the number of bytes that are not shown', async () => {
    const run = ran();
    const long = `${'a'.repeat(500_000)}NEEDLE${'b'.repeat(500_000)}\n`;
    run.add('intent', {
      intent: 'i9',
      place: { step: 'list-guests', host: 'xenhost' },
      kind: 'run',
      class: 'read',
      command: 'cat',
    });
    run.add('act-done', {
      intent: 'i9',
      exit: 0,
      stdout: { ...run.keep(long), cut: 77 },
      stderr: run.keep(''),
      durationMs: 1,
      succeeded: true,
      by: 'host',
    });
    const before = html(await reported(ran())).length;
    const page = html(await reported(run));
    expect(page.length - before).toBeLessThan(20_000);
    expect(page).toContain('not shown here; they are stored');
    expect(page).toContain('77 bytes more came and were not stored');
  });

  test('a file of an act whose end was not seen is shown, but where it is known that nothing was written', async () => {
    const edits = (verdict: 'happened' | 'did-not-happen' | 'unknown' | null): BuiltRun => {
      const run = ran();
      const file = {
        path: '/boot/grub/grub.conf',
        before: run.keep('a\n').hash,
        after: run.keep('b\n').hash,
        diff: '@@ -1 +1 @@\n-a\n+b\n',
      };
      const place = { step: 'list-guests', host: 'xenhost', action: 'edit' };
      run.add('intent', { intent: 'i9', place, kind: 'edit', class: 'change', command: 'edit /boot/grub/grub.conf', file });
      if (verdict !== null) run.add('act-settled', { intent: 'i9', verdict, how: 'The file says so.', by: 'host' });
      return run;
    };
    const happened = await reported(edits('happened'));
    const act = happened.chapters[0]?.steps[0]?.hosts[0]?.acts.find(({ intent }) => intent === 'i9');
    expect(act).toMatchObject({ result: 'succeeded', file: { path: '/boot/grub/grub.conf', backup: null } });
    expect(html(happened)).toContain('/boot/grub/grub.conf</code>, what was there is kept in the evidence alone');
    for (const verdict of ['unknown', null] as const)
      expect(html(await reported(edits(verdict)))).toContain('/boot/grub/grub.conf</code>, as it was to be');
    expect(html(await reported(edits('did-not-happen')))).not.toContain('/boot/grub/grub.conf</code>,');
  });

  test('an output whose bytes are gone is said to be gone', async () => {
    const run = ran();
    run.artefacts.clear();
    expect(html(await reported(run))).toContain('the stored bytes are missing');
  });
});
