import { describe, expect, test } from 'vitest';
import { inventory as inventorySchema } from '../../../core/hosts/inventory.ts';
import type { ScopeSource } from '../../../core/procedure/step-scope.ts';
import type { Procedure } from '../../../core/procedure/schema.ts';
import { procedure as procedureSchema } from '../../../core/procedure/schema.ts';
import { sha256Hex } from '../../../core/evidence/hash.ts';
import { buildReport } from '../../../core/report/document.ts';
import { reportHtml } from '../../../core/report/html.ts';
import { reportJunit } from '../../../core/report/junit.ts';
import { reportDocument, reportJsonSchema, type ReportDocument } from '../../../core/report/schema.ts';
import { reduceAll } from '../../../core/run/reducer.ts';
import { gridLayout } from '../../../core/topology/grid-layout.ts';
import { ARTICLE_PLANNED, askEverything, beginRun, fixtureText } from '../../support/article-run.ts';
import type { BuiltRun } from '../../support/built-run.ts';

/** A procedure of two steps: a change with two checks, and a fault. */
const PROCEDURE: Procedure = procedureSchema.parse({
  format: 1,
  id: 'rhel5-rdac',
  title: 'Xen with multipath storage',
  version: '1.0',
  about: 'About it.',
  source: {
    title: 'An article',
    author: 'Somebody',
    published: '2008',
    figures: [
      { number: 2, title: 'The machines', view: 'figure-2' },
      { number: 4, title: 'The main panel' },
    ],
  },
  roles: { dom0: { minimum: 1, maximum: 1 } },
  parameters: {},
  chapters: [
    {
      id: 'first',
      title: 'First chapter',
      about: 'What it is about.',
      steps: [
        {
          id: 'list-guests',
          title: 'Domain 0 is in the list',
          source: { section: 'Xen tools', listing: [4, 6], figure: 4 },
          why: 'Because `xm list` must answer.',
          class: 'change',
          on: { role: 'dom0' },
          estimate: '10s',
          warning: 'Not the installer’s example.',
          byHand: {
            tool: 'Virtual Machine Manager',
            clicks: [
              {
                screen: 'Main panel',
                do: 'Look at {{ host.name }} <b>.',
                enters: { Device: '{{ captures.device }}', Later: '{{ captures.later }}' },
                shows: 'Domain-0',
                figure: 4,
              },
              { screen: 'Nowhere', do: 'Nothing', when: 'false' },
            ],
          },
          actions: [{ id: 'install', run: 'rpm -ivh xen.rpm', class: 'change' }],
          checkpoints: [
            {
              id: 'listed',
              title: 'xm lists domain 0',
              probes: { list: { probe: 'xm.list' } },
              rule: 'list.domains.exists(d, d.id == 0)',
              actual: 'list.domains.map(d, d.name)',
              message: 'It is not there.',
              hints: [{ id: 'xend', cause: 'xend does not run', next: 'service xend start' }],
            },
            {
              id: 'told',
              title: 'xm tells of itself',
              probes: { info: { probe: 'xm.info' } },
              rule: 'info.xenMajor == 4',
              actual: 'info.xenMajor',
              message: 'Another version.',
              hints: [{ id: 'version', cause: 'an older Xen', next: 'install another' }],
            },
          ],
        },
        {
          id: 'pull',
          title: 'A cable is pulled',
          source: { section: 'Pulling some cables', figure: 2 },
          why: 'To see.',
          class: 'fault',
          on: { role: 'dom0' },
          estimate: '10s',
          checkpoints: [
            {
              id: 'writes',
              title: 'I/O goes on',
              probes: { list: { probe: 'xm.list' } },
              rule: 'list.domains.size() > 0',
              message: 'No.',
              hints: [{ id: 'any', cause: 'c', next: 'n' }],
            },
          ],
        },
      ],
    },
  ],
});

const plannedCheck = (id: string, title: string) => ({
  id,
  title,
  severity: 'fatal' as const,
  staleAfter: [],
  dependsOn: [],
  maxAgeMs: null,
});

/** A run of the procedure: one check passes, one fails; a cable is taken and given back; somebody noted something. */
function ran(listing = fixtureText('xm.list', 'guests')): BuiltRun {
  const run = askEverything(beginRun());
  const place = { step: 'list-guests', host: 'xenhost' };
  const step = {
    role: 'dom0' as const,
    hosts: ['xenhost'],
    needs: [],
    estimateMs: 10_000,
    repeatable: false,
    undo: 'none' as const,
    chapter: 'first',
  };
  run.add('planned', {
    steps: [
      {
        ...step,
        id: 'list-guests',
        title: 'Domain 0 is in the list',
        class: 'change',
        checks: [plannedCheck('listed', 'xm lists domain 0'), plannedCheck('told', 'xm tells of itself')],
      },
      { ...step, id: 'pull', title: 'A cable is pulled', class: 'fault', checks: [plannedCheck('writes', 'I/O goes on')] },
    ],
  });
  const algorithms = { kex: 'diffie-hellman-group1-sha1', hostKey: 'ssh-rsa', cipher: 'aes128-cbc', mac: 'hmac-sha1' };
  run.add('host-connected', {
    host: 'xenhost',
    address: '192.0.2.11',
    fingerprint: 'SHA256:x',
    algorithms,
    legacy: true,
    labHost: true,
    bootId: 'boot-1',
    skewMs: 3,
    roundTripMs: 1,
  });
  run.add('step-started', { place });
  const outputs = {
    stdout: run.keep('Preparing... ####\n'),
    stderr: run.keep('warning: NOKEY\n'),
    durationMs: 5,
    succeeded: true,
    by: 'host' as const,
  };
  run.add('intent', {
    intent: 'i1',
    place: { ...place, action: 'install' },
    kind: 'run',
    class: 'change',
    command: 'rpm -ivh xen.rpm',
  });
  run.add('act-done', { intent: 'i1', exit: 0, ...outputs });
  run.add('intent', {
    intent: 'i2',
    place: { ...place, action: 'edit' },
    kind: 'edit',
    class: 'change',
    command: 'edit /etc/modprobe.conf',
  });
  run.add('act-done', {
    intent: 'i2',
    exit: 0,
    ...outputs,
    file: {
      path: '/etc/modprobe.conf',
      before: run.keep('a\n').hash,
      after: run.keep('b\n').hash,
      backup: '/etc/modprobe.conf.xenpath',
      diff: '--- a\n+++ b\n@@ -1 +1 @@\n-a\n+options qla2xxx ql2xfailover=0\n',
    },
  });
  const asked = run.probed('xenhost', [
    { probe: 'xm.list', stdout: listing },
    { probe: 'xm.info', stdout: fixtureText('xm.info', 'article') },
  ]);
  const batch = asked.event.type === 'probed' ? asked.event.batch : '';
  const evidence = (binding: string, result: number) => [{ binding, host: 'xenhost', batch, result }];
  run.add('checked', {
    place,
    check: 'listed',
    outcome: 'pass',
    severity: 'fatal',
    phase: 'after',
    expected: ['Domain-0'],
    actual: ['Domain-0', 'test0'],
    evidence: evidence('list', 0),
  });
  run.add('checked', {
    place,
    check: 'told',
    outcome: 'fail',
    severity: 'fatal',
    phase: 'after',
    expected: 4,
    actual: 3,
    missing: ['four'],
    message: 'Another version.',
    hint: { id: 'version', cause: 'an older Xen', next: 'install another' },
    evidence: evidence('info', 1),
  });
  run.add('step-done', {
    place,
    outcome: 'failed',
    problem: { code: 'check-failed', sentence: 'A check failed.', next: 'Look at it.' },
  });
  run.add('noted', { place, text: 'Seen on the screen.' });
  const fault = { ...place, step: 'pull', action: 'pull' };
  run.add('intent', {
    intent: 'i3',
    place: fault,
    kind: 'manual',
    class: 'fault',
    command: 'pull c1',
    fault: { what: 'c1', does: 'take' },
  });
  run.add('act-done', { intent: 'i3', exit: 0, ...outputs, by: 'lab' });
  run.add('intent', {
    intent: 'i4',
    place: fault,
    kind: 'manual',
    class: 'fault',
    command: 'plug c1',
    fault: { what: 'c1', does: 'restore' },
  });
  run.add('act-done', { intent: 'i4', exit: 0, ...outputs, by: 'lab' });
  run.add('run-stopped', { reason: 'failed', sentence: 'A check failed, so the run stopped.' });
  return run;
}

const HOSTS = inventorySchema.parse({ format: 1, hosts: { xenhost: { role: 'dom0', address: '192.0.2.1' } } });
const SCOPES: ScopeSource = {
  inventory: HOSTS,
  parameters: { run: {}, byHost: {}, origin: {} },
  captured: { xenhost: { device: '/dev/sdb' } },
  joined: [],
  run: { id: 'built-run', operator: 'o' },
};

async function reported(run: BuiltRun): Promise<ReportDocument> {
  return buildReport({
    events: run.events,
    state: reduceAll('built-run', run.events),
    procedure: PROCEDURE,
    parameters: {},
    planned: ARTICLE_PLANNED,
    scopes: SCOPES,
    now: '2026-03-01T13:00:00.000Z',
    problems: [],
    read: run.read,
    layOut: async (view) => gridLayout(view),
  });
}
const html = (report: ReportDocument): string => [...reportHtml(report)].join('');

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
});

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

  test('says on its face that hosts were simulated, or that they were real', async () => {
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
});

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
      if (verdict !== null) run.add('act-settled', { intent: 'i9', verdict, how: 'The file says so.' });
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

test('JUnit: a case a check; nothing but a satisfied one is passed', async () => {
  const junit = reportJunit(await reported(ran()));
  expect(junit).toContain('<testsuite name="First chapter" tests="3" failures="1" errors="0" skipped="1"');
  expect(junit).toContain('<testcase classname="list-guests.xenhost" name="xm lists domain 0"/>');
  expect(junit).toMatch(/<failure message="Another version\." type="fail">[^<]*expected: 4\nactual: 3<\/failure>/u);
  expect(junit).toContain('<property name="hosts are" value="Simulated hosts: practice lab');
});
