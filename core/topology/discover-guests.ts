import { disksAll, disksTables } from '../probes/disks.ts';
import { disksUse } from '../probes/disk-use.ts';
import { filesystemsFiles } from '../probes/files.ts';
import { filesystemsKernelMounts, filesystemsMounts } from '../probes/filesystems.ts';
import { guestConfiguration } from '../probes/guest-config.ts';
import { xmDomain } from '../probes/xm-domain.ts';
import { xmBlockList, xmList } from '../probes/xm.ts';
import { xenstoreBlockBackends } from '../probes/xenstore.ts';
import type { Draft } from './draft.ts';
import { askedOf, idOf } from './identifiers.ts';
import type { ElementState, EvidenceReference } from './model.ts';
import { found, type Observed } from './observations.ts';

/** Partitions of the LUNs' devices on a Xen host, and the file systems that are mounted from them. */
export function discoverFileSystems(draft: Draft, observed: Observed): void {
  const tables = [
    ...found(observed, disksTables).map((one) => ({ ...one, disks: one.facts.disks.flatMap(({ table }) => table) })),
    ...found(observed, disksAll).map((one) => ({ ...one, disks: one.facts.disks })),
    ...found(observed, disksUse).map((one) => ({ ...one, disks: one.facts.tables })),
  ];
  for (const { host, disks, evidence } of tables.sort(byAge)) {
    for (const disk of disks) {
      const device = idOf.device(host, disk.device);
      if (!draft.has(device) || newer(tables, host, disk.device, evidence.sequence)) continue;
      draft.answered(askedOf.partitions(host, disk.device));
      draft.fact(device, 'bytes', disk.bytes, evidence);
      for (const one of disk.partitions) partition(draft, host, one.device, device);
    }
  }
  for (const { host, facts, evidence } of newestMounts(observed)) {
    draft.answered(askedOf.mounts(host));
    for (const mount of facts.mounts) {
      const device = deviceOf(draft, host, mount.device);
      if (device === null) continue;
      const whole = mount.device === device.name;
      const from = whole ? device.id : partition(draft, host, mount.device, device.id);
      const id = draft.element(idOf.fileSystem(host, mount.mountPoint), {
        kind: 'file-system',
        name: mount.mountPoint,
        parent: idOf.domain(host),
        state: 'ok',
      });
      draft.fact(id, 'type', mount.type, evidence);
      draft.fact(id, 'mounted from', mount.device, evidence);
      draft.link({ kind: 'holds', from, to: id, state: 'ok' });
    }
  }
}

interface Dated {
  readonly host: string;
  readonly evidence: EvidenceReference;
}

function byAge(a: Dated, b: Dated): number {
  return a.evidence.sequence - b.evidence.sequence;
}

/** Whether the same disk was asked about again later. */
function newer(
  tables: readonly (Dated & { readonly disks: readonly { readonly device: string }[] })[],
  host: string,
  device: string,
  sequence: number,
): boolean {
  return tables.some(
    (one) => one.host === host && one.evidence.sequence > sequence && one.disks.some((disk) => disk.device === device),
  );
}

/** What is mounted on each host, as the last of the probes that tell it said. */
function newestMounts(observed: Observed) {
  const all = [...found(observed, filesystemsMounts), ...found(observed, filesystemsKernelMounts)].sort(byAge);
  return [...new Map(all.map((one) => [one.host, one])).values()];
}

function partition(draft: Draft, host: string, name: string, device: string): string {
  const id = idOf.partition(host, name);
  draft.element(id, { kind: 'partition', name, parent: idOf.domain(host), state: 'ok' });
  draft.link({ kind: 'part', from: device, to: id, state: 'ok' });
  return id;
}

/** The LUN's device that a node is, or is a partition of (`/dev/sde1` of `/dev/sde`). */
function deviceOf(draft: Draft, host: string, node: string): { readonly id: string; readonly name: string } | null {
  const disk = node.replace(/\d+$/u, '');
  for (const name of [node, disk]) {
    const id = idOf.device(host, name);
    if (draft.has(id)) return { id, name };
  }
  return null;
}

/** Guests: those that run, and those that are only configured, with their disks and what these are made of. */
export function discoverGuests(draft: Draft, observed: Observed): void {
  const running = new Map<string, Set<string>>();
  for (const { host, facts, evidence } of found(observed, xmList)) {
    if (!facts.answered) continue;
    draft.answered(askedOf.guests(host));
    const parent = draft.element(idOf.host(host), { kind: 'host', name: host, state: 'ok' });
    draft.element(idOf.domain(host), { kind: 'domain', name: `dom0 on ${host}`, parent, state: 'ok' });
    draft.element(idOf.hypervisor(host), { kind: 'hypervisor', name: 'Xen hypervisor', parent, state: 'ok' });
    draft.link({ kind: 'serves', from: idOf.hypervisor(host), to: idOf.domain(host), state: 'ok' });
    const names = new Set<string>();
    running.set(host, names);
    for (const domain of facts.domains.filter(({ id }) => id !== 0)) {
      names.add(domain.name);
      const id = guest(draft, host, domain.name);
      const why = domain.crashed ? 'Xen says that it crashed.' : null;
      draft.element(id, { kind: 'guest', name: domain.name, state: domain.crashed ? 'down' : 'ok', why });
      draft.fact(id, 'memory (MiB)', domain.memoryMebibytes, evidence);
      draft.fact(id, 'virtual processors', domain.vcpus, evidence);
    }
  }
  for (const { host, facts, parameters, evidence } of found(observed, guestConfiguration)) {
    const name = parameters.name;
    draft.answered(askedOf.guest(host, name));
    if (!facts.present) continue;
    const id = guest(draft, host, name);
    const runs = running.get(host)?.has(name);
    if (runs === false) draft.element(id, { kind: 'guest', name, state: 'down', why: 'It is configured and does not run.' });
    const attached = runs === true ? attachedDisks(observed, host, name) : null;
    facts.disks.forEach((disk, index) => {
      const device = disk.device.replace(/:.*$/u, '');
      const own = idOf.guestDisk(host, name, device);
      const judged = judgeDisk(runs, attached, device, evidence.sequence);
      draft.element(own, { kind: 'guest-disk', name: device, parent: id, ...judged });
      draft.fact(own, 'configured as', disk.text, evidence);
      draft.fact(own, 'place in the list', index + 1, evidence);
      backing(draft, host, disk.kind, disk.source, own);
    });
  }
}

function guest(draft: Draft, host: string, name: string): string {
  const id = draft.element(idOf.guest(host, name), { kind: 'guest', name, parent: idOf.host(host) });
  draft.link({ kind: 'serves', from: idOf.hypervisor(host), to: id, state: 'ok' });
  return id;
}

interface Attached {
  readonly sequence: number;
  readonly names: readonly string[];
}

/** A disk that is configured: whether the running guest has it too. `asked`: when the configuration was read. */
function judgeDisk(
  runs: boolean | undefined,
  attached: Attached | null,
  device: string,
  asked: number,
): { readonly state: ElementState; readonly why: string | null } {
  if (runs === false) return { state: 'down', why: 'The guest does not run.' };
  if (attached === null) return { state: 'unknown', why: 'Nobody asked Xen which disks the guest has.' };
  if (attached.names.includes(device)) return { state: 'ok', why: null };
  return attached.sequence < asked
    ? { state: 'unknown', why: 'Nobody asked Xen which disks the guest has since its configuration was read.' }
    : { state: 'degraded', why: 'It is configured; the guest gets it when it is shut down and started.' };
}

/** Names of the disks that Xen has connected to a running guest, as it said last; null when nobody asked. */
function attachedDisks(observed: Observed, host: string, name: string): Attached | null {
  const sources: Attached[] = [];
  const ids: { readonly sequence: number; readonly id: number }[] = [];
  for (const { facts, parameters, evidence } of found(observed, xmDomain, host))
    if (facts.answered && parameters.name === name && facts.exists) {
      sources.push({ sequence: evidence.sequence, names: facts.disks.map((one) => one.frontend) });
      ids.push({ sequence: evidence.sequence, id: facts.id });
    }
  for (const { facts, parameters, evidence } of found(observed, xmBlockList, host))
    if (facts.answered && parameters.name === name)
      sources.push({
        sequence: evidence.sequence,
        names: facts.devices.filter(({ connected }) => connected).map((one) => one.frontend),
      });
  for (const { facts, evidence } of found(observed, xmList, host))
    for (const one of facts.domains) if (one.name === name) ids.push({ sequence: evidence.sequence, id: one.id });
  const domain = newestOf(ids)?.id;
  for (const { facts, evidence } of found(observed, xenstoreBlockBackends, host))
    if (facts.answered && facts.backends.some((one) => one.domain === domain))
      sources.push({
        sequence: evidence.sequence,
        names: facts.backends.flatMap((one) => (one.domain === domain && one.dev !== null ? [one.dev] : [])),
      });
  return newestOf(sources);
}

function newestOf<One extends { readonly sequence: number }>(list: readonly One[]): One | null {
  return list.reduce<One | null>((newest, one) => (newest === null || one.sequence >= newest.sequence ? one : newest), null);
}

/** `phy:` is a device, `tap:aio:` and `file:` are image files (xm's configuration, xen-3 docs/misc/block-scripts). */
function backing(draft: Draft, host: string, kind: string, source: string, disk: string): void {
  if (kind === 'phy') {
    const path = source.startsWith('/') ? source : `/dev/${source}`;
    const device = deviceOf(draft, host, path);
    if (device === null) {
      const from = draft.element(idOf.device(host, path), { kind: 'device', name: path, parent: idOf.domain(host) });
      draft.link({ kind: 'backs', from, to: disk, state: 'ok' });
      return;
    }
    const from = device.name === path ? device.id : partition(draft, host, path, device.id);
    draft.link({ kind: 'backs', from, to: disk, state: 'ok' });
    return;
  }
  const image = draft.element(idOf.image(host, source), { kind: 'image', name: source, parent: idOf.domain(host) });
  draft.link({ kind: 'backs', from: image, to: disk, state: 'ok' });
}

export interface ImageFile {
  readonly host: string;
  readonly path: string;
}

/** Image files that were looked for, and the file system that each lies on. */
export function discoverImages(draft: Draft, observed: Observed, images: readonly ImageFile[]): void {
  const files = [...found(observed, filesystemsFiles)].sort(byAge);
  for (const { host, path } of images) {
    const id = idOf.image(host, path);
    const last = files.findLast((one) => one.host === host && one.facts.files.some((of) => of.path === path));
    const file = last?.facts.files.find((of) => of.path === path);
    if (last !== undefined && file !== undefined) imageFile(draft, id, path, host, file, last.evidence);
    const mounts = newestMounts(observed)
      .filter((one) => one.host === host)
      .flatMap(({ facts }) => facts.mounts)
      .map(({ mountPoint }) => mountPoint)
      .filter((mountPoint) => path.startsWith(mountPoint === '/' ? '/' : `${mountPoint}/`))
      .sort((a, b) => b.length - a.length);
    const [mountPoint] = mounts;
    if (mountPoint !== undefined && draft.has(id) && draft.has(idOf.fileSystem(host, mountPoint)))
      draft.link({ kind: 'holds', from: idOf.fileSystem(host, mountPoint), to: id, state: 'ok' });
  }
}

function imageFile(
  draft: Draft,
  id: string,
  path: string,
  host: string,
  file: { exists: boolean; bytes: number | null; fullyAllocated: boolean | null },
  evidence: EvidenceReference,
): void {
  draft.answered(askedOf.image(host, path));
  const why = file.exists ? null : 'There is no such file.';
  draft.element(id, { kind: 'image', name: path, parent: idOf.domain(host), state: file.exists ? 'ok' : 'absent', why });
  draft.fact(id, 'bytes', file.bytes, evidence);
  if (file.fullyAllocated !== null) draft.fact(id, 'fully allocated', file.fullyAllocated ? 'yes' : 'no', evidence);
}
