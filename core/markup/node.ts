/**
 * Trees of plain objects that a drawing or a report is made of. Tags and attributes are a closed set; text is data. Strings are made of
 * them in one place (serialise.ts), elements of a screen in another: nothing else turns text of a host into markup.
 */
export interface MarkupElement {
  readonly tag: Tag;
  readonly attributes: Attributes;
  readonly children: readonly MarkupNode[];
}
export type MarkupNode = MarkupElement | string;
export type Attributes = Readonly<Partial<Record<AttributeName, string | number | true>>>;

const HTML_TAGS = [
  'a', 'abbr', 'article', 'aside', 'b', 'br', 'caption', 'code', 'dd', 'del', 'details', 'div', 'dl', 'dt', 'em', 'figcaption',
  'figure', 'footer', 'h1', 'h2', 'h3', 'h4', 'h5', 'header', 'hr', 'img', 'ins', 'li', 'main', 'mark', 'nav', 'ol', 'p', 'pre', 'section', 'small',
  'span', 'strong', 'summary', 'table', 'tbody', 'td', 'th', 'thead', 'time', 'tr', 'ul',
] as const; // prettier-ignore
const SVG_TAGS = ['svg', 'g', 'title', 'desc', 'rect', 'path', 'polyline', 'circle', 'text', 'tspan'] as const;
const JUNIT_TAGS = [
  'testsuites',
  'testsuite',
  'testcase',
  'properties',
  'property',
  'failure',
  'error',
  'skipped',
  'system-out',
] as const;
export type Tag = (typeof HTML_TAGS)[number] | (typeof SVG_TAGS)[number] | (typeof JUNIT_TAGS)[number];

const ATTRIBUTES = [
  'id', 'class', 'href', 'src', 'alt', 'title', 'lang', 'role', 'open', 'scope', 'colspan', 'rowspan', 'datetime', 'dir', 'tabindex',
  'aria-label', 'aria-labelledby', 'aria-hidden', 'aria-describedby',
  'xmlns', 'viewBox', 'width', 'height', 'x', 'y', 'rx', 'cx', 'cy', 'r', 'd', 'points', 'text-anchor', 'transform',
  'name', 'value', 'tests', 'failures', 'errors', 'skipped', 'time', 'timestamp', 'classname', 'message', 'type', 'hostname',
] as const; // prettier-ignore
export type AttributeName = (typeof ATTRIBUTES)[number];

export const KNOWN_TAGS: ReadonlySet<string> = new Set([...HTML_TAGS, ...SVG_TAGS, ...JUNIT_TAGS]);
export const KNOWN_ATTRIBUTES: ReadonlySet<string> = new Set(ATTRIBUTES);

/** Children may be lists or nothing: what is false or null is left out. */
export type Child = MarkupNode | readonly Child[] | false | null | undefined;

/** An element. Attributes that are undefined are left out. */
export function element(
  tag: Tag,
  attributes: Readonly<Partial<Record<AttributeName, string | number | true | undefined>>> = {},
  ...children: readonly Child[]
): MarkupElement {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return { tag, attributes: Object.fromEntries(given), children: flat(children) };
}

function flat(children: readonly Child[]): MarkupNode[] {
  return children.flatMap((child): MarkupNode[] => {
    if (child === false || child === null || child === undefined) return [];
    return isList(child) ? flat(child) : [child];
  });
}

function isList(child: MarkupNode | readonly Child[]): child is readonly Child[] {
  return Array.isArray(child);
}
