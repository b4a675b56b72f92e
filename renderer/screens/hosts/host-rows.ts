import type { HostEntry } from '../../../core/contract/hosts.ts';

/** A line of the list: the heading of a group, or a host. */
export type HostRow =
  { readonly kind: 'group'; readonly name: string; readonly count: number } | { readonly kind: 'host'; readonly host: HostEntry };

/** Hosts that have every word of a filter in their name, address, role, user or group. */
export function hostsMatching(hosts: readonly HostEntry[], filter: string): readonly HostEntry[] {
  const words = filter.toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return hosts;
  return hosts.filter(({ name, address, role, user, group }) => {
    const text = [name, address, role, user, group ?? ''].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Lines in the order of the inventory, by group where it has any; those without a group come last. */
export function hostRows(hosts: readonly HostEntry[], rest: string): readonly HostRow[] {
  const groups = new Map<string | null, HostEntry[]>();
  for (const host of hosts) groups.set(host.group, [...(groups.get(host.group) ?? []), host]);
  if (groups.size === 0 || (groups.size === 1 && groups.has(null))) return hosts.map((host) => ({ kind: 'host', host }));
  const named = [...groups].filter(([name]) => name !== null);
  const unnamed = groups.get(null);
  return [...named, ...(unnamed === undefined ? [] : [[null, unnamed] as const])].flatMap(([name, members]): HostRow[] => [
    { kind: 'group', name: name ?? rest, count: members.length },
    ...members.map((host): HostRow => ({ kind: 'host', host })),
  ]);
}
