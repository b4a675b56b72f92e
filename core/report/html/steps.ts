import { element as h, type Child, type MarkupElement } from '../../markup/node.ts';
import { durationText } from '../../run/duration.ts';
import type { ActView, ChapterView, CheckView, EvidenceView, StepHostView, StepView } from '../schema.ts';
import { byHandBlock } from './by-hand.ts';
import type { Once } from './once.ts';
import { command, difference, output } from './output.ts';
import { value } from './value.ts';
import { picture } from './picture.ts';
import { anchor, outcomeMark, prose, statusMark, terms, timeOf } from './words.ts';

/** Lines of output that are printed of what did not go well, and of an act that did. */
const PRINTED_OF_FAILED = 40;
const PRINTED_OF_ACT = 6;
/** Characters that are printed of a value that an earlier answer had. */
const PRINTED_OF_EARLIER = 60;

/** A chapter with its steps; `index` from 0; `once`: what the page holds before it, to which it adds. */
export function chapterSection(chapter: ChapterView, index: number, once: Once): MarkupElement {
  const id = anchor.chapter(chapter.id);
  return h(
    'section',
    { class: 'chapter', 'aria-labelledby': `${id}-title`, id },
    h('h2', { id: `${id}-title` }, `${index + 1}. ${chapter.title}`),
    chapter.about === '' ? null : h('p', { class: 'about' }, prose(chapter.about)),
    chapter.steps.map((step) => stepArticle(step, once)),
  );
}

function stepArticle(step: StepView, once: Once): MarkupElement {
  const id = anchor.step(step.id);
  return h(
    'article',
    { class: 'step', id, 'aria-labelledby': `${id}-title` },
    h(
      'header',
      {},
      h('h3', { id: `${id}-title` }, step.title),
      h(
        'p',
        { class: 'step-line' },
        h('span', { class: `class c-${step.class}` }, step.class),
        ' ',
        h('code', {}, step.id),
        sourceLine(step),
      ),
    ),
    step.warning === null ? null : h('p', { class: 'warning' }, h('strong', {}, '⚠ Warning: '), prose(step.warning)),
    step.why.map((text) => h('p', { class: 'why' }, prose(text))),
    step.hosts.map((host) => stepHost(step, host, once)),
    step.hosts.length === 0 ? h('p', { class: 'nothing' }, 'No host of this run.') : null,
    step.undo === null ? null : h('p', { class: 'undo' }, step.undo),
  );
}

function sourceLine(step: StepView): Child {
  const { source } = step;
  if (source === null) return null;
  const listings = source.listings.flatMap((number): Child[] => [
    ' · ',
    h('a', { href: `#${anchor.listing(number)}` }, `Listing ${number}`),
  ]);
  const figures = source.figures.flatMap((number): Child[] => [
    ' · ',
    h('a', { href: `#${anchor.figure(number)}` }, `Figure ${number}`),
  ]);
  return [
    ' · from ',
    source.section,
    source.paragraph === null ? null : ` (${source.paragraph})`,
    listings,
    figures,
    source.beyond === null ? null : [' · ', h('em', {}, 'beyond the article: '), source.beyond],
  ];
}

function stepHost(step: StepView, one: StepHostView, once: Once): MarkupElement {
  return h(
    'section',
    { class: 'on-host', id: anchor.stepHost(step.id, one.host), 'aria-label': `${step.title} on ${one.host}` },
    h(
      'h4',
      {},
      h('a', { href: `#${anchor.host(one.host)}` }, one.host),
      ' ',
      statusMark(one.status),
      h(
        'span',
        { class: 'times' },
        ' ',
        one.startedAt === null
          ? null
          : [
              timeOf(one.startedAt),
              ` · took ${durationText(one.hostMs)} of host time, estimated ${durationText(step.estimateMs)}`,
            ],
      ),
      one.attempts > 1 ? h('span', { class: 'times' }, ` · ${one.attempts} attempts: `, outcomesOf(one)) : null,
    ),
    one.earlierAttempts.map((attempt, index) =>
      h(
        'p',
        { class: 'reason' },
        `Attempt ${index + 1}, `,
        timeOf(attempt.at),
        ', ',
        statusMark(attempt.outcome),
        attempt.why === null ? '.' : [': ', prose(attempt.why)],
      ),
    ),
    one.reason === null ? null : h('p', { class: 'reason' }, one.reason),
    one.problem === null
      ? null
      : h(
          'p',
          { class: 'problem' },
          h('strong', {}, one.problem.sentence),
          one.problem.next === undefined ? null : ` ${one.problem.next}`,
        ),
    one.acts.length === 0
      ? null
      : h(
          'div',
          { class: 'acts' },
          h('h5', {}, 'What was done'),
          one.acts.map((done) => act(done, once)),
        ),
    byHandBlock(one.byHand),
    one.checks.length === 0
      ? null
      : h(
          'div',
          { class: 'checks' },
          h('h5', {}, 'What was proved'),
          one.checks.map((check) => checkBlock(step.id, check, once)),
        ),
    one.words.length === 0
      ? null
      : h(
          'ul',
          { class: 'words' },
          one.words.map((word) =>
            h(
              'li',
              {},
              h('strong', {}, word.kind),
              ' by ',
              word.operator,
              ', ',
              timeOf(word.at),
              word.check === null ? null : [' on ', h('code', {}, word.check)],
              ': ',
              word.text,
              picture(word.picture),
            ),
          ),
        ),
  );
}

/** How each attempt ended, in their order; the last one is as the step is now. */
function outcomesOf({ earlierAttempts, status }: StepHostView): Child[] {
  return [...earlierAttempts.map(({ outcome }) => outcome), status].flatMap((outcome, index): Child[] => [
    index === 0 ? null : ', then ',
    statusMark(outcome),
  ]);
}

const RESULT_MARKS: Readonly<Record<ActView['result'], string>> = {
  succeeded: '✓ succeeded',
  failed: '✗ failed',
  unknown: '? unknown',
  'did-not-happen': '– did not happen',
  open: '… no outcome is known',
};

function act(one: ActView, once: Once): MarkupElement {
  const options = { once, printed: one.result === 'succeeded' ? PRINTED_OF_ACT : PRINTED_OF_FAILED };
  const by = one.by === 'lab' ? 'done by the lab’s hands' : one.by === 'person' ? 'done by a person' : null;
  return h(
    'div',
    { class: `act r-${one.result}`, id: anchor.event(one.sequence) },
    h(
      'p',
      { class: 'act-line' },
      h('span', { class: `class c-${one.class}` }, one.class),
      ` ${one.kind} on ${one.host} · `,
      h('strong', {}, RESULT_MARKS[one.result]),
      one.exit === null ? null : ` · exit ${one.exit}`,
      one.signal === null ? null : ` · signal ${one.signal}`,
      one.durationMs === null ? null : ` · ${durationText(one.durationMs)}`,
      by === null ? null : ` · ${by}`,
      ' · ',
      timeOf(one.at),
      one.fault === null ? null : ` · ${one.fault.does === 'take' ? 'takes away' : 'gives back'} ${one.fault.what}`,
      h('span', { class: 'events' }, ` · event ${one.sequence}${one.doneSequence === null ? '' : ` to ${one.doneSequence}`}`),
    ),
    command(one.command, ['run', 'read', 'reboot'].includes(one.kind)),
    one.stdout === null ? null : output('standard output', one.stdout, options),
    one.stderr === null ? null : output('standard error', one.stderr, options),
    one.file === null
      ? null
      : h(
          'div',
          { class: 'file' },
          h(
            'p',
            {},
            'File ',
            h('code', {}, one.file.path),
            one.result === 'open' || one.result === 'unknown' ? ', as it was to be' : null,
            one.file.backup === null
              ? one.stdout === null
                ? ', what was there is kept in the evidence alone'
                : ', no backup'
              : [', kept as ', h('code', {}, one.file.backup)],
            one.file.before === null ? ', new' : null,
            one.file.after === null ? ', taken away' : null,
          ),
          one.file.diff === '' ? wholeFile(one.file.after) : difference(one.file.diff),
        ),
    one.bootIds === null
      ? null
      : h('p', {}, 'Boot id before ', h('code', {}, one.bootIds.before), ', after ', h('code', {}, one.bootIds.after)),
    one.settled === null ? null : h('p', {}, `Settled later: ${one.settled}`),
    one.problem === null
      ? null
      : h('p', { class: 'problem' }, one.problem.sentence, one.problem.next === undefined ? null : ` ${one.problem.next}`),
  );
}

/** What a file that was put is known by: there is no difference to show, and its bytes are stored. */
function wholeFile(after: string | null): Child {
  return after === null
    ? null
    : h('p', { class: 'soft' }, 'Put as a whole: ', h('code', { class: 'hash' }, `sha256 ${after}`), '.');
}

function checkBlock(step: string, check: CheckView, once: Once): MarkupElement {
  const calm = check.outcome === 'pass' || check.outcome === 'not-applicable';
  const compared = check.expected !== null || check.actual !== null;
  return h(
    'div',
    { class: `check o-${check.outcome}`, id: anchor.check(step, check.id, check.host) },
    h(
      'p',
      { class: 'check-line' },
      outcomeMark(check.outcome),
      ' ',
      h('strong', {}, check.title),
      check.severity === 'warning' ? h('em', {}, ' (warning only)') : null,
    ),
    check.why !== null && check.outcome !== 'fail' ? h('p', { class: 'reason' }, check.why) : null,
    !calm && check.message !== null ? h('p', { class: 'message' }, check.message) : null,
    check.hint === null
      ? null
      : h(
          'p',
          { class: 'hint' },
          h('strong', {}, 'Cause: '),
          prose(check.hint.cause),
          ' ',
          h('strong', {}, 'Next: '),
          prose(check.hint.next),
        ),
    check.problem === null
      ? null
      : h('p', { class: 'problem' }, check.problem.sentence, check.problem.next === undefined ? null : ` ${check.problem.next}`),
    compared
      ? h(
          'div',
          { class: 'compared' },
          terms([
            ['expected', check.expected === null ? null : calm ? value(check.expected) : h('code', {}, check.expected)],
            ['actual', check.actual === null ? null : calm ? value(check.actual) : h('code', {}, check.actual)],
            ['missing', calm || check.missing.length === 0 ? null : h('code', {}, check.missing.join(', '))],
            ['extra', calm || check.extra.length === 0 ? null : h('code', {}, check.extra.join(', '))],
          ]),
        )
      : null,
    check.evidence.length === 0 && check.rule === null
      ? null
      : h(
          'details',
          { class: 'behind', ...(calm ? {} : { open: true }) },
          h(
            'summary',
            {},
            `Behind it: ${check.evidence.map((one) => `${one.probe} on ${one.host}`).join(', ') || 'the rule'}`,
            check.at === null ? null : [', ', timeOf(check.at)],
          ),
          check.rule === null ? null : terms([['rule', h('code', {}, check.rule)]]),
          check.evidence.map((one) => evidence(one, once, calm)),
          earlier(check),
        ),
  );
}

function evidence(one: EvidenceView, once: Once, calm: boolean): MarkupElement {
  const options = calm ? { once } : { once, printed: PRINTED_OF_FAILED };
  const number = once.command(one.probe, one.command);
  return h(
    'div',
    { class: 'evidence' },
    h(
      'p',
      { class: 'act-line' },
      h('code', {}, one.binding),
      ` = ${one.probe} on ${one.host} by `,
      h('a', { href: `#${anchor.command(number)}`, title: one.command }, `command ${number}`),
      ' · ',
      one.exit === null ? 'no exit status' : `exit ${one.exit}`,
      ` · ${durationText(one.durationMs)}`,
      h('span', { class: 'events' }, ` · event ${one.sequence}, result ${one.result + 1}`),
    ),
    one.problem === null
      ? null
      : h('p', { class: 'problem' }, one.problem.sentence, one.problem.next === undefined ? null : ` ${one.problem.next}`),
    one.read.length === 0
      ? null
      : terms(one.read.map((read) => [read.fact, calm ? value(read.value) : h('code', {}, read.value)] as const)),
    output('standard output', one.stdout, options),
    output('standard error', one.stderr, options),
  );
}

function earlier(check: CheckView): Child {
  if (check.earlier.length === 0) return null;
  return h(
    'p',
    { class: 'earlier' },
    'Asked before: ',
    check.earlier
      .slice(-6)
      .map((one, index): Child[] => [
        index === 0 ? '' : '; ',
        outcomeMark(one.outcome),
        ` ${one.phase} at `,
        timeOf(one.at),
        one.actual === null ? '' : [' with ', value(one.actual, PRINTED_OF_EARLIER)],
      ]),
    check.earlier.length > 6 ? ` and ${check.earlier.length - 6} times earlier` : '',
    '.',
  );
}
