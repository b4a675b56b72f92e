import { calledByKind, linkWords } from './labels.ts';
import type { Topology } from './model.ts';

/**
 * What an element or a link of a topology is called where nothing stands around it: `switch port 0 of sw1`, `cable c1: host bus adapter port 1 of xenhost to
 * switch port 0 of sw1`. Null for what is not there.
 */
export function calledWhole({ elements, links }: Pick<Topology, 'elements' | 'links'>, id: string): string | null {
  const element = elements.find((one) => one.id === id);
  if (element !== undefined) {
    const outer = elements.find((one) => one.id === element.parent);
    return outer === undefined ? calledByKind(element) : `${calledByKind(element)} of ${outer.name}`;
  }
  const link = links.find((one) => one.id === id);
  if (link === undefined) return null;
  const [from, to] = [link.from, link.to].map((end) => calledWhole({ elements, links: [] }, end) ?? end);
  return `${linkWords(link)}: ${from} to ${to}`;
}
