import type { StoragePath, Topology } from './model.ts';
import { guestRedundancy, partsOf } from './redundancy.ts';
import { storageBelow } from './storage-below.ts';

/** What would become of storage and guests if an element or a link went. Ids of elements. */
export interface WhatFails {
  readonly subject: string;
  /** `unknown`: nobody could be asked which way every path goes. `nothing`: nothing that was found needs it. */
  readonly verdict: 'fails' | 'weakens' | 'nothing' | 'unknown';
  /** Working paths that go through it. */
  readonly paths: number;
  /** LUNs that would lose their last path, by the host that would lose it. */
  readonly losesLuns: readonly { readonly host: string; readonly lun: string }[];
  /** LUNs that would have fewer paths and go on working. */
  readonly weakensLuns: readonly string[];
  readonly losesGuests: readonly string[];
}

/**
 * What fails if an element or a link goes: by the working paths in a fabric, by what stands on it in a host. Null for what is no part that can go by
 * itself: a module, an ownership.
 */
export function whatFails(topology: Topology, subject: string): WhatFails | null {
  const element = topology.elements.find(({ id }) => id === subject);
  const link = element === undefined ? topology.links.find(({ id }) => id === subject) : undefined;
  if (link !== undefined) {
    switch (link.kind) {
      case 'cable':
        return byPaths(topology, subject, (path) => path.port === link.from || path.controllerPort === link.to);
      case 'zone':
        return byPaths(topology, subject, (path) => path.port === link.from && path.controllerPort === link.to);
      case 'presents':
      case 'drives':
      case 'part':
      case 'holds':
      case 'backs':
        return withGuests(subject, guestsOn(topology, link.to));
      case 'owns':
      case 'serves':
        return null;
    }
  }
  switch (element?.kind) {
    case 'hba-port':
    case 'switch':
    case 'switch-port':
    case 'controller':
    case 'controller-port':
      return byPaths(topology, subject, (path) => partsOf(topology, path).has(subject));
    case 'array':
      return byPaths(topology, subject, (path) => parentOf(topology, path.lun) === subject);
    case 'lun':
      return byPaths(topology, subject, (path) => path.lun === subject);
    case 'host':
      return withGuests(subject, guestsIn(topology, subject));
    case 'hypervisor':
    case 'domain':
    case 'multipath':
      return withGuests(subject, guestsIn(topology, hostOf(topology, subject)));
    case 'device':
    case 'partition':
    case 'file-system':
    case 'image':
      return withGuests(subject, guestsOn(topology, subject));
    case 'guest':
      return withGuests(subject, [subject]);
    case 'guest-disk':
      return withGuests(subject, element.parent === null ? [] : [element.parent]);
    case 'module':
    case undefined:
      return null;
  }
}

function parentOf(topology: Topology, id: string): string | null {
  return topology.elements.find((one) => one.id === id)?.parent ?? null;
}

function hostOf(topology: Topology, id: string): string | null {
  const one = topology.elements.find((element) => element.id === id);
  return one === undefined || one.kind === 'host' ? (one?.id ?? null) : one.parent === null ? null : hostOf(topology, one.parent);
}

function guestsIn(topology: Topology, host: string | null): readonly string[] {
  return topology.elements.flatMap((one) => (one.kind === 'guest' && one.parent === host ? [one.id] : []));
}

function guestsOn(topology: Topology, storage: string): readonly string[] {
  const disks = [...storageBelow(topology.links, storage).elements].filter((id) => id.startsWith('guest-disk:'));
  return [...new Set(disks.flatMap((id) => parentOf(topology, id) ?? []))];
}

function withGuests(subject: string, losesGuests: readonly string[]): WhatFails {
  const verdict = losesGuests.length === 0 ? 'nothing' : 'fails';
  return { subject, verdict, paths: 0, losesLuns: [], weakensLuns: [], losesGuests };
}

function byPaths(topology: Topology, subject: string, needs: (path: StoragePath) => boolean): WhatFails {
  const working = topology.paths.filter(({ state }) => state === 'ok');
  const gone = new Set(working.filter(needs));
  const blind = working.some((path) => path.port === null || path.switch === null || path.controllerPort === null);
  const left = new Set(working.flatMap((path) => (gone.has(path) ? [] : [`${path.host} ${path.lun}`])));
  const losesLuns = new Map<string, { readonly host: string; readonly lun: string }>();
  const weakensLuns = new Set<string>();
  for (const { host, lun } of gone) {
    if (left.has(`${host} ${lun}`)) weakensLuns.add(lun);
    else losesLuns.set(`${host} ${lun}`, { host, lun });
  }
  const lost = new Set(losesLuns.keys());
  const losesGuests =
    lost.size === 0
      ? []
      : guestRedundancy(topology).flatMap(({ guest, luns }) =>
          luns.some((lun) => lost.has(`${parentOf(topology, guest) ?? ''} ${lun}`)) ? [guest] : [],
        );
  const verdict =
    lost.size > 0 ? 'fails' : blind || topology.paths.length === 0 ? 'unknown' : gone.size > 0 ? 'weakens' : 'nothing';
  return {
    subject,
    verdict,
    paths: gone.size,
    losesLuns: [...losesLuns.values()],
    weakensLuns: [...weakensLuns],
    losesGuests,
  };
}
