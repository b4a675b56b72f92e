import { describe, expect, test } from 'vitest';
import { beginRun } from '../../support/article-run.ts';
import { ran, reported, html } from '../../support/reported-run.ts';

describe('as HTML', () => {
  test('is one file that asks nothing of a network and runs nothing', async () => {
    const page = html(await reported(ran()));
    expect(page).toMatch(
      /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:/u,
    );
    expect(page).not.toMatch(/<(script|iframe|object|embed|link|img|form|base)\b/iu);
    expect(page).not.toMatch(/ on[a-z]+=|url\(|@import/iu);
    for (const [, target] of page.matchAll(/href="([^"]*)"/gu)) expect(target).toMatch(/^#/u);
  });

  test('every link leads to a place that is there, and no place is there twice', async () => {
    const page = html(await reported(ran()));
    const ids = [...page.matchAll(/ id="([^"]*)"/gu)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = new Set([...page.matchAll(/href="#([^"]*)"/gu)].map(([, id]) => id));
    expect([...targets].filter((target) => !ids.includes(target))).toEqual([]);
  });

  test('leads to steps by their titles', async () => {
    const report = await reported(ran());
    const titles = new Map<string, string>(
      report.chapters.flatMap(({ steps }) => steps.map(({ id, title }) => [`step-${id}`, title])),
    );
    const places = ['faults', 'listings', 'words'].map((id) => html(report).split(`id="${id}"`)[1]?.split('<h2')[1] ?? '');
    const links = places.flatMap((place) => [...place.matchAll(/href="#(step-[^"]*)">([^<]*)</gu)]);
    expect(links.length).toBeGreaterThan(0);
    for (const [, id, words] of links) expect(words).toBe(titles.get(id ?? ''));
  });

  test('says on its face that hosts were simulated, or that they were real', async () => {
    expect(html(await reported(ran()))).toMatch(/<title>[^<]*simulated hosts\)<\/title>/u);
    expect(html(await reported(ran()))).toMatch(/◇ SIMULATED .*practice lab.*60 times as fast/u);
    const real = ran();
    const own = beginRun(false);
    real.events[0] = own.events[0]!;
    const page = html(await reported(real));
    expect(page).toContain('◆ REAL ');
    expect(page).toContain('@top-right { content: "REAL, own lab article, scale 1, legacy cryptography"');
  });

  test('shows expected, actual, missing, hint, difference, note and times with their zone', async () => {
    const page = html(await reported(ran()));
    for (const text of [
      'expected',
      '>4<',
      '>3<',
      'four',
      'an older Xen',
      'install another',
      '<ins>+options qla2xxx ql2xfailover=0',
      'Seen on the screen.',
      'Europe/Berlin',
      '2026-03-01 12:00:01.000 UTC',
      'Not the installer’s example.',
    ])
      expect(page, text).toContain(text);
  });

  test('of a check that passed nothing is said to be missing', async () => {
    const run = ran();
    const told = run.events.findLast(({ event }) => event.type === 'checked')?.event;
    if (told?.type !== 'checked') throw new Error('The run has no check.');
    expect(html(await reported(run))).toContain('<dt>missing</dt>');
    run.add('checked', { ...told, outcome: 'pass', missing: ['four'], extra: ['three'] });
    expect(html(await reported(run))).not.toMatch(/<dt>(missing|extra)<\/dt>/u);
  });

  test('headings, tables and landmarks are those that a screen reader needs', async () => {
    const page = html(await reported(ran()));
    expect(page).toContain('<html lang="en">');
    expect(page.match(/<h1/gu)).toHaveLength(1);
    expect(page).toMatch(/<a class="skip" href="#report">/u);
    expect(page).toMatch(/<main id="report">/u);
    const levels = [...page.matchAll(/<h([1-6])/gu)].map(([, level]) => Number(level));
    expect(levels.every((level, index) => index === 0 || level <= (levels[index - 1] ?? 0) + 1)).toBe(true);
    expect(page.match(/<table/gu)?.length).toBe(page.match(/<caption/gu)?.length);
    expect(page).not.toMatch(/<th>/u);
  });

  test('a drawing that would be too small to read scrolls on a narrow screen and lies on its side on paper', async () => {
    const report = await reported(ran());
    const wide = (width: number): string => {
      const moments = report.moments.map((moment) => ({
        ...moment,
        drawings: moment.drawings.map((one) => (one.view === 'figure-2' ? { ...one, layout: { ...one.layout, width } } : one)),
      }));
      return html({ ...report, moments });
    };
    expect(wide(1583)).toContain('class="diagram broad least-64" id="topology-end-figure-2"');
    expect(wide(1583)).toContain('class="diagram" id="topology-end-figure-6"');
    expect(wide(900)).toContain('class="diagram" id="topology-end-figure-2"');
    expect(wide(900)).toMatch(/@page broad \{ size: A4 landscape/u);
    // It becomes smaller with the page down to what can be read; below that it says that it scrolls.
    expect(wide(1100)).toContain('class="diagram broad least-48" id="topology-end-figure-2"');
    expect(wide(1583)).toMatch(/<p class="screen scrolls scrolls-64">[^<]*scroll it sideways/u);
    expect(wide(1583)).toContain('.least-64 .topology { min-width: 64rem; }');
    expect(wide(1583)).toContain('@container (max-width: 63.99rem) { .scrolls-64 { display: block; } }');
    expect(wide(900)).not.toMatch(/<p class="screen scrolls/u);
  });

  test('what is left tells commands as commands', async () => {
    const report = await reported(ran());
    const left = [
      { step: 'pull', title: 'A cable is pulled', host: 'xenhost', status: 'untouched', why: 'Write `xenpath resume`.' },
    ];
    expect(html({ ...report, left })).toContain('Write <code>xenpath resume</code>.');
  });

  test('a file that was put as a whole is known by its hash, and leaves no empty difference', async () => {
    const run = ran();
    const put = run.events.find(({ event }) => event.type === 'act-done' && event.file !== undefined)?.event;
    if (put?.type !== 'act-done' || put.file === undefined) throw new Error('The run changed no file.');
    const whole = { ...put, file: { ...put.file, before: null, diff: '' } };
    const events = run.events.map((stored) => (stored.event === put ? { ...stored, event: whole } : stored));
    run.events.splice(0, run.events.length, ...events);
    const page = html(await reported(run));
    expect(page).not.toMatch(/<pre class="diff"[^>]*><\/pre>/u);
    expect(page).toMatch(new RegExp(`Put as a whole: <code class="hash">sha256 ${put.file.after}</code>`, 'u'));
  });

  test('how each attempt at a step ended stands on its line', async () => {
    const run = ran();
    const place = { step: 'list-guests', host: 'xenhost' };
    run.add('step-started', { place });
    run.add('run-stopped', { reason: 'interrupted', sentence: 'Somebody stopped it.' });
    run.add('step-started', { place });
    run.add('step-done', { place, outcome: 'done' });
    const text = html(await reported(run)).replaceAll(/<[^>]*>/gu, '');
    expect(text).toContain('3 attempts: ✗ failed, then ‖ interrupted, then ✓ done');
    expect(text).toMatch(/Attempt 1, 2026-03-01 [\d:.]+ UTC, ✗ failed: A check failed\./u);
    expect(text).toMatch(/Attempt 2, 2026-03-01 [\d:.]+ UTC, ‖ interrupted\./u);
  });
});
