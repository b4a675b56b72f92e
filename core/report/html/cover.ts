import { outcome as outcomes } from '../../checks/outcome.ts';
import { element as h, type Child, type MarkupElement } from '../../markup/node.ts';
import { durationText } from '../../run/duration.ts';
import type { ReportDocument } from '../schema.ts';
import { verdictAccount } from './account.ts';
import {
  anchor,
  bytesText,
  OUTCOME_MARKS,
  outcomeMark,
  prose,
  statusMark,
  table,
  terms,
  timeOf,
  VERDICT_GLYPHS,
} from './words.ts';

/** Whether hosts were real, in words that stand on every face of a report. */
export function realityText(report: ReportDocument): string {
  const { lab } = report;
  const scale = lab.scale === 1 ? 'real pace' : `time runs ${lab.scale} times as fast`;
  return lab.simulated ? `Simulated hosts: ${lab.kind} lab “${lab.name}”, ${scale}` : `Real hosts: ${lab.name}, ${scale}`;
}

/** The first page: verdict, whether simulated, versions and hashes. */
export function cover(report: ReportDocument): MarkupElement {
  const { procedure, integrity } = report;
  return h(
    'header',
    { class: 'cover', id: 'cover' },
    h('p', { class: 'kicker' }, 'Xenpath run report'),
    h('h1', {}, procedure.title),
    h(
      'div',
      { class: `verdict v-${report.verdict}`, role: 'status' },
      h('span', { class: 'verdict-glyph', 'aria-hidden': 'true' }, VERDICT_GLYPHS[report.verdict]),
      h(
        'div',
        {},
        h('p', { class: 'verdict-word' }, report.verdictWords),
        h('p', {}, report.sentence, report.stop === null ? null : [' ', report.stop]),
      ),
    ),
    h(
      'p',
      { class: `reality ${report.lab.simulated ? 'simulated' : 'real'}` },
      h('strong', {}, report.lab.simulated ? '◇ SIMULATED ' : '◆ REAL '),
      realityText(report),
      report.lab.scale === 1 ? '.' : '; every duration is time of the hosts, but the round trip to them.',
    ),
    report.legacyHosts.length === 0
      ? null
      : h(
          'p',
          { class: 'legacy' },
          h('strong', {}, '⚠ Legacy cryptography '),
          `was negotiated with ${report.legacyHosts.join(', ')}.`,
        ),
    verdictAccount(report),
    report.pseudonyms
      ? h(
          'p',
          {},
          h('strong', {}, 'Pseudonyms '),
          'stand in the place of names, addresses and world wide names, the same one for the same thing all through this run and as long as it. ',
          'What the procedure’s own text names is left. The map that leads back is not part of the evidence.',
        )
      : null,
    terms([
      ['run', h('code', {}, report.run)],
      ['began', timeOf(report.startedAt)],
      ['last event', timeOf(report.lastAt)],
      ['worked on', `${durationText(report.workedMs)} of host time`],
      ['time zone of the machine', `${report.timeZone}; every time here is UTC`],
      [report.operators.length === 1 ? 'operator' : 'operators', report.operators.join(', ')],
      ['procedure', [h('code', {}, procedure.id), ` version ${procedure.version}`]],
      ['procedure’s SHA-256', h('code', { class: 'hash' }, procedure.hash)],
      ['after', procedure.source],
      [
        'lab',
        `${report.lab.kind}, “${report.lab.name}”${report.lab.seed === null ? '' : `, seed ${report.lab.seed}`}, scale ${report.lab.scale}`,
      ],
      ['Xenpath', report.xenpath],
      ['chain head', h('code', { class: 'hash' }, integrity.head)],
      [
        'events',
        `${integrity.events}, ${report.totals.acts} acts, ${report.totals.probes} probes, ${bytesText(report.totals.bytes)} of output`,
      ],
    ]),
    procedure.about === '' ? null : h('p', { class: 'about' }, procedure.about),
    h(
      'ul',
      { class: 'counts', 'aria-label': 'Checks by outcome' },
      outcomes.options
        .filter((name) => report.counts[name] > 0)
        .map((name) =>
          h(
            'li',
            { class: `o-${name}` },
            h('b', {}, String(report.counts[name])),
            ' ',
            `${OUTCOME_MARKS[name].glyph} ${OUTCOME_MARKS[name].word}`,
          ),
        ),
    ),
  );
}

/** What did not come to its end; nothing when all did. */
export function leftSection(report: ReportDocument): Child {
  if (report.left.length === 0) return null;
  const again = (one: ReportDocument['left'][number]): boolean =>
    (one.status === 'done' || one.status === 'already-so') && one.why?.startsWith('stale: ') === true && !one.why.includes('; ');
  const [first, later] = [report.left.filter((one) => !again(one)), report.left.filter(again)];
  return h(
    'section',
    { id: 'left', 'aria-labelledby': 'left-title' },
    h('h2', { id: 'left-title' }, report.phase === 'finished' ? 'What is not proved' : 'What is left'),
    h('p', {}, report.phase === 'open' ? 'The run is open: no word says that it ended.' : (report.stop ?? '')),
    leftTable('Steps that are not done or not proved', first),
    later.length === 0
      ? null
      : h(
          'details',
          {},
          h('summary', {}, `${later.length} steps are done and must be asked again, since something changed after they passed`),
          leftTable('Steps to be asked again', later),
        ),
  );
}

function leftTable(caption: string, rows: ReportDocument['left']): Child {
  if (rows.length === 0) return null;
  return table(
    { caption, columns: ['Step', 'Host', 'Status', 'Why'] },
    rows.map((one) => [
      h('a', { href: `#${anchor.step(one.step)}` }, one.title),
      one.host,
      statusMark(one.status),
      prose(one.why ?? ''),
    ]),
  );
}

/** Table of the run's hosts. */
export function hostsSection(report: ReportDocument): MarkupElement {
  return h(
    'section',
    { id: 'hosts', 'aria-labelledby': 'hosts-title' },
    h('h2', { id: 'hosts-title' }, 'Hosts'),
    table(
      {
        caption: 'Hosts of the run',
        columns: ['Host', 'Role', 'Address', 'Host key', 'Algorithms', 'Boots seen', 'Clock', 'Round trip'],
      },
      report.hosts.map((host) => [
        h('span', { id: anchor.host(host.name) }, host.name),
        host.role ?? '–',
        [host.address ?? '–', host.via === null ? null : ` through ${host.via}`],
        host.fingerprint === null
          ? 'never connected'
          : [h('code', { class: 'hash' }, host.fingerprint), ` ${host.trusted ?? ''}${host.labHost ? ', a lab’s own' : ''}`],
        host.algorithms === null ? '–' : [host.algorithms, host.legacy ? h('strong', {}, ' ⚠ legacy') : null],
        host.bootIds.length === 0 ? '–' : [`${host.bootIds.length}: `, h('small', {}, host.bootIds.join(' → '))],
        host.skewMs === null ? '–' : `${host.skewMs < 0 ? '−' : '+'}${durationText(Math.abs(host.skewMs))}`,
        durationText(host.roundTripMs),
      ]),
    ),
  );
}

/** Hosts by checks: a row a check, a column a host, each cell leading to its place. */
export function matrixSection(report: ReportDocument): MarkupElement {
  const hosts = [
    ...new Set(
      report.chapters.flatMap(({ steps }) =>
        steps.flatMap((step) => step.hosts.filter(({ checks }) => checks.length > 0).map(({ host }) => host)),
      ),
    ),
  ];
  return h(
    'section',
    { id: 'matrix', 'aria-labelledby': 'matrix-title' },
    h('h2', { id: 'matrix-title' }, 'Hosts by checks'),
    report.chapters.map((chapter) =>
      table(
        { caption: chapter.title, columns: ['Check', ...hosts], class: 'data matrix' },
        chapter.steps.flatMap((step) => {
          const ids = [...new Set(step.hosts.flatMap(({ checks }) => checks.map(({ id }) => id)))];
          return ids.map((id) => {
            const title = step.hosts.flatMap(({ checks }) => checks).find((check) => check.id === id)?.title ?? id;
            return [
              [h('a', { href: `#${anchor.step(step.id)}` }, step.title), ': ', title],
              ...hosts.map((host) => {
                const check = step.hosts.find((one) => one.host === host)?.checks.find((one) => one.id === id);
                return check === undefined
                  ? null
                  : h('a', { href: `#${anchor.check(step.id, id, host)}` }, outcomeMark(check.outcome));
              }),
            ];
          });
        }),
      ),
    ),
  );
}
