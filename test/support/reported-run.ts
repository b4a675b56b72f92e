import { inventory as inventorySchema } from '../../core/hosts/inventory.ts';
import type { ScopeSource } from '../../core/procedure/step-scope.ts';
import { procedure as procedureSchema, type Procedure } from '../../core/procedure/schema.ts';
import { buildReport } from '../../core/report/document.ts';
import { reportHtml } from '../../core/report/html.ts';
import type { ReportDocument } from '../../core/report/schema.ts';
import { reduceAll } from '../../core/run/reducer.ts';
import { gridLayout } from '../../core/topology/grid-layout.ts';
import { ARTICLE_PLANNED, askEverything, beginRun, fixtureText } from './article-run.ts';
import type { BuiltRun } from './built-run.ts';

/** A procedure of two steps: a change with two checks, and a fault. */
export const PROCEDURE: Procedure = procedureSchema.parse({
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
export function ran(listing = fixtureText('xm.list', 'guests')): BuiltRun {
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
export const SCOPES: ScopeSource = {
  inventory: HOSTS,
  parameters: { run: {}, byHost: {}, origin: {}, missing: [], noFabric: true },
  captured: { xenhost: { device: '/dev/sdb' } },
  joined: [],
  run: { id: 'built-run', operator: 'o' },
};

/** The report of it, as it was when the run stopped. */
export async function reported(run: BuiltRun, procedure = PROCEDURE): Promise<ReportDocument> {
  return buildReport({
    events: run.events,
    state: reduceAll('built-run', run.events),
    procedure,
    parameters: {},
    planned: ARTICLE_PLANNED,
    scopes: SCOPES,
    now: '2026-03-01T13:00:00.000Z',
    problems: [],
    read: run.read,
    layOut: async (view) => gridLayout(view),
  });
}
/** The page as one string. */
export const html = (report: ReportDocument): string => [...reportHtml(report)].join('');
