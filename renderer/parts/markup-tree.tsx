import { createElement, Fragment, type ReactNode } from 'react';
import type { MarkupNode } from '../../core/markup/node.ts';

/** Names that React has otherwise. */
const PROPERTIES: Readonly<Record<string, string>> = {
  class: 'className',
  'text-anchor': 'textAnchor',
  tabindex: 'tabIndex',
  colspan: 'colSpan',
  rowspan: 'rowSpan',
  datetime: 'dateTime',
};

/** A drawing or a part of a report on the screen: elements of its closed set, and text as text. */
export function MarkupTree({ node }: { readonly node: MarkupNode }): ReactNode {
  if (typeof node === 'string') return node;
  const properties = Object.fromEntries(
    Object.entries(node.attributes).map(([name, value]) => [PROPERTIES[name] ?? name, value]),
  );
  return createElement(
    node.tag,
    properties,
    ...node.children.map((child, index) => (
      <Fragment key={index}>
        <MarkupTree node={child} />
      </Fragment>
    )),
  );
}
