import { expect, test } from 'vitest';
import fc from 'fast-check';
import { element, type MarkupElement } from '../../../core/markup/node.ts';
import { htmlDocument, serialise, xmlDocument } from '../../../core/markup/serialise.ts';

const html = (node: MarkupElement): string => [...serialise(node, 'html')].join('');

test('elements, attributes and text, with everything escaped', () => {
  const node = element('p', { class: 'a"b', title: "<'&>" }, 'x < y & z', element('br'), [null, false, element('b', {}, 'bold')]);
  expect(html(node)).toBe('<p class="a&quot;b" title="&lt;&#39;&amp;&gt;">x &lt; y &amp; z<br><b>bold</b></p>');
});

test('whatever the text, it comes back as text and nothing else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const out = html(element('p', { title: text }, text));
      expect(out.match(/</gu)).toHaveLength(2);
      expect(out.match(/"/gu)).toHaveLength(2);

      expect(out).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
    }),
    { numRuns: 100 },
  );
});

test('tags and attributes that are not in the closed set, and links that lead outside, throw', () => {
  expect(() => html({ tag: 'script' as never, attributes: {}, children: [] })).toThrow('closed set');
  expect(() => html({ tag: 'p', attributes: { onclick: 'x' } as never, children: [] })).toThrow('closed set');
  expect(() => html(element('a', { href: 'javascript:alert(1)' }))).toThrow('outside');
  expect(() => html(element('a', { href: 'https://example.org/' }))).toThrow('outside');
  expect(html(element('a', { href: '#here' }))).toBe('<a href="#here"></a>');
});

test('a picture stands in the document, as PNG or JPEG, or throws', () => {
  expect(html(element('img', { src: 'data:image/png;base64,AAEC', alt: 'x' }))).toBe(
    '<img src="data:image/png;base64,AAEC" alt="x">',
  );
  for (const src of [
    'https://example.org/a.png',
    'file:///a.png',
    'data:image/svg+xml;base64,AAEC',
    'data:image/png;base64,AA"EC',
    'data:text/html,x',
  ]) {
    expect(() => html(element('img', { src, alt: 'x' }))).toThrow('outside');
  }
});

test('a page forbids scripts and network, and its style can hold no markup', () => {
  const page = [...htmlDocument({ title: '</title><script>', style: 'p { color: red; }', body: [element('p', {}, 'x')] })].join(
    '',
  );
  expect(page).toContain(
    `content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"`,
  );
  expect(page).toContain('<title>&lt;/title&gt;&lt;script&gt;</title>');
  expect(() => [...htmlDocument({ title: 't', style: '</style><script>', body: [] })]).toThrow('style sheet');
});

test('a deep tree does not reach the end of the call stack', () => {
  let node = element('b', {}, 'x');
  for (let depth = 0; depth < 50_000; depth++) node = element('b', {}, node);
  expect(html(node)).toHaveLength(50_001 * 7 + 1);
});

test('XML closes what is empty', () => {
  expect(xmlDocument(element('testsuite', { name: 'a' }, element('testcase', { name: 'b' })))).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="a"><testcase name="b"/></testsuite>\n',
  );
});
