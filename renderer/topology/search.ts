import { KIND_WORDS } from '../../core/topology/labels.ts';
import type { TopologyView } from '../../core/topology/views.ts';

/** Elements and links in which every word of a text stands: in names, kinds, states, labels, and what is known. Nothing is found by nothing. */
export function searched(view: TopologyView, text: string): readonly string[] {
  const words = text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  const fits = (...of: readonly (string | null)[]): boolean => {
    const all = of.join('\n').toLowerCase();
    return words.every((word) => all.includes(word));
  };
  return [
    ...view.elements
      .filter((one) => fits(one.name, KIND_WORDS[one.kind], one.state, ...one.facts.map(({ value }) => value)))
      .map(({ id }) => id),
    ...view.links.filter((link) => link.label !== null && fits(link.label, link.kind, link.state)).map(({ id }) => id),
  ];
}
