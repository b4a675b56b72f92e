import { element as h, type Child, type MarkupElement } from '../../markup/node.ts';
import type { OutputView } from '../output-schema.ts';
import type { Once } from './once.ts';
import { cutAt, linesOf, lineCount, markedLines, type Piece } from './pieces.ts';
import { anchor, bytesText } from './words.ts';

/** On a screen, longer ones are folded. */
const FOLD_LINES = 16;
/** Of output that nothing is wrong with, this many lines are printed; all of it stands in the file. */
const PRINTED_LINES = 3;
/** An output that stands elsewhere already is shown again where a link would be no shorter. */
const SHORT_LINES = 2;
const SHORT_BYTES = 160;

export interface OutputOptions {
  /** Shown whole wherever it stands, and unfolded: the bytes are what this place is about. */
  readonly open?: boolean;
  /** What the page holds already; without it the bytes are shown here. */
  readonly once?: Once;
  /** Lines that are printed; the rest stays on the screen. Zero prints nothing but what it is. */
  readonly printed?: number;
}

/** Bytes as they are stored, with what was left out said; long ones are folded, and the same bytes stand once. */
export function output(name: string, view: OutputView, options: OutputOptions = {}): Child {
  if (view.bytes === 0 && view.cut === 0) return null;
  const { open = false, once, printed = PRINTED_LINES } = options;
  const short = view.bytes <= SHORT_BYTES && lineCount(view.pieces) <= SHORT_LINES;
  const elsewhere = open || short || once === undefined || !view.found ? null : once.output(view.hash);
  if (elsewhere !== null) return again(name, view, elsewhere);
  const id = open || short || once === undefined || !view.found ? undefined : anchor.output(view.hash);
  const lines = lineCount(view.pieces);
  const body = h(
    'pre',
    { class: 'output', tabindex: 0, dir: 'ltr', 'aria-label': name },
    open ? view.pieces.map(piece) : paged(view, printed),
  );
  const head = headOf(name, view);
  if (!open && lines > FOLD_LINES) return h('details', { class: 'bytes', id }, h('summary', {}, head, ` · ${lines} lines`), body);
  return h('div', { class: 'bytes', id }, h('div', { class: 'bytes-head' }, head), body);
}

function headOf(name: string, view: OutputView, more: Child = null): Child[] {
  const notes = [
    bytesText(view.bytes),
    view.cut > 0 ? `${bytesText(view.cut)} more came and were not stored` : '',
    view.redacted > 0 ? `${view.redacted} secrets replaced` : '',
    view.found ? '' : 'the stored bytes are missing',
  ].filter((text) => text !== '');
  return [
    h('span', { class: 'stream' }, name),
    ` ${notes.join(', ')}`,
    more,
    ' · ',
    h('code', { class: 'hash', title: view.hash }, `sha256 ${view.hash.slice(0, 12)}…`),
  ];
}

/** Bytes that stand elsewhere: the lines that the check reads, and the way there. */
function again(name: string, view: OutputView, place: string): MarkupElement {
  const lines = markedLines(view.pieces);
  return h(
    'div',
    { class: 'bytes again' },
    h('div', { class: 'bytes-head' }, headOf(name, view, [', ', h('a', { href: `#${place}` }, 'the same bytes as here')])),
    lines.length === 0
      ? null
      : h(
          'pre',
          { class: 'output screen', tabindex: 0, dir: 'ltr', 'aria-label': `${name}: the lines that the check reads` },
          lines.map(piece),
        ),
  );
}

/** All of it for a screen; for paper its first lines, and what is left out. */
function paged(view: OutputView, printed: number): Child[] {
  const [first, rest] = cutAt(view.pieces, printed);
  if (rest.length === 0) return first.map(piece);
  const last = first.at(-1);
  const end = last !== undefined && 'text' in last && !last.text.endsWith('\n') ? '\n' : '';
  return [
    first.map(piece),
    h('span', { class: 'screen' }, rest.map(piece)),
    h(
      'span',
      { class: 'paper skipped' },
      `${end}[… ${linesOf(rest)} of these ${bytesText(view.bytes)}: in the HTML file and in the evidence …]`,
    ),
  ];
}

function piece(one: Piece): MarkupElement | string {
  if ('skipped' in one)
    return h(
      'span',
      { class: 'skipped' },
      `\n[… bytes ${one.start} to ${one.start + one.skipped}: ${bytesText(one.skipped)} not shown here; they are stored …]\n`,
    );
  if (!one.marked) return one.text;
  return h('mark', { title: `from byte ${one.start}` }, one.text);
}

/** What went to the host; `typed`: a command line, with a prompt before it. What hands or an edit did is told in words. */
export function command(text: string, typed = true): MarkupElement {
  const name = typed ? 'command' : 'act';
  return h(
    'pre',
    { class: typed ? 'command typed' : 'command', tabindex: 0, dir: 'ltr', 'aria-label': name },
    h('code', {}, text),
  );
}

/** A difference in unified form, with what was added and taken away marked as that. */
export function difference(text: string): MarkupElement {
  const lines = text.split('\n');
  return h(
    'pre',
    { class: 'diff', tabindex: 0, dir: 'ltr', 'aria-label': 'difference' },
    lines.map((line, index) => {
      const shown = index === lines.length - 1 ? line : `${line}\n`;
      if (line.startsWith('+') && !line.startsWith('+++')) return h('ins', {}, shown);
      if (line.startsWith('-') && !line.startsWith('---')) return h('del', {}, shown);
      return shown;
    }),
  );
}
