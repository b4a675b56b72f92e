import { inert } from '../../evidence/inert.ts';
import { element as h, type Child } from '../../markup/node.ts';
import type { PictureView } from '../schema.ts';
import { bytesText } from './words.ts';

/** A picture that a note carries, within the page; one that is not in it by its name and hash. */
export function picture(view: PictureView | undefined): Child {
  if (view === undefined) return null;
  const name = inert(view.name, { limit: 255 });
  const { shown } = view;
  return h(
    'figure',
    { class: 'picture' },
    shown === null
      ? null
      : h('img', { src: `data:${shown.type};base64,${shown.data}`, alt: name, width: shown.width, height: shown.height }),
    h(
      'figcaption',
      {},
      `${name}, ${bytesText(view.bytes)}${shown === null ? ', not in this file' : ''} · `,
      h('code', { class: 'hash', title: view.hash }, `sha256 ${view.hash.slice(0, 12)}…`),
    ),
  );
}
