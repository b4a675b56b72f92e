import type { Outcome } from '../../checks/outcome.ts';
import { element as h, type Child, type MarkupElement } from '../../markup/node.ts';
import type { ReportDocument } from '../schema.ts';

/** Outcomes by glyph and word: colour only comes on top. */
export const OUTCOME_MARKS: Readonly<Record<Outcome, { readonly glyph: string; readonly word: string }>> = {
  pass: { glyph: '✓', word: 'pass' },
  fail: { glyph: '✗', word: 'fail' },
  error: { glyph: '‼', word: 'error' },
  unreachable: { glyph: '⌀', word: 'unreachable' },
  'not-applicable': { glyph: '–', word: 'not applicable' },
  waived: { glyph: '◐', word: 'waived' },
  attested: { glyph: '✍', word: 'attested' },
  stale: { glyph: '↻', word: 'stale' },
  pending: { glyph: '…', word: 'pending' },
};

export const VERDICT_GLYPHS: Readonly<Record<ReportDocument['verdict'], string>> = {
  passed: '✓',
  'passed-with-words': '◐',
  failed: '✗',
  unreachable: '⌀',
  'not-established': '?',
};

const STATUS_GLYPHS: Readonly<Record<string, string>> = {
  done: '✓',
  'already-so': '=',
  failed: '✗',
  declined: '⊘',
  skipped: '⤼',
  'not-taken': '–',
  running: '▸',
  interrupted: '‖',
  unknown: '?',
  undone: '↶',
  untouched: '○',
};

/** Sign and word of an outcome; colour alone says nothing. */
export function outcomeMark(outcome: Outcome): MarkupElement {
  const { glyph, word } = OUTCOME_MARKS[outcome];
  return h('span', { class: `outcome o-${outcome}` }, h('span', { class: 'glyph', 'aria-hidden': 'true' }, glyph), ` ${word}`);
}

/** Sign and word of a step's status; colour alone says nothing. */
export function statusMark(status: string): MarkupElement {
  const glyph = STATUS_GLYPHS[status] ?? '○';
  return h(
    'span',
    { class: `status st-${status}` },
    h('span', { class: 'glyph', 'aria-hidden': 'true' }, glyph),
    ` ${status.replaceAll('-', ' ')}`,
  );
}

/** A time as it stands in the events, in UTC, readable: `2026-03-01 12:00:05.123 UTC`. */
export function timeOf(at: string | null): MarkupElement | string {
  if (at === null) return '–';
  const text = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/u.test(at) ? `${at.slice(0, 10)} ${at.slice(11, -1)} UTC` : at;
  return h('time', { datetime: at }, text);
}

/** A number of bytes for people, in units of 1024 from 10,000 bytes on. */
export function bytesText(bytes: number): string {
  return bytes < 10_000
    ? `${bytes} bytes`
    : bytes < 10_000_000
      ? `${Math.round(bytes / 1024)} KiB`
      : `${Math.round(bytes / 1_048_576)} MiB`;
}

/** A table with a caption, and header cells for columns and rows. */
export function table(
  options: {
    readonly caption: string;
    readonly columns: readonly string[];
    readonly class?: string;
    readonly rowHeaders?: boolean;
    /** Whether the row with this number, from 0, stands on paper too; without it all do. */
    readonly printed?: (row: number) => boolean;
  },
  rows: readonly (readonly Child[])[],
): MarkupElement {
  return h(
    'div',
    { class: 'wide', tabindex: 0, role: 'region', 'aria-label': options.caption },
    h(
      'table',
      { class: options.class ?? 'data' },
      h('caption', {}, options.caption),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          options.columns.map((name) => h('th', { scope: 'col' }, name)),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((row, number) =>
          h(
            'tr',
            { class: options.printed?.(number) === false ? 'screen' : undefined },
            row.map((cell, index) =>
              index === 0 && options.rowHeaders !== false ? h('th', { scope: 'row' }, cell) : h('td', {}, cell),
            ),
          ),
        ),
      ),
    ),
  );
}

/** Terms and what they are; those with nothing are left out. */
export function terms(list: readonly (readonly [string, Child])[]): MarkupElement {
  const given = list.filter(([, value]) => value !== null && value !== '' && value !== false && value !== undefined);
  return h(
    'dl',
    { class: 'terms' },
    given.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  );
}

/** Ids of the document's places: names come from procedures and hosts, and an id takes no blanks. */
export const anchor = {
  event: (sequence: number): string => `event-${sequence}`,
  step: (step: string): string => `step-${slug(step)}`,
  stepHost: (step: string, host: string): string => `step-${slug(step)}-on-${slug(host)}`,
  check: (step: string, check: string, host: string): string => `check-${slug(step)}-${slug(check)}-on-${slug(host)}`,
  host: (host: string): string => `host-${slug(host)}`,
  command: (number: number): string => `command-${number}`,
  output: (hash: string): string => `output-${slug(hash)}`,
  listing: (number: number): string => `listing-${number}`,
  figure: (number: number): string => `figure-${number}`,
  /** A person's words on a part of the topology. */
  note: (sequence: number): string => `note-${sequence}`,
  moment: (moment: string): string => `topology-${slug(moment)}`,
  chapter: (chapter: string): string => `chapter-${slug(chapter)}`,
};

function slug(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]/gu, '_');
}

/** How other places lead to a step: by its title. One that the procedure does not have any more goes by its id. */
export function stepLinks(report: ReportDocument): (step: string) => MarkupElement {
  const titles = new Map(report.chapters.flatMap(({ steps }) => steps.map(({ id, title }) => [id, title] as const)));
  return (step) => h('a', { href: `#${anchor.step(step)}` }, titles.get(step) ?? step);
}

/** Text of a procedure: `code` between backticks. */
export function prose(text: string): Child[] {
  return text
    .split(/(`[^`]+`)/u)
    .map((part) => (part.length > 2 && part.startsWith('`') && part.endsWith('`') ? h('code', {}, part.slice(1, -1)) : part));
}
