import { element as h, type Child, type MarkupElement } from '../../markup/node.ts';
import { durationText } from '../../run/duration.ts';
import type { FaultView, FigureView, ListingView, ReportDocument } from '../schema.ts';
import { command, difference, output } from './output.ts';
import { moment } from './topology.ts';
import { value } from './value.ts';
import { anchor, outcomeMark, stepLinks, table, timeOf } from './words.ts';

/** Characters that are printed in a table of a value that stands at its check too. */
const PRINTED_OF_FOUND = 60;

/** The article's listings, each with the bytes of this run. */
export function listingsSection(report: ReportDocument): Child {
  if (report.listings.length === 0) return null;
  const link = stepLinks(report);
  return h(
    'section',
    { id: 'listings', 'aria-labelledby': 'listings-title' },
    h('h2', { id: 'listings-title' }, 'The article’s listings, as these hosts answered'),
    report.listings.map((one) => listing(one, link)),
  );
}

function listing(one: ListingView, link: (step: string) => MarkupElement): MarkupElement {
  const id = anchor.listing(one.number);
  return h(
    'article',
    { class: 'listing', id, 'aria-labelledby': `${id}-title` },
    h('h3', { id: `${id}-title` }, `Listing ${one.number}. ${one.title}`),
    one.why === null ? null : h('p', { class: 'nothing' }, one.why),
    one.found.map((found) =>
      h(
        'div',
        { class: 'act' },
        h(
          'p',
          { class: 'act-line' },
          found.probe === null ? 'command' : found.probe,
          ` on ${found.host}`,
          found.step === null ? null : [' in ', link(found.step)],
          found.exit === null ? null : ` · exit ${found.exit}`,
          h(
            'span',
            { class: 'events' },
            ` · event ${found.sequence}${found.result === null ? '' : `, result ${found.result + 1}`}`,
          ),
        ),
        command(found.command),
        output('standard output', found.stdout, { open: true }),
        output('standard error', found.stderr),
        found.diff === null ? null : difference(found.diff),
        found.facts === null
          ? null
          : h('details', {}, h('summary', {}, 'facts'), h('pre', { class: 'output', tabindex: 0 }, found.facts)),
      ),
    ),
  );
}

/** The article's figures: diagrams lead to their drawings, screens are told as facts. */
export function figuresSection(report: ReportDocument): Child {
  if (report.figures.length === 0) return null;
  return h(
    'section',
    { id: 'figures', 'aria-labelledby': 'figures-title' },
    h('h2', { id: 'figures-title' }, 'The article’s figures'),
    report.figures.map((one) => figure(report, one)),
  );
}

function figure(report: ReportDocument, one: FigureView): MarkupElement {
  const id = anchor.figure(one.number);
  const drawn = report.moments.filter((moment) => moment.drawings.some(({ view }) => view === one.diagram));
  return h(
    'article',
    { class: 'figure-entry', id, 'aria-labelledby': `${id}-title` },
    h('h3', { id: `${id}-title` }, `Figure ${one.number}. ${one.title}`),
    one.diagram === null
      ? null
      : h(
          'p',
          {},
          'Drawn: ',
          drawn.flatMap((moment, index): Child[] => [
            index === 0 ? '' : ', ',
            h('a', { href: `#${anchor.moment(moment.id)}-${one.diagram ?? ''}` }, moment.title.toLowerCase()),
          ]),
        ),
    one.steps.length === 0
      ? h('p', { class: 'nothing' }, 'No step of this procedure is about it.')
      : h(
          'p',
          {},
          'In ',
          one.steps.flatMap((step, index): Child[] => [
            index === 0 ? '' : ', ',
            h('a', { href: `#${anchor.step(step.id)}` }, step.title),
          ]),
        ),
    one.shown.length === 0
      ? null
      : table(
          {
            caption: `What Figure ${one.number} showed, as facts of this run`,
            columns: ['Check', 'Host', 'Outcome', 'Found'],
            class: 'data small',
          },
          one.shown.map((fact) => [
            fact.title,
            fact.host,
            outcomeMark(fact.outcome),
            fact.actual === null ? '' : value(fact.actual, PRINTED_OF_FOUND),
          ]),
        ),
  );
}

/** Faults on purpose: do, observe, verify. No stall is given where none was measured. */
export function faultsSection(report: ReportDocument): Child {
  if (report.faults.length === 0) return null;
  return h(
    'section',
    { id: 'faults', 'aria-labelledby': 'faults-title' },
    h('h2', { id: 'faults-title' }, 'Faults'),
    report.faults.map((fault, index) => faultArticle(report, fault, index)),
  );
}

function faultArticle(report: ReportDocument, fault: FaultView, index: number): MarkupElement {
  const id = `fault-${index + 1}`;
  const during = report.moments.find((one) => one.id === fault.moment);
  const link = stepLinks(report);
  return h(
    'article',
    { class: 'fault', id, 'aria-labelledby': `${id}-title` },
    h('h3', { id: `${id}-title` }, `${fault.what} taken away`),
    h(
      'p',
      {},
      'In ',
      link(fault.step),
      `, on ${fault.host}. Taken at `,
      timeOf(fault.takenAt),
      fault.restoredAt === null
        ? '; not restored in this run.'
        : [
            ', restored at ',
            timeOf(fault.restoredAt),
            `; away for ${durationText(fault.hostMs)} of host time. No stall was measured against a budget; what the load itself told stands below.`,
          ],
    ),
    table(
      { caption: 'What was checked', columns: ['Check', 'Step', 'Host', 'Outcome', 'Found'], class: 'data small' },
      fault.checks.map((check) => [
        check.title,
        link(check.step),
        check.host,
        outcomeMark(check.outcome),
        check.actual === null ? '' : value(check.actual, PRINTED_OF_FOUND),
      ]),
    ),
    during === undefined ? null : moment(during),
  );
}
