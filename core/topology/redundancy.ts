import { storageAbove } from './join.ts';
import type { StoragePath, Topology } from './model.ts';

/** `redundant`: whatever single part of the fabric goes, a path stays. `single`: one part's loss takes the last path. `lost`: no path works. */
export type RedundancyVerdict = 'redundant' | 'single' | 'lost' | 'unknown';

export const REDUNDANCY_WORDS: Readonly<Record<RedundancyVerdict, { readonly glyph: string; readonly word: string }>> = {
  redundant: { glyph: '✓', word: 'redundant' },
  single: { glyph: '!', word: 'single point of failure' },
  lost: { glyph: '✗', word: 'no working path' },
  unknown: { glyph: '?', word: 'unknown' },
};

/** A LUN as seen from a Xen host. */
export interface LunRedundancy {
  readonly host: string;
  readonly lun: string;
  readonly verdict: RedundancyVerdict;
  readonly working: number;
  readonly paths: number;
  /** Elements without which no working path is left. */
  readonly singlePoints: readonly string[];
  readonly why: string;
}

export interface GuestRedundancy {
  readonly guest: string;
  readonly verdict: RedundancyVerdict;
  readonly luns: readonly string[];
  readonly singlePoints: readonly string[];
  readonly why: string;
}

/** What would become of storage if one element went. Ids of LUNs and guests. */
export interface Consequence {
  readonly element: string;
  /** LUNs that would lose their last path on some host, and guests on them. */
  readonly losesLuns: readonly string[];
  readonly losesGuests: readonly string[];
  /** LUNs that would have fewer paths and go on working. */
  readonly weakensLuns: readonly string[];
}

/** Judges every LUN on every Xen host. No verdict where a part of a path could not be asked. */
export function lunRedundancy(topology: Topology): LunRedundancy[] {
  const hosts = topology.elements.filter(({ kind }) => kind === 'host');
  const luns = topology.elements.filter(({ kind }) => kind === 'lun');
  return hosts.flatMap((host) => luns.map((lun) => judgeLun(topology, host.id, lun.id)));
}

function judgeLun(topology: Topology, host: string, lun: string): LunRedundancy {
  const paths = topology.paths.filter((one) => one.host === host && one.lun === lun);
  const working = paths.filter(({ state }) => state === 'ok');
  const give = (verdict: RedundancyVerdict, why: string, singlePoints: readonly string[] = []): LunRedundancy => ({
    host,
    lun,
    verdict,
    working: working.length,
    paths: paths.length,
    singlePoints,
    why,
  });
  if (paths.length === 0) return give('unknown', 'The paths of this LUN could not be asked.');
  if (working.length === 0) return give('lost', `None of its ${paths.length} paths works.`);
  if (working.some((path) => path.port === null || path.switch === null || path.controllerPort === null))
    return give('unknown', 'Through which ports and switches its paths go could not be asked.');
  const sets = working.map((path) => partsOf(topology, path));
  const common = [...(sets[0] ?? [])].filter((id) => sets.every((set) => set.has(id)));
  return common.length === 0
    ? give('redundant', `${working.length} paths work, and they share no part.`)
    : give('single', `${working.length} of ${paths.length} paths work, and all of them need the same part.`, common);
}

/** Elements that a path goes through, the switch ports at both ends included. */
export function partsOf(topology: Topology, path: StoragePath): Set<string> {
  const parts = [path.port, path.switch, path.controllerPort, path.controller].flatMap((id) => id ?? []);
  const ends = topology.links
    .filter((link) => link.kind === 'cable' && (link.from === path.port || link.to === path.controllerPort))
    .map((link) => (link.from === path.port ? link.to : link.from));
  return new Set([...parts, ...ends]);
}

/** Judges guests by the LUNs that their disks come from, however these get there. */
export function guestRedundancy(topology: Topology): GuestRedundancy[] {
  const luns = lunRedundancy(topology);
  return topology.elements
    .filter(({ kind }) => kind === 'guest')
    .map((guest): GuestRedundancy => {
      const disks = topology.elements.filter((one) => one.kind === 'guest-disk' && one.parent === guest.id);
      const behind = disks.map((disk) =>
        [...storageAbove(topology.links, disk.id).elements].filter((id) => id.startsWith('lun:')),
      );
      const own = [...new Set(behind.flat())].sort();
      const judged = luns.filter((one) => one.host === guest.parent && own.includes(one.lun));
      const give = (verdict: RedundancyVerdict, why: string): GuestRedundancy => ({
        guest: guest.id,
        verdict,
        luns: own,
        singlePoints: [...new Set(judged.flatMap(({ singlePoints }) => singlePoints))],
        why,
      });
      if (disks.length === 0 || behind.some((list) => list.length === 0))
        return give('unknown', 'Not every disk could be followed to a LUN.');
      const worst = (['lost', 'single', 'unknown'] as const).find((verdict) => judged.some((one) => one.verdict === verdict));
      const names = own.map((id) => id.split(':').at(-1) ?? id).join(', ');
      return give(worst ?? (judged.length === 0 ? 'unknown' : 'redundant'), `Its disks come from LUN ${names}.`);
    });
}

/** What fails if an element goes, for every part of the fabric that a working path uses. */
export function consequences(topology: Topology): Consequence[] {
  const working = topology.paths.filter(({ state }) => state === 'ok');
  const parts = new Map(working.map((path) => [path, partsOf(topology, path)]));
  const elements = [...new Set([...parts.values()].flatMap((set) => [...set]))];
  const guests = guestRedundancy(topology);
  return elements.map((element) => {
    const touched = working.filter((path) => parts.get(path)?.has(element) === true);
    const loses = touched.filter(
      (path) => !working.some((one) => one.host === path.host && one.lun === path.lun && parts.get(one)?.has(element) === false),
    );
    const losesLuns = [...new Set(loses.map(({ lun }) => lun))];
    const hosts = new Set(loses.map(({ host }) => host));
    const parentOf = new Map(topology.elements.map((one) => [one.id, one.parent]));
    return {
      element,
      losesLuns,
      losesGuests: guests
        .filter((one) => hosts.has(parentOf.get(one.guest) ?? '') && one.luns.some((lun) => losesLuns.includes(lun)))
        .map(({ guest }) => guest),
      weakensLuns: [...new Set(touched.map(({ lun }) => lun))].filter((lun) => !losesLuns.includes(lun)),
    };
  });
}
