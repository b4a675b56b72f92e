import { describe, expect, test } from 'vitest';
import { reportHtml } from '../../../core/report/html.ts';
import { createOnce } from '../../../core/report/html/once.ts';
import { output } from '../../../core/report/html/output.ts';
import { cutAt, markedLines, type Piece } from '../../../core/report/html/pieces.ts';
import type { OutputView } from '../../../core/report/output-schema.ts';
import { element } from '../../../core/markup/node.ts';
import { serialise } from '../../../core/markup/serialise.ts';
import { fixtureText } from '../../support/article-run.ts';
import { html, ran, reported } from '../../support/reported-run.ts';

const plain = (text: string): Piece => ({ text, start: 0, marked: false });
const view = (text: string): OutputView => ({
  hash: 'ab'.repeat(32),
  bytes: text.length,
  cut: 0,
  redacted: 0,
  found: true,
  pieces: [plain(text)],
});
const markup = (...children: Parameters<typeof element>[2][]): string =>
  [...serialise(element('div', {}, ...children), 'html')].join('');
const lines = (count: number): string => Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join('');

describe('what stands in the page once', () => {
  test('bytes that several checks rest on stand whole in one place; the others lead there', async () => {
    const run = ran();
    const told = run.events.findLast(({ event }) => event.type === 'checked')?.event;
    if (told?.type !== 'checked') throw new Error('The run has no check.');
    run.add('checked', { ...told, place: { step: 'pull', host: 'xenhost' }, check: 'writes' });
    const report = await reported(run);
    const hash = report.chapters[0]?.steps[1]?.hosts[0]?.checks[0]?.evidence[0]?.stdout.hash ?? '';
    const chapters = html(report).split('<section class="chapter"')[1]?.split('id="listings"')[0] ?? '';
    expect(chapters.split(`id="output-${hash}"`)).toHaveLength(2);
    expect(chapters.split('total_memory')).toHaveLength(2);
    expect(chapters).toContain(`<a href="#output-${hash}">the same bytes as here</a>`);
    const place = chapters.split(`id="output-${hash}"`)[1]?.split('</pre>')[0] ?? '';
    const text = place
      .slice(place.indexOf('<pre'))
      .replace(/<span class="paper skipped">.*?<\/span>/gu, '')
      .replace(/<[^>]*>/gu, '');
    expect(text).toBe(fixtureText('xm.info', 'article').replaceAll('&', '&amp;'));
  });

  test('a probe’s command stands in the appendix, and each answer names its number', async () => {
    const page = html(await reported(ran()));
    const appendix = page.split('id="commands"')[1] ?? '';
    const numbers = [...page.matchAll(/<a href="#command-(\d+)"/gu)].map(([, number]) => number);
    expect(new Set(numbers).size).toBe(2);
    for (const number of numbers) expect(appendix).toContain(`id="command-${number}"`);
    expect(appendix).toContain('xm list');
  });

  test('one page does not know of another', async () => {
    const report = await reported(ran());
    expect([...reportHtml(report)].join('')).toBe([...reportHtml(report)].join(''));
  });
});

describe('what is printed of an output', () => {
  test('its first lines, and how much is left out; the screen has all of it', () => {
    const page = markup(output('standard output', view(lines(10)), { once: createOnce(), printed: 4 }));
    expect(page).toContain('line 4\n<span class="screen">line 5\n');
    expect(page).toContain(
      '<span class="paper skipped">[… 6 more lines of these 71 bytes: in the HTML file and in the evidence …]</span>',
    );
  });

  test('all of it where it is short, and where the place is about it', () => {
    expect(markup(output('standard output', view(lines(5)), { once: createOnce(), printed: 4 }))).not.toContain('class="paper');
    expect(markup(output('standard output', view(lines(40)), { open: true }))).not.toContain('class="paper');
  });

  test('a line without an end is cut too, and nothing is lost or doubled', () => {
    const pieces: Piece[] = [
      plain('a'.repeat(500)),
      { text: 'MARK', start: 500, marked: true },
      { skipped: 9, start: 504 },
      plain('b\nc\n'),
    ];
    for (const count of [0, 1, 4, 5, 9]) {
      const [first, rest] = cutAt(pieces, count);
      const text = (list: readonly Piece[]): string => list.map((piece) => ('text' in piece ? piece.text : '…')).join('');
      expect(text(first) + text(rest)).toBe(text(pieces));
      expect(text(first).length).toBeLessThanOrEqual(count * 120 + 8);
    }
  });

  test('where bytes stand elsewhere, the whole lines that the check reads', () => {
    const pieces: Piece[] = [plain('one\ntwo: '), { text: '2', start: 9, marked: true }, plain(' of 3\nthree\n')];
    expect(
      markedLines(pieces)
        .map((piece) => ('text' in piece ? piece.text : ''))
        .join(''),
    ).toBe('two: 2 of 3\n');
  });
});
