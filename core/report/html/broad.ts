import { element as h, type Child } from '../../markup/node.ts';

/** Pixels from which on a drawing is too broad for an upright page: it lies on its side there. */
const BROAD = 1000;
/** A drawing is made smaller to fit, down to this share of its size: names are of 13 pixels, and are read at 9. */
const READABLE = 0.7;
const PIXELS_OF_REM = 16;
/** Widths in rem below which a drawing scrolls instead of being made smaller still. */
const STEP = 8;
const LEAST: readonly number[] = Array.from({ length: 25 }, (_, index) => 48 + index * STEP);

/** Classes of a drawing's figure, by the drawing's width in pixels. */
export function diagramClass(width: number): string {
  const least = leastOf(width);
  return `diagram${width > BROAD ? ' broad' : ''}${least === null ? '' : ` least-${least}`}`;
}

/** What is told of a broad drawing where it does not fit; nothing of others. */
export function scrollHint(width: number): Child {
  const least = leastOf(width);
  if (least === null) return null;
  return h(
    'p',
    { class: `screen scrolls scrolls-${least}` },
    '⇄ Wider than the page: scroll it sideways. The same stands below as a table.',
  );
}

/** Width in rem that a drawing keeps; null for one that is made as small as the page wants it. */
function leastOf(width: number): number | null {
  if (width <= BROAD) return null;
  return LEAST.findLast((least) => least * PIXELS_OF_REM <= width * READABLE) ?? null;
}

export const BROAD_STYLE = `.diagram.broad { container-type: inline-size; } .diagram.broad .topology { max-width: none; width: 100%; } .scrolls { display: none; margin: 0 0 .3rem; font-size: 12px; color: var(--warn); }
${LEAST.map((least) => `.least-${least} .topology { min-width: ${least}rem; } @container (max-width: ${least - 0.01}rem) { .scrolls-${least} { display: block; } }`).join('\n')}
`;
