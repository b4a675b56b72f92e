import { element as h, type MarkupElement } from '../../markup/node.ts';

const PRINTED = 120;
/** A rest that is no longer than what would be said of it is printed. */
const REST = 40;

/** A value, all of it on a screen; of a long one the first characters are printed, with how many are left out. */
export function value(text: string, printed = PRINTED): MarkupElement {
  if (text.length <= printed + REST) return h('code', {}, text);
  return h(
    'code',
    {},
    text.slice(0, printed),
    h('span', { class: 'screen' }, text.slice(printed)),
    h('span', { class: 'paper skipped' }, ` … ${text.length - printed} more characters in the HTML file`),
  );
}
