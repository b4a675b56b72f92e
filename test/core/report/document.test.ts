import { describe, expect, test } from 'vitest';
import { reportDocument, reportJsonSchema } from '../../../core/report/schema.ts';
import { reportJunit } from '../../../core/report/junit.ts';
import { reduceAll } from '../../../core/run/reducer.ts';
import { workedMs } from '../../../core/run/timeline.ts';
import { fixtureText } from '../../support/article-run.ts';
import { ran, reported, html } from '../../support/reported-run.ts';

describe('the document', () => {
  test('fits its schema, which JSON Schema can say', async () => {
    const report = await reported(ran());
    expect(reportDocument.parse(JSON.parse(JSON.stringify(report)))).toEqual(JSON.parse(JSON.stringify(report)));
    expect(reportJsonSchema()).toMatchObject({
      type: 'object',
      properties: { verdict: { enum: expect.arrayContaining(['failed']) as unknown } },
    });
  });

  test('says verdict, counts, what is left, and legacy cryptography', async () => {
    const report = await reported(ran());
    expect(report).toMatchObject({
      verdict: 'failed',
      phase: 'stopped',
      stop: 'A check failed, so the run stopped.',
      legacyHosts: ['xenhost'],
    });
    expect(report.counts).toMatchObject({ pass: 1, fail: 1, pending: 1 });
    expect(report.left.map(({ step, status }) => [step, status])).toEqual([
      ['list-guests', 'failed'],
      ['pull', 'untouched'],
    ]);
  });

  test('a check has the facts that its rule reads, and the bytes that they came from are marked', async () => {
    const run = ran();
    const report = await reported(run);
    const check = report.chapters[0]?.steps[0]?.hosts[0]?.checks[1];
    const [evidence] = check?.evidence ?? [];
    expect(evidence?.read).toEqual([{ fact: 'info.xenMajor', value: '3' }]);
    const marked = evidence?.stdout.pieces.filter((piece) => 'marked' in piece && piece.marked) ?? [];
    expect(marked).toHaveLength(1);
    const [mark] = marked;
    const text = fixtureText('xm.info', 'article');
    expect(mark).toMatchObject({ text: '3', start: text.indexOf('3', text.indexOf('xen_major')) });
  });

  test('an answer that several checks rest on is shown once as a whole, then its marked lines', async () => {
    const run = ran();
    const told = run.events.findLast(({ event }) => event.type === 'checked')?.event;
    if (told?.type !== 'checked') throw new Error('The run has no check.');
    const place = { step: 'list-guests', host: 'xenhost' };
    run.add('checked', { ...told, place, check: 'listed' });
    const [first, second] = (await reported(run)).chapters[0]?.steps[0]?.hosts[0]?.checks ?? [];
    const shown = (check: typeof first): string =>
      check?.evidence[0]?.stdout.pieces.map((piece) => ('text' in piece ? piece.text : '')).join('') ?? '';
    expect(shown(first)).toBe(fixtureText('xm.info', 'article'));
    expect(shown(second)).toMatch(/^xen_major +: 3\n$/u);
  });

  test('figures that are diagrams are drawn before and after, the others are told as facts', async () => {
    const report = await reported(ran());
    expect(report.moments.map(({ id }) => id)).toEqual(['before', expect.stringMatching(/^fault-/u), 'end']);
    expect(report.moments[0]?.drawings.map(({ view }) => view)).toEqual(['figure-1', 'figure-2', 'figure-6', 'figure-15']);
    expect(report.figures.map(({ number, diagram }) => [number, diagram])).toEqual([
      [2, 'figure-2'],
      [4, null],
    ]);
    expect(report.figures.find(({ number }) => number === 4)?.shown.map(({ outcome }) => outcome)).toEqual(['pass', 'fail']);
  });

  test('a step tells the clicks that do the same, with the values of the run', async () => {
    const report = await reported(ran());
    expect(report.chapters[0]?.steps[0]?.hosts[0]?.byHand).toEqual({
      title: 'The same by hand in the Virtual Machine Manager',
      clicks: [
        {
          number: null,
          screen: 'Main panel',
          do: 'Look at xenhost <b>.',
          enters: [
            { field: 'Device', value: '/dev/sdb' },
            { field: 'Later', value: '<captures.later>' },
          ],
          shows: 'Domain-0',
          figure: 4,
        },
      ],
    });
    const page = html(report);
    expect(page).toContain('The same by hand in the Virtual Machine Manager');
    expect(page).toContain('Look at xenhost &lt;b&gt;.');
    expect(page).toContain('<a href="#figure-4">Figure 4</a>');
  });

  test('a fault has its beginning and end, and no stall', async () => {
    const report = await reported(ran());
    expect(report.faults).toMatchObject([{ what: 'c1', step: 'pull', hostMs: 60_000 }]);
    expect(html(report)).toContain('No stall was measured against a budget');
  });

  test('every duration is time of the hosts: an act’s and the run’s as a step’s', async () => {
    const run = ran();
    const state = reduceAll('built-run', run.events);
    const scale = state.header?.lab.scale ?? 1;
    const report = await reported(run);
    const [act] = report.chapters[0]!.steps[0]!.hosts[0]!.acts;
    const stored = run.events.flatMap(({ event }) => (event.type === 'act-done' && event.intent === act!.intent ? [event] : []));
    expect(scale).toBeGreaterThan(1);
    expect(act!.durationMs).toBe(stored[0]!.durationMs * scale);
    expect(report.workedMs).toBe(workedMs(state) * scale);
    expect(html(report)).toContain('every duration is time of the hosts');
    expect(reportJunit(report)).toContain(`time="${(report.workedMs / 1000).toFixed(3)}"`);
  });

  test('what is left, and a host that was lost, say what to do next', async () => {
    const problem = { code: 'host-key-unknown', sentence: 'The key is not known.', next: 'Add hostKey: SHA256:x.' };
    const run = ran();
    run.add('host-lost', { host: 'xenhost', problem });
    const report = await reported(run);
    expect(report.left.find(({ step }) => step === 'list-guests')?.why).toBe('A check failed. Look at it.');
    expect(report.hosts.find(({ name }) => name === 'xenhost')?.problem).toBe('The key is not known. Add hostKey: SHA256:x.');
  });
});
