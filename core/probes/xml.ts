import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { visible } from './text.ts';

/** One attribute or text of an XML document: the names that lead to it, and an attribute's own name after `@`. */
export interface XmlValue {
  readonly path: string;
  readonly value: Leaf<string>;
  /** Which element, counted from 0 in document order: attributes of one element have the same. */
  readonly element: number;
}

/** Deeper nesting than libvirt's descriptions have. */
const deepest = 32;

const token =
  /\s+|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<([A-Za-z_][\w.:-]*)((?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:'[^'<]*'|"[^"<]*"))*)\s*(\/?)>|<\/([A-Za-z_][\w.:-]*)\s*>|([^<\s](?:[^<]*[^<\s])?)/duy;

/**
 * Reads the plain XML that libvirt prints: elements, attributes, text. Entities stay as written, doctypes are refused.
 * `bytes` is Latin-1 of standard output. An element without attributes and content gives one value that is empty. Null when it is not well formed.
 */
export function readXml(bytes: string): readonly XmlValue[] | null {
  const values: XmlValue[] = [];
  const open: string[] = [];
  let elements = 0;
  let roots = 0;
  token.lastIndex = 0;
  while (token.lastIndex < bytes.length) {
    const found = token.exec(bytes);
    const indices = found?.indices;
    if (found === null || indices === undefined) return null;
    const [, name, attributes, closed, closing, content] = found;
    if (name !== undefined) {
      if (open.length === 0) roots += 1;
      if (roots > 1 || open.length >= deepest) return null;
      open.push(name);
      const path = open.join('/');
      const from = indices[2]?.[0] ?? 0;
      const pairs = [...(attributes ?? '').matchAll(/([A-Za-z_][\w.:-]*)\s*=\s*(?:'([^']*)'|"([^"]*)")/dgu)];
      for (const pair of pairs) {
        const range = pair.indices?.[2] ?? pair.indices?.[3] ?? [0, 0];
        const at = { stream: 'stdout', start: from + range[0], end: from + range[1] } as const;
        values.push({
          path: `${path}/@${pair[1] ?? ''}`,
          value: leaf(visible(bytes.slice(at.start, at.end)), at),
          element: elements,
        });
      }
      const whole = indices[0] ?? [0, 0];
      if (closed === '/' && pairs.length === 0)
        values.push({ path, value: leaf('', { stream: 'stdout', start: whole[0], end: whole[1] }), element: elements });
      elements += 1;
      if (closed === '/') open.pop();
    } else if (closing !== undefined) {
      if (open.pop() !== closing) return null;
    } else if (content !== undefined) {
      const range = indices[5] ?? [0, 0];
      if (open.length === 0) return null;
      values.push({
        path: open.join('/'),
        value: leaf(visible(content), { stream: 'stdout', start: range[0], end: range[1] }),
        element: elements - 1,
      });
    }
  }
  return open.length === 0 && roots === 1 ? values : null;
}
