import type { Declared } from './from-declared.ts';
import type { ElementState, Topology, TopologyElement, TopologyLink } from './model.ts';

/**
 * One model of both sides. What was declared and not found is absent where the question was answered, and unknown where nobody could be asked.
 * Switch ports that nobody declared and nothing is plugged into are left out.
 */
export function joinTopologies(meant: Declared, discovered: Topology): Topology {
  const declared = asFound(meant, discovered);
  const asked = new Set(discovered.asked);
  const elements = joinElements(declared, discovered, asked);
  const byId = new Map(elements.map((one) => [one.id, one]));
  const links = joinLinks(declared, discovered, asked, byId);
  const linked = new Set(links.flatMap(({ from, to }) => [from, to]));
  return {
    elements: elements.filter((one) => one.kind !== 'switch-port' || one.origin !== 'discovered' || linked.has(one.id)),
    links,
    paths: discovered.paths,
    asked: discovered.asked,
  };
}

/** The declared side with the ids under which things were found. */
function asFound(declared: Declared, discovered: Topology): Declared {
  const there = new Set(discovered.elements.map(({ id }) => id));
  const other = new Map([...declared.otherIds].filter(([id, otherId]) => !there.has(id) && there.has(otherId)));
  if (other.size === 0) return declared;
  const named = (id: string): string => other.get(id) ?? id;
  const linkId = (link: TopologyLink): string => `${link.kind}|${named(link.from)}|${named(link.to)}`;
  const links = declared.topology.links.map((link) => ({
    ...link,
    id: linkId(link),
    from: named(link.from),
    to: named(link.to),
  }));
  const questions = new Map([...declared.questions].map(([id, question]) => [named(id), question]));
  for (const link of declared.topology.links) {
    const question = declared.questions.get(link.id);
    if (question !== undefined) questions.set(linkId(link), question);
  }
  const names = new Map(discovered.elements.map(({ id, name }) => [id, name]));
  const elements = declared.topology.elements.map((one) => ({
    ...one,
    id: named(one.id),
    name: names.get(other.get(one.id) ?? '') ?? one.name,
  }));
  return { ...declared, topology: { ...declared.topology, elements, links }, questions };
}

function joinElements(declared: Declared, discovered: Topology, asked: ReadonlySet<string>): TopologyElement[] {
  const found = new Map(discovered.elements.map((one) => [one.id, one]));
  const meant = new Map(declared.topology.elements.map((one) => [one.id, one]));
  const both = declared.topology.elements.map((one): TopologyElement => {
    const seen = found.get(one.id);
    if (seen === undefined) {
      const state = missing(declared.questions.get(one.id), asked);
      return { ...one, state, why: state === 'absent' ? 'It was looked for and not found.' : 'Nobody could be asked.' };
    }
    return {
      ...one,
      parent: one.parent ?? seen.parent,
      state: seen.state,
      why: seen.why,
      origin: 'both',
      facts: [...one.facts, ...seen.facts],
    };
  });
  return [...both, ...discovered.elements.filter(({ id }) => !meant.has(id))];
}

function missing(question: string | undefined, asked: ReadonlySet<string>): ElementState {
  return question !== undefined && asked.has(question) ? 'absent' : 'unknown';
}

function joinLinks(
  declared: Declared,
  discovered: Topology,
  asked: ReadonlySet<string>,
  elements: ReadonlyMap<string, TopologyElement>,
): TopologyLink[] {
  const found = new Map(discovered.links.map((one) => [one.id, one]));
  const meant = new Set(declared.topology.links.map(({ id }) => id));
  const both = declared.topology.links.flatMap((one): TopologyLink[] => {
    const seen = found.get(one.id);
    if (seen !== undefined)
      return [{ ...seen, label: one.kind === 'owns' ? seen.label : (one.label ?? seen.label), origin: 'both' }];
    // A LUN is declared to stand behind a disk or a file system: how it gets there is for the probes to find.
    if (one.from.startsWith('lun:') && reaches(discovered.links, one.from, one.to)) return [];
    const question = declared.questions.get(one.id);
    const state = question === undefined ? plainLink(one, elements) : missing(question, asked);
    const port = [one.from, one.to].map((id) => elements.get(id)).find((end) => end?.kind === 'switch-port');
    const why =
      state === 'absent'
        ? (port?.why ?? 'It was looked for and not found.')
        : state === 'unknown'
          ? 'Nobody could be asked.'
          : null;
    return [{ ...one, state, why }];
  });
  return [...both, ...discovered.links.filter(({ id }) => !meant.has(id))];
}

/** A link that no probe tells of stands and falls with its ends. */
function plainLink(link: TopologyLink, elements: ReadonlyMap<string, TopologyElement>): ElementState {
  const states = [link.from, link.to].map((id) => elements.get(id)?.state ?? 'unknown');
  return states.includes('absent') ? 'absent' : states.includes('unknown') ? 'unknown' : 'ok';
}

/** Whether storage gets from one element to another: a driver passes each LUN on to the device of the same number. */
function reaches(links: readonly TopologyLink[], from: string, to: string): boolean {
  return storageAbove(links, to).elements.has(from);
}

const STORAGE = new Set(['presents', 'drives', 'part', 'holds', 'backs']);

/** Everything that an element's storage comes from, itself included, and the links on the way. */
export function storageAbove(
  links: readonly TopologyLink[],
  start: string,
): { readonly elements: ReadonlySet<string>; readonly links: ReadonlySet<string> } {
  const elements = new Set([start]);
  const ways = new Set<string>();
  const queue: { readonly id: string; readonly lun: string | null }[] = [{ id: start, lun: null }];
  const seen = new Set<string>();
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { id, lun } = next;
    for (const link of links) {
      if (link.to !== id || !STORAGE.has(link.kind)) continue;
      if (link.kind === 'presents' && lun !== null && link.label !== lun) continue;
      ways.add(link.id);
      elements.add(link.from);
      const onward = { id: link.from, lun: link.kind === 'drives' ? link.label : null };
      const key = `${onward.id} ${onward.lun ?? ''}`;
      if (!seen.has(key)) queue.push(onward);
      seen.add(key);
    }
  }
  return { elements, links: ways };
}
