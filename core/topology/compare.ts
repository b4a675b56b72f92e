import { linkWords } from './labels.ts';
import type { ElementKind, Topology } from './model.ts';

/** A place where what was found is not what was declared. */
export interface Difference {
  readonly kind: 'missing' | 'extra' | 'different';
  /** Id of the element or link. */
  readonly subject: string;
  readonly sentence: string;
}

/** Kinds that an inventory's fabric speaks of: one of these that it does not name is extra. */
const DECLARED_KINDS: ReadonlySet<ElementKind> = new Set(['hba-port', 'switch', 'controller', 'controller-port', 'lun']);

/** Declared against discovered, from the joined model. What nobody could be asked about is no difference. */
export function compareSides(topology: Topology): Difference[] {
  const names = new Map(topology.elements.map((one) => [one.id, one]));
  const called = (id: string): string => {
    const one = names.get(id);
    const parent = one?.parent === null || one === undefined ? undefined : names.get(one.parent);
    return one === undefined ? id : parent === undefined ? one.name : `${one.name} of ${parent.name}`;
  };
  const declaresFabric = topology.elements.some((one) => one.kind === 'hba-port' && one.origin !== 'discovered');
  const list: Difference[] = [];
  for (const one of topology.elements) {
    if (one.origin === 'declared' && one.state === 'absent')
      list.push({ kind: 'missing', subject: one.id, sentence: `${called(one.id)} is declared and was not found.` });
    if (one.origin === 'discovered' && declaresFabric && DECLARED_KINDS.has(one.kind))
      list.push({ kind: 'extra', subject: one.id, sentence: `${called(one.id)} was found and is not declared.` });
    for (const declared of one.facts.filter(({ evidence }) => evidence === null)) {
      const found = one.facts.filter((fact) => fact.evidence !== null && fact.name === declared.name);
      if (found.length === 0 || found.some(({ value }) => same(declared.name, value, declared.value))) continue;
      const sentence = `${called(one.id)}: ${declared.name} is ${found.at(-1)?.value ?? ''}, declared as ${declared.value}.`;
      list.push({ kind: 'different', subject: one.id, sentence });
    }
  }
  for (const link of topology.links) {
    const ends = `${called(link.from)} and ${called(link.to)}`;
    const what = linkWords(link);
    if (link.origin === 'declared' && link.state === 'absent')
      list.push({ kind: 'missing', subject: link.id, sentence: `${what} between ${ends} is declared and was not found.` });
    if (link.origin === 'discovered' && declaresFabric && (link.kind === 'cable' || link.kind === 'zone'))
      list.push({ kind: 'extra', subject: link.id, sentence: `${what} between ${ends} was found and is not declared.` });
  }
  return list;
}

/** Arrays round the sizes of logical drives to whole segments: sizes that are less than a mebibyte apart are the same. */
function same(name: string, found: string, declared: string): boolean {
  return found === declared || (name === 'bytes' && Math.abs(Number(found) - Number(declared)) < 1_048_576);
}
