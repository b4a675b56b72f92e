import { element as h, type Child } from '../../markup/node.ts';
import type { ByHandView } from '../schema.ts';
import { anchor, prose, terms } from './words.ts';

/** The clicks of a graphical tool that do the same, folded away: they were told, not done. */
export function byHandBlock(byHand: ByHandView | null): Child {
  if (byHand === null) return null;
  return h(
    'details',
    { class: 'by-hand' },
    h('summary', {}, byHand.title),
    h(
      'ol',
      {},
      byHand.clicks.map((click) =>
        h(
          'li',
          {},
          h('em', {}, click.screen),
          click.figure === null
            ? null
            : [' (', h('a', { href: `#${anchor.figure(click.figure)}` }, `Figure ${click.figure}`), ')'],
          ': ',
          prose(click.do),
          click.enters.length === 0
            ? null
            : terms(click.enters.map(({ field, value }) => [field, h('code', {}, value)] as const)),
          click.shows === null ? null : h('p', {}, 'Then to be seen: ', prose(click.shows)),
        ),
      ),
    ),
  );
}
