import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../../core/evidence/hash.ts';
import type { Procedure } from '../../../core/procedure/schema.ts';
import { beginRun, fixtureText } from '../../support/article-run.ts';
import type { BuiltRun } from '../../support/built-run.ts';
import { PROCEDURE, ran, reported, html } from '../../support/reported-run.ts';

describe('the article’s listings', () => {
  test('a listing holds the exec event’s own bytes: the same hash as in the store', async () => {
    const changed = fixtureText('xm.list', 'guests').replace('2928', '2777');
    const run = ran(changed);
    const report = await reported(run);
    const listing = report.listings.find(({ number }) => number === 6);
    expect(listing?.found[0]?.stdout.hash).toBe(sha256Hex(changed));
    expect(run.artefacts.has(listing?.found[0]?.stdout.hash ?? '')).toBe(true);
    expect(html(report).split('id="listing-6"')[1]?.split('</article>')[0]).toContain('2777');
    expect(report.listings.find(({ number }) => number === 4)?.found.map(({ command }) => command)).toEqual(['rpm -ivh xen.rpm']);
    expect(report.listings.find(({ number }) => number === 9)).toMatchObject({
      found: [],
      why: 'No step of this procedure is about it.',
    });
    expect(report.listings).toHaveLength(14);
  });

  const place = { step: 'list-guests', host: 'xenhost' };

  /** The probe answers again, and the check that rests on it is recorded. */
  function askedAgain(run: BuiltRun, probe: string, stdout: string): void {
    const { event } = run.probed('xenhost', [{ probe, stdout }]);
    const batch = event.type === 'probed' ? event.batch : '';
    const evidence = [{ binding: 'list', host: 'xenhost', batch, result: 0 }];
    run.add('checked', { place, check: 'listed', outcome: 'pass', severity: 'fatal', phase: 'later', evidence });
  }

  /** Listing 6 is taken with both guests running; Listing 9 as the step was first done. */
  const withListing = (number: number, probe: string): Procedure => {
    const [chapter] = PROCEDURE.chapters;
    const [step, ...others] = chapter?.steps ?? [];
    if (chapter === undefined || step === undefined) throw new Error('The procedure has no step.');
    const checkpoint = { ...step.checkpoints[0]!, probes: { list: { probe } } };
    const changed = { ...step, source: { ...step.source, listing: number }, checkpoints: [checkpoint] };
    return { ...PROCEDURE, chapters: [{ ...chapter, steps: [changed, ...others] }] };
  };

  test('is what was answered when the step was first done, not what a later step made of it', async () => {
    const first = fixtureText('rdac.virtualDevices', 'listing-09');
    const run = beginRun();
    run.add('step-started', { place });
    askedAgain(run, 'rdac.virtualDevices', first.replaceAll('sdb', 'sdx'));
    askedAgain(run, 'rdac.virtualDevices', first);
    run.add('step-done', { place, outcome: 'done' });
    askedAgain(run, 'rdac.virtualDevices', first.replaceAll('sdb', 'sdz'));
    run.add('step-done', { place, outcome: 'done' });
    const report = await reported(run, withListing(9, 'rdac.virtualDevices'));
    const found = report.listings.find(({ number }) => number === 9)?.found ?? [];
    expect(found.map(({ stdout }) => stdout.hash)).toEqual([sha256Hex(first)]);
  });

  test('is the last answer where the step was never done, and where the article took it at the end', async () => {
    const first = fixtureText('xm.list', 'guests');
    const last = first.replace('2928', '2777');
    const run = beginRun();
    run.add('step-started', { place });
    askedAgain(run, 'xm.list', first);
    run.add('step-done', { place, outcome: 'done' });
    askedAgain(run, 'xm.list', last);
    const hash = async (number: number): Promise<string | undefined> =>
      (await reported(run, withListing(number, 'xm.list'))).listings.find((one) => one.number === number)?.found[0]?.stdout.hash;
    expect(await hash(6)).toBe(sha256Hex(last));
    const never = beginRun();
    never.add('step-started', { place });
    const devices = fixtureText('rdac.virtualDevices', 'listing-09');
    askedAgain(never, 'rdac.virtualDevices', devices.replaceAll('sdb', 'sdx'));
    askedAgain(never, 'rdac.virtualDevices', devices);
    never.add('step-done', { place, outcome: 'failed' });
    const failed = await reported(never, withListing(9, 'rdac.virtualDevices'));
    expect(failed.listings.find(({ number }) => number === 9)?.found[0]?.stdout.hash).toBe(sha256Hex(devices));
  });

  test('of a file shows the edits that changed it, and none that found it as it should be', async () => {
    const run = beginRun();
    run.add('step-started', { place });
    for (const [intent, diff] of [
      ['e1', ''],
      ['e2', '--- a\n+++ b\n@@ -1 +1 @@\n-a\n+b\n'],
    ] as const) {
      run.add('intent', {
        intent,
        place: { ...place, action: 'edit' },
        kind: 'edit',
        class: 'change',
        command: `edit ${intent}`,
      });
      const [before, after] = [run.keep('a\n').hash, run.keep('b\n').hash];
      const file = { path: '/etc/modprobe.conf', before, after, backup: null, diff };
      const outputs = { stdout: run.keep(''), stderr: run.keep(''), durationMs: 1, succeeded: true, by: 'host' as const };
      run.add('act-done', { intent, exit: null, ...outputs, file });
    }
    const report = await reported(run, withListing(7, 'modprobe.configuration'));
    expect(report.listings.find(({ number }) => number === 7)?.found.map(({ command }) => command)).toEqual(['edit e2']);
  });
});
