import { DRAWING_STYLE } from '../../core/topology/drawing-style.ts';

let adopted = false;

/** Gives the page the style that drawings have in reports; their colours in the window are the theme's (topology.css). Once for the life of the page. */
export function adoptDrawingStyle(): void {
  if (adopted) return;
  adopted = true;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(DRAWING_STYLE);
  // Before the page's own style sheets in weight: what these say of colours holds.
  document.adoptedStyleSheets = [sheet, ...document.adoptedStyleSheets];
}
