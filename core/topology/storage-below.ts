import type { LinkKind, TopologyLink } from './model.ts';

const STORAGE: ReadonlySet<LinkKind> = new Set(['presents', 'drives', 'part', 'holds', 'backs']);

/** Everything that stands on an element's storage, itself included, and the links on the way: a multipath driver passes each LUN on by itself. */
export function storageBelow(
  links: readonly TopologyLink[],
  start: string,
): { readonly elements: ReadonlySet<string>; readonly links: ReadonlySet<string> } {
  const from = new Map<string, TopologyLink[]>();
  for (const link of links) if (STORAGE.has(link.kind)) from.set(link.from, [...(from.get(link.from) ?? []), link]);
  const elements = new Set([start]);
  const ways = new Set<string>();
  const seen = new Set<string>();
  const queue: { readonly id: string; readonly lun: string | null }[] = [{ id: start, lun: null }];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const link of from.get(next.id) ?? []) {
      if (link.kind === 'drives' && next.lun !== null && link.label !== next.lun) continue;
      ways.add(link.id);
      elements.add(link.to);
      const onward = { id: link.to, lun: link.kind === 'presents' ? link.label : null };
      const key = `${onward.id} ${onward.lun ?? ''}`;
      if (!seen.has(key)) queue.push(onward);
      seen.add(key);
    }
  }
  return { elements, links: ways };
}
