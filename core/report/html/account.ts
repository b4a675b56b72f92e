import { element as h, type Child, type MarkupElement } from '../../markup/node.ts';
import type { CheckView, ReportDocument, WordView } from '../schema.ts';
import { anchor, outcomeMark, prose, statusMark, timeOf } from './words.ts';

/** What stands on the cover of each kind; the rest is counted and stands at its place. */
const MOST = 12;

/** What the verdict comes from, on the cover: what failed and what to do next, what is left, and whose word stands for what. Empty when all passed. */
export function verdictAccount(report: ReportDocument): Child {
  return [failures(report), leftLine(report), signedWords(report)];
}

interface Failure {
  readonly step: ReportDocument['chapters'][number]['steps'][number];
  readonly host: string;
  readonly check: CheckView | null;
  /** A step that ended badly for another reason than its checks. */
  readonly problem: { readonly sentence: string; readonly next?: string | undefined } | null;
  readonly status: string;
}

function failuresOf(report: ReportDocument): Failure[] {
  return report.chapters.flatMap(({ steps }) =>
    steps.flatMap((step) =>
      step.hosts.flatMap(({ host, status, checks, problem }): Failure[] => {
        const bad = checks.filter(({ outcome }) => outcome === 'fail' || outcome === 'error' || outcome === 'unreachable');
        if (bad.length > 0) return bad.map((check) => ({ step, host, check, problem: null, status }));
        const worded = checks.some(({ outcome }) => outcome === 'waived' || outcome === 'attested');
        return (status === 'failed' || status === 'unknown') && !worded ? [{ step, host, check: null, problem, status }] : [];
      }),
    ),
  );
}

function failures(report: ReportDocument): Child {
  const list = failuresOf(report);
  if (list.length === 0) return null;
  return h(
    'section',
    { class: 'account', 'aria-labelledby': 'failures-title' },
    h('h2', { id: 'failures-title' }, 'What failed, and what to do next'),
    h('ul', {}, list.slice(0, MOST).map(failure)),
    list.length > MOST
      ? h('p', {}, `And ${list.length - MOST} more: `, h('a', { href: '#matrix' }, 'hosts by checks'), ' leads to each.')
      : null,
  );
}

function failure({ step, host, check, problem, status }: Failure): MarkupElement {
  if (check === null)
    return h(
      'li',
      {},
      statusMark(status),
      ' ',
      h('a', { href: `#${anchor.stepHost(step.id, host)}` }, step.title),
      ` on ${host}. `,
      problem === null ? null : [problem.sentence, next(problem.next)],
    );
  const said = check.message ?? check.problem?.sentence ?? check.why;
  return h(
    'li',
    {},
    outcomeMark(check.outcome),
    ' ',
    h('a', { href: `#${anchor.check(step.id, check.id, check.host)}` }, check.title),
    check.severity === 'warning' ? h('em', {}, ' (warning only)') : null,
    ` on ${check.host}, in “${step.title}”. `,
    said,
    check.hint === null
      ? next(check.problem?.next)
      : [' ', h('strong', {}, 'Cause: '), prose(check.hint.cause), next(check.hint.next)],
  );
}

function next(text: string | undefined): Child {
  return text === undefined ? null : [' ', h('strong', {}, 'Next: '), prose(text)];
}

/** What is done stands among what is left where its checks do not count any more. */
const LEFT_WORDS: Readonly<Record<string, string>> = {
  done: 'done, to be asked again',
  'already-so': 'found already so, to be asked again',
  untouched: 'not begun',
};

function leftLine(report: ReportDocument): Child {
  if (report.left.length === 0) return null;
  const steps = Object.values(report.steps).reduce((sum, count) => sum + count, 0);
  const counts = new Map<string, number>();
  for (const { status } of report.left) counts.set(status, (counts.get(status) ?? 0) + 1);
  const words = [...counts].map(([status, count]) => `${count} ${LEFT_WORDS[status] ?? status.replaceAll('-', ' ')}`).join(', ');
  return h(
    'p',
    { class: 'left-line' },
    h(
      'strong',
      {},
      report.phase === 'open' ? 'The run has not ended. ' : report.phase === 'stopped' ? 'The run stopped before its end. ' : '',
    ),
    `Of ${steps} steps on their hosts, ${report.left.length} are not done or not proved: ${words}. `,
    h('a', { href: '#left' }, report.phase === 'finished' ? 'What is not proved' : 'What is left'),
    report.phase === 'finished' ? null : [' · go on with ', h('code', {}, `xenpath resume ${report.run}`)],
  );
}

const SIGNED: Readonly<Partial<Record<WordView['kind'], readonly [string, string]>>> = {
  waiver: ['waiver', 'waivers'],
  attestation: ['attestation', 'attestations'],
  skip: ['step left out', 'steps left out'],
  undo: ['step undone', 'steps undone'],
};

function signedWords(report: ReportDocument): Child {
  const list = report.words.filter(({ kind }) => SIGNED[kind] !== undefined);
  if (list.length === 0) return null;
  const counts = Object.entries(SIGNED).flatMap(([kind, [one, many]]) => {
    const count = list.filter((word) => word.kind === kind).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return h(
    'section',
    { class: 'account', 'aria-labelledby': 'signed-title' },
    h('h2', { id: 'signed-title' }, `Signed by people: ${counts.join(', ')}`),
    h(
      'ul',
      {},
      list.slice(0, MOST).map((word) => signedWord(report, word)),
    ),
    list.length > MOST
      ? h('p', {}, `And ${list.length - MOST} more: `, h('a', { href: '#words' }, 'words of people'), '.')
      : null,
  );
}

function signedWord(report: ReportDocument, word: WordView): MarkupElement {
  const step = report.chapters.flatMap(({ steps }) => steps).find(({ id }) => id === word.step);
  const check = step?.hosts.find(({ host }) => host === word.host)?.checks.find(({ id }) => id === word.check);
  const now = check !== undefined && check.outcome !== 'waived' && check.outcome !== 'attested' ? check.outcome : null;
  const title = check === undefined ? step?.title : `${check.title} (${step?.title ?? ''})`;
  const place =
    step === undefined || word.host === null
      ? null
      : check === undefined
        ? anchor.stepHost(step.id, word.host)
        : anchor.check(step.id, check.id, check.host);
  return h(
    'li',
    {},
    h('strong', {}, SIGNED[word.kind]?.[0] ?? word.kind),
    ` by ${word.operator}, `,
    timeOf(word.at),
    ': ',
    place === null ? title : h('a', { href: `#${place}` }, title ?? word.step),
    word.host === null ? null : ` on ${word.host}`,
    `. “${word.text}”`,
    now === null ? null : [' It does not count any more: the check is ', outcomeMark(now), ' now.'],
  );
}
