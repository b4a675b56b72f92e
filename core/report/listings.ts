import type { Procedure } from '../procedure/schema.ts';
import { stepsOf } from '../procedure/order.ts';
import { viewOutput, type ReadArtefact } from './output-view.ts';
import type { RunIndex } from './run-index.ts';
import type { ListingView } from './schema.ts';
import { valueText } from './views.ts';

/**
 * What each of the article's listings is: commands that somebody ran, the answer of a command, or a file. For the last two the probe that
 * asks for just that; a probe's parameter tells listings apart that show the same of two guests. Answers are those with which the step was
 * first done: a later step may change the same file (Listing 11 renames the disks of Listing 10). `late`: the article took it with both
 * guests running (Listings 5 and 6: 4095 MiB less dom0's 2928 and the free 20 is what the guests have), so the last answer is the listing.
 */
const LISTINGS: readonly {
  readonly number: number;
  readonly title: string;
  readonly kind: 'commands' | 'answer' | 'file';
  readonly probe?: string;
  readonly late?: true;
}[] = [
  { number: 1, title: 'Installing the Xen kernel', kind: 'commands' },
  { number: 2, title: 'The Xen kernel runs', kind: 'answer', probe: 'host.identity' },
  { number: 3, title: 'Packages that the tools depend on', kind: 'commands' },
  { number: 4, title: 'Installing the Xen tools', kind: 'commands' },
  { number: 5, title: 'The hypervisor, as xm info tells', kind: 'answer', probe: 'xm.info', late: true },
  { number: 6, title: 'Running guests', kind: 'answer', probe: 'xm.list', late: true },
  { number: 7, title: 'Turning the HBA driver’s own failover off', kind: 'file', probe: 'modprobe.configuration' },
  { number: 8, title: 'Boot entry with RDAC', kind: 'file', probe: 'grub.configuration' },
  { number: 9, title: 'LUNs that dom0 sees', kind: 'answer', probe: 'rdac.virtualDevices' },
  { number: 10, title: 'Configuration of the guest on LUNs', kind: 'file', probe: 'guest.configuration' },
  { number: 11, title: 'Renamed disks', kind: 'file', probe: 'guest.configuration' },
  { number: 12, title: 'File systems of the guest on LUNs', kind: 'answer', probe: 'filesystems.usage' },
  { number: 13, title: 'Configuration of the guest on image files', kind: 'file', probe: 'guest.configuration' },
  { number: 14, title: 'File systems of the guest on image files', kind: 'answer', probe: 'filesystems.usage' },
];

/** The article's listings with what this run has for each. Empty when the procedure names no listing. */
export async function viewListings(procedure: Procedure | null, index: RunIndex, read: ReadArtefact): Promise<ListingView[]> {
  const steps = procedure === null ? [] : stepsOf(procedure).map(({ step }) => step);
  if (!steps.some(({ source }) => source.listing !== undefined)) return [];
  const list: ListingView[] = [];
  for (const listing of LISTINGS) {
    const about = steps.filter(({ source }) => [source.listing ?? []].flat().includes(listing.number));
    const own = about.map(({ id }) => id);
    const found: ListingView['found'][number][] = [];
    if (listing.probe !== undefined) found.push(...(await answersOf(index, own, listing.probe, listing.late ?? false, read)));
    if (listing.kind !== 'answer') found.push(...(await actsOf(index, own, listing.kind, read)));
    list.push({
      number: listing.number,
      title: listing.title,
      steps: own,
      found,
      why:
        found.length > 0
          ? null
          : own.length === 0
            ? 'No step of this procedure is about it.'
            : `This run holds nothing of it: see ${about.map(({ title }) => `“${title}”`).join(', ')}.`,
    });
  }
  return list;
}

type Found = ListingView['found'][number];

/** Commands that ran in the listing's steps, or edits of files there. */
async function actsOf(
  index: RunIndex,
  steps: readonly string[],
  kind: 'commands' | 'file',
  read: ReadArtefact,
): Promise<Found[]> {
  const list: Found[] = [];
  for (const { intent, done } of index.acts) {
    if (done === null || !steps.includes(intent.event.place.step)) continue;
    const { file } = done.event;
    // An edit that found the file as it should be changed nothing: there is nothing of it to show.
    if (kind === 'file' ? (file?.diff ?? '') === '' : intent.event.kind !== 'run') continue;
    list.push({
      host: intent.event.on ?? intent.event.place.host,
      step: intent.event.place.step,
      sequence: done.sequence,
      result: null,
      probe: null,
      command: intent.event.command,
      exit: done.event.exit,
      stdout: await viewOutput(done.event.stdout, read),
      stderr: await viewOutput(done.event.stderr, read),
      facts: null,
      diff: file?.diff ?? null,
    });
  }
  return list;
}

/**
 * What a probe answered in the listing's steps, for each host and each set of parameters: the last answer before the step was first done
 * there; the last one of all where it never was, or where `late` wants it so.
 */
async function answersOf(
  index: RunIndex,
  steps: readonly string[],
  probe: string,
  late: boolean,
  read: ReadArtefact,
): Promise<Found[]> {
  const chosen = new Map<string, { readonly batch: string; readonly result: number; readonly step: string }>();
  for (const { event, sequence } of index.checked) {
    const { step, host } = event.place;
    if (!steps.includes(step)) continue;
    const ended = late ? undefined : index.firstDone.get(`${step} ${host}`);
    if (ended !== undefined && sequence > ended) continue;
    for (const one of event.evidence) {
      const result = index.batches.get(one.batch)?.event.results[one.result];
      if (result?.probe !== probe || result.facts === undefined) continue;
      chosen.set(JSON.stringify([one.host, result.parameters]), { batch: one.batch, result: one.result, step });
    }
  }
  const list: Found[] = [];
  for (const { batch: name, result: at, step } of chosen.values()) {
    const batch = index.batches.get(name);
    const result = batch?.event.results[at];
    if (batch === undefined || result === undefined) continue;
    list.push({
      host: batch.event.host,
      step,
      sequence: batch.sequence,
      result: at,
      probe,
      command: result.command,
      exit: result.exit,
      stdout: await viewOutput(result.stdout, read),
      stderr: await viewOutput(result.stderr, read),
      facts: valueText(result.facts, 6000),
      diff: null,
    });
  }
  return list;
}
