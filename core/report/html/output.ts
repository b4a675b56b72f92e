import { element as h, type Child, type MarkupElement } from '../../markup/node.ts';
import type { OutputView } from '../schema.ts';
import { bytesText } from './words.ts';

const FOLD_LINES = 16;

/** Bytes as they are stored, with what was left out said; long ones are folded. */
export function output(name: string, view: OutputView, open = false): Child {
  if (view.bytes === 0 && view.cut === 0) return null;
  const lines = view.pieces.reduce((sum, piece) => sum + ('text' in piece ? piece.text.split('\n').length - 1 : 0), 0);
  const notes = [
    bytesText(view.bytes),
    view.cut > 0 ? `${bytesText(view.cut)} more came and were not stored` : '',
    view.redacted > 0 ? `${view.redacted} secrets replaced` : '',
    view.found ? '' : 'the stored bytes are missing',
  ].filter((text) => text !== '');
  const head: Child[] = [
    h('span', { class: 'stream' }, name),
    ` ${notes.join(', ')} · `,
    h('code', { class: 'hash', title: view.hash }, `sha256 ${view.hash.slice(0, 12)}…`),
  ];
  const body = h('pre', { class: 'output', tabindex: 0, dir: 'ltr', 'aria-label': name }, view.pieces.map(piece));
  if (!open && lines > FOLD_LINES) return h('details', { class: 'bytes' }, h('summary', {}, head, ` · ${lines} lines`), body);
  return h('div', { class: 'bytes' }, h('div', { class: 'bytes-head' }, head), body);
}

function piece(one: OutputView['pieces'][number]): MarkupElement | string {
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
