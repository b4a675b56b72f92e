import { element as h, type Child, type MarkupElement } from '../../markup/node.ts';
import { drawTopology } from '../../topology/drawing.ts';
import { TABLE_COLUMNS, type TopologyRow } from '../../topology/table.ts';
import { topologyView } from '../../topology/views.ts';
import type { MomentView, ReportDocument } from '../schema.ts';
import { diagramClass, scrollHint } from './broad.ts';
import { picture } from './picture.ts';
import { anchor, table, timeOf } from './words.ts';

const FIGURE_OF: Readonly<Record<string, string>> = {
  'figure-1': 'Figure 1',
  'figure-2': 'Figure 2',
  'figure-6': 'Figure 6',
  'figure-15': 'Figure 15',
};

/** The drawings of the whole, and the tables that say the same. */
export function topologySection(report: ReportDocument): MarkupElement {
  const whole = report.moments.filter(({ id }) => !id.startsWith('fault-'));
  return h(
    'section',
    { id: 'topology', 'aria-labelledby': 'topology-title' },
    h('h2', { id: 'topology-title' }, 'What is connected to what'),
    h(
      'p',
      {},
      'Drawn from the inventory’s fabric (declared) and from what the probes had found at each moment. ✓ ok, ! degraded, ✗ down, ? unknown, since nobody could be asked, ∅ absent: looked for and not found.',
    ),
    whole.map(moment),
    noted(report),
  );
}

/** What people wrote down on elements and cables, with their pictures. */
function noted(report: ReportDocument): Child {
  const its = report.words.flatMap((word) => (word.element === undefined ? [] : [{ ...word, called: word.element.called }]));
  if (its.length === 0) return null;
  return h(
    'section',
    { 'aria-labelledby': 'topology-notes' },
    h('h3', { id: 'topology-notes' }, 'Notes and pictures of its parts'),
    its.map((word) =>
      h(
        'div',
        { id: anchor.note(word.sequence) },
        h('p', {}, h('strong', {}, word.called), ` · ${word.operator}, `, timeOf(word.at), ` · event ${word.sequence}`),
        h('p', {}, word.text),
        picture(word.picture),
      ),
    ),
  );
}

/** Drawings and judgement of one moment. */
export function moment(one: MomentView): MarkupElement {
  const id = anchor.moment(one.id);
  return h(
    'section',
    { class: 'moment', id, 'aria-labelledby': `${id}-title` },
    h(
      'h3',
      { id: `${id}-title` },
      one.title,
      h('span', { class: 'times' }, ' ', timeOf(one.at), ` · after event ${one.sequence}`),
    ),
    one.drawings.map((drawing) => diagram(one, drawing)),
    redundancy(one),
    one.differences.length === 0
      ? h('p', { class: 'same' }, 'What was found is what is declared, as far as it could be asked.')
      : h(
          'div',
          {},
          h('h4', {}, 'Declared and found differ'),
          h(
            'ul',
            {},
            one.differences.map(({ kind, sentence }) => h('li', {}, h('strong', {}, kind), ': ', sentence)),
          ),
        ),
  );
}

function diagram(one: MomentView, drawing: MomentView['drawings'][number]): MarkupElement {
  const view = topologyView(one.model, drawing.view);
  const prefix = `${anchor.moment(one.id)}-${drawing.view}`;
  return h(
    'figure',
    { class: diagramClass(drawing.layout.width), id: prefix },
    h(
      'figcaption',
      {},
      h('strong', {}, FIGURE_OF[drawing.view] ?? ''),
      ` ${drawing.title}. `,
      h('span', { class: 'soft' }, drawing.about),
    ),
    drawing.rows.length === 0
      ? h('p', { class: 'nothing' }, 'Nothing of it is declared, and nothing was found yet.')
      : [
          scrollHint(drawing.layout.width),
          h(
            'div',
            { class: 'wide drawn', tabindex: 0, role: 'region', 'aria-label': drawing.title },
            drawTopology(view, drawing.layout, prefix),
          ),
          rowsTable(drawing, one.id === 'end'),
        ],
  );
}

/** Printed for the end alone: of other moments the drawing says what differs. */
function rowsTable(drawing: MomentView['drawings'][number], printed: boolean): Child {
  const columns = Object.keys(TABLE_COLUMNS) as (keyof TopologyRow)[];
  return h(
    'details',
    { class: printed ? undefined : 'screen' },
    h('summary', {}, 'The same as a table'),
    table(
      { caption: drawing.title, columns: columns.map((name) => TABLE_COLUMNS[name]), class: 'data small' },
      drawing.rows.map((row) => columns.map((name) => row[name])),
    ),
  );
}

function redundancy(one: MomentView): Child {
  if (one.luns.length === 0) return null;
  return h(
    'div',
    { class: 'redundancy' },
    h('h4', {}, 'What fails if something goes'),
    table(
      {
        caption: 'Redundancy of each LUN and guest',
        columns: ['What', 'On', 'Judged', 'Paths that work', 'Why', 'Without a substitute'],
      },
      [
        ...one.luns.map((lun) => [
          lun.lun,
          lun.host,
          lun.word,
          `${lun.working} of ${lun.paths}`,
          lun.why,
          lun.singlePoints.join(', '),
        ]),
        ...one.guests.map((guest) => [guest.guest, '', guest.word, '', guest.why, guest.singlePoints.join(', ')]),
      ],
    ),
    one.consequences.length === 0
      ? null
      : h(
          'details',
          { class: one.id === 'end' ? undefined : 'screen' },
          h('summary', {}, 'Part by part'),
          table(
            { caption: 'If this part goes', columns: ['Part', 'Loses', 'Goes on with fewer paths'], class: 'data small' },
            one.consequences.map((part) => [
              part.element,
              part.loses.length === 0 ? 'nothing' : part.loses.join(', '),
              part.weakens.join(', '),
            ]),
          ),
        ),
  );
}
