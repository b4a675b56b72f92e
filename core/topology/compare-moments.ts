import { calledByKind, linkWords } from './labels.ts';
import type { ElementState, Topology, TopologyElement } from './model.ts';

/** What became of an element or a link between two moments. */
export interface TopologyChange {
  readonly kind: 'came' | 'went' | 'changed';
  readonly subject: string;
  /** What it is and how it is called, with what it is a part of. */
  readonly name: string;
  /** Its state at the earlier and at the later moment; null where it is not there. */
  readonly from: ElementState | null;
  readonly to: ElementState | null;
  /** What is known of it and differs; null where it was not known. */
  readonly facts: readonly { readonly name: string; readonly from: string | null; readonly to: string | null }[];
}

/** The differences of two moments, in the later one's order; what went comes last. Where evidence stands makes no difference. */
export function compareMoments(earlier: Topology, later: Topology): readonly TopologyChange[] {
  const before = things(earlier);
  const after = things(later);
  const changes: TopologyChange[] = [];
  for (const [id, thing] of after) {
    const was = before.get(id);
    if (was === undefined) {
      changes.push({ kind: 'came', subject: id, name: thing.name, from: null, to: thing.state, facts: [] });
      continue;
    }
    const facts = [...new Set([...was.facts.keys(), ...thing.facts.keys()])].flatMap((name) => {
      const [from, to] = [was.facts.get(name) ?? null, thing.facts.get(name) ?? null];
      return from === to ? [] : [{ name, from, to }];
    });
    if (was.state !== thing.state || facts.length > 0)
      changes.push({ kind: 'changed', subject: id, name: thing.name, from: was.state, to: thing.state, facts });
  }
  for (const [id, thing] of before)
    if (!after.has(id)) changes.push({ kind: 'went', subject: id, name: thing.name, from: thing.state, to: null, facts: [] });
  return changes;
}

interface Thing {
  readonly name: string;
  readonly state: ElementState;
  readonly facts: ReadonlyMap<string, string>;
}

function things(topology: Topology): ReadonlyMap<string, Thing> {
  const byId = new Map(topology.elements.map((one) => [one.id, one]));
  const called = (one: TopologyElement | undefined): string => {
    const parent = one?.parent === null || one === undefined ? undefined : byId.get(one.parent);
    return one === undefined ? '' : `${calledByKind(one)}${parent === undefined ? '' : ` of ${parent.name}`}`;
  };
  const map = new Map<string, Thing>();
  for (const one of topology.elements) {
    // Of several values under one name the last is the newest.
    const facts = new Map(one.facts.map(({ name, value }) => [name, value]));
    map.set(one.id, { name: called(one), state: one.state, facts });
  }
  for (const link of topology.links) {
    const name = `${linkWords(link)}: ${called(byId.get(link.from))} – ${called(byId.get(link.to))}`;
    map.set(link.id, { name, state: link.state, facts: new Map() });
  }
  return map;
}
