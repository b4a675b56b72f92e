import { describe, expect, test } from 'vitest';
import type { BuiltRun } from '../../support/built-run.ts';
import { html, ran, reported } from '../../support/reported-run.ts';

async function cover(run: BuiltRun): Promise<string> {
  return (
    html(await reported(run))
      .split('id="cover"')[1]
      ?.split('</header><section')[0] ?? ''
  );
}

describe('the cover', () => {
  test('says what failed, why, and what to do next', async () => {
    const page = await cover(ran());
    expect(page).toContain('What failed, and what to do next');
    expect(page).toMatch(
      /#check-list-guests-told-on-xenhost">xm tells of itself<\/a>.*Another version\..*Cause: .*an older Xen.*Next: .*install another/su,
    );
    expect(page).not.toContain('Signed by people');
  });

  test('says how much is left of a run that stopped, and how to go on', async () => {
    const page = await cover(ran());
    expect(page).toContain('The run stopped before its end. ');
    expect(page).toContain('Of 2 steps on their hosts, 2 are not done or not proved: 1 failed, 1 not begun.');
    expect(page).toContain('xenpath resume built-run');
  });

  test('a step that ended badly without a failed check stands there with its reason', async () => {
    const run = ran();
    const place = { step: 'pull', host: 'xenhost' };
    run.add('step-started', { place });
    const problem = { code: 'unreachable', sentence: 'It did not answer in time.', next: 'Is it powered on?' };
    run.add('step-done', { place, outcome: 'failed', problem });
    expect(await cover(run)).toMatch(
      /#step-pull-on-xenhost">A cable is pulled<\/a> on xenhost\. It did not answer in time\. <strong>Next: <\/strong>Is it powered on\?/u,
    );
  });

  test('counts waivers, attestations, steps left out and undone, each with who, when and why', async () => {
    const run = ran();
    const place = { step: 'list-guests', host: 'xenhost' };
    run.add('waived', { place, check: 'told', reason: 'Good enough here.' });
    run.add('step-skipped', { place: { step: 'pull', host: 'xenhost' }, reason: 'No cable to spare.' });
    run.add('undo-started', { place, stale: [] });
    run.add('undo-done', { place, outcome: 'done' });
    const page = await cover(run);
    expect(page).toContain('Signed by people: 1 waiver, 1 step left out, 1 step undone');
    expect(page).toMatch(
      /<strong>waiver<\/strong> by [^<]+, <time[^>]*>2026-03-01 [^<]* UTC<\/time>: <a[^>]*>xm tells of itself \(Domain 0 is in the list\)<\/a> on xenhost\. “Good enough here\.”/u,
    );
    expect(page).toContain('“No cable to spare.”');
  });

  test('is short when everything passed', async () => {
    const report = await reported(ran());
    const page = html({ ...report, left: [], words: [], chapters: [] });
    expect(page).not.toContain('class="account"');
    expect(page).not.toContain('class="left-line"');
  });
});
