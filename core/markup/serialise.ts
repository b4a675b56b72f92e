import { KNOWN_ATTRIBUTES, KNOWN_TAGS, type MarkupElement, type MarkupNode } from './node.ts';

/** Elements that HTML writes without an end. */
const VOID: ReadonlySet<string> = new Set(['br', 'hr', 'img']);
/** What a picture in a page may be: a PNG or a JPEG that stands in it. */
const PICTURE = /^data:image\/(?:png|jpeg);base64,[A-Za-z0-9+/]*={0,2}$/u;
/** Characters that act on a reader's view (controls, bidirectional overrides, invisible ones): the last net under evidence/inert.ts. */
const ACTIVE = /[\p{Cc}\p{Cs}\p{Cf}\u2028\u2029]/gu;
const REFERENCES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const WHOLE_BATCH = 16_384;

/**
 * Markup of a tree, in pieces of some kilobytes: the one place that escapes. An unknown tag or attribute, or a link that leads outside
 * of the document, throws: such a tree is a mistake of ours, whatever a host said.
 */
export function* serialise(root: MarkupNode, form: 'html' | 'xml'): Generator<string, void, undefined> {
  const pieces: string[] = [];
  let length = 0;
  // A stack of our own: the depth of a tree is not that of the call stack, and pieces can be given out at any place.
  const stack: (MarkupNode | { readonly end: string })[] = [root];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    let piece: string;
    if (typeof next === 'string') piece = escapeText(next);
    else if ('end' in next) piece = next.end;
    else {
      const empty = form === 'html' ? VOID.has(next.tag) : next.children.length === 0;
      piece = startTag(next, form === 'xml' && empty ? '/>' : '>');
      if (!empty) {
        stack.push({ end: `</${next.tag}>` });
        for (const child of next.children.toReversed()) stack.push(child);
      }
    }
    pieces.push(piece);
    length += piece.length;
    if (length > WHOLE_BATCH) {
      yield pieces.join('');
      pieces.length = 0;
      length = 0;
    }
  }
  if (pieces.length > 0) yield pieces.join('');
}

function startTag(node: MarkupElement, end: string): string {
  if (!KNOWN_TAGS.has(node.tag)) throw new Error(`There is no tag ${node.tag} in the closed set.`);
  const attributes = Object.entries(node.attributes).map(([name, value]) => {
    if (!KNOWN_ATTRIBUTES.has(name)) throw new Error(`There is no attribute ${name} in the closed set.`);
    if (name === 'href' && !String(value).startsWith('#')) throw new Error('A link leads outside of the document.');
    if (name === 'src' && !PICTURE.test(String(value))) throw new Error('A picture stands outside of the document.');
    return ` ${name}="${value === true ? name : escapeText(String(value))}"`;
  });
  return `<${node.tag}${attributes.join('')}${end}`;
}

/** Text as character data or an attribute's value; what would act on the reader's view becomes an escape that can be seen. */
function escapeText(text: string): string {
  return text
    .replace(ACTIVE, (character) => {
      if (character === '\n' || character === '\t') return character;
      const code = character.codePointAt(0) ?? 0;
      return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
    })
    .replace(/[&<>"']/gu, (character) => REFERENCES[character] ?? character);
}

export interface HtmlPage {
  readonly title: string;
  /** Style sheet of our own: no text of a host, of a run or of a person stands in it. */
  readonly style: string;
  readonly body: readonly MarkupNode[];
}

/** A whole HTML document that needs no network and no script, and forbids both. */
export function* htmlDocument(page: HtmlPage): Generator<string, void, undefined> {
  yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n';
  yield `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">\n`;
  yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n';
  yield `<meta name="referrer" content="no-referrer">\n<title>${escapeText(page.title)}</title>\n<style>${checkedStyle(page.style)}</style>\n</head>\n<body>\n`;
  for (const node of page.body) {
    yield* serialise(node, 'html');
    yield '\n';
  }
  yield '</body>\n</html>\n';
}

/** A drawing as a file of its own. */
export function svgDocument(drawing: MarkupElement, style: string): string {
  const inner = drawing.children.flatMap((child) => [...serialise(child, 'xml')]).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${startTag(drawing, '>')}<style>${checkedStyle(style)}</style>${inner}</svg>\n`;
}

/** A document of one element as XML. */
export function xmlDocument(root: MarkupElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${[...serialise(root, 'xml')].join('')}\n`;
}

function checkedStyle(style: string): string {
  if (/[<&]/u.test(style)) throw new Error('A style sheet may hold neither < nor &.');
  return style;
}
