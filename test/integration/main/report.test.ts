import { existsSync } from 'node:fs';
import { inventory as inventorySchema } from '../../../core/hosts/inventory.ts';
import { adoptFabric } from '../../../core/topology/adopt.ts';
import { compareSides } from '../../../core/topology/compare.ts';
import { discoveredAt, topologyAt } from '../../../core/topology/topology-at.ts';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OutputView } from '../../../core/report/output-schema.ts';
import { reportDocument, type ListingView, type ReportDocument } from '../../../core/report/schema.ts';
import { runReport, writeReport } from '../../../main/app/report.ts';
import { runTopology } from '../../../main/app/topology.ts';
import { articleListing, comparableLines, shortCommand } from '../../support/article-listings.ts';
import { Bench, openWorkshop, type Workshop } from '../../support/practice-bench.ts';
import { exec, login } from '../../main/labs/practice/serve/ssh-client.ts';

/** The whole procedure on a new practice world, and the report of that run as it is stored. */
let workshop: Workshop;
let bench: Bench;
let folder: string;
let report: ReportDocument;
let page: string;

/** Characters of an output of which nothing was left out. */
function textOf(view: OutputView | undefined): string {
  return view?.pieces.map((piece) => ('text' in piece ? piece.text : '')).join('') ?? '';
}

/** Outputs in a listing's section of the page, as a reader sees them. */
function shownIn(html: string, number: number): readonly string[] {
  const section = html.split(`id="listing-${number}"`)[1]?.split('</article>')[0] ?? '';
  const plain = (text: string): string =>
    text
      .replace(/<[^>]*>/gu, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&');
  return [...section.matchAll(/<pre class="output"[^>]*>([\s\S]*?)<\/pre>/gu)].map(([, text]) => plain(text ?? ''));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xenpath-report-'));
  workshop = await openWorkshop();
  bench = await Bench.open(workshop);
  await bench.execute({ recheck: true });
  const files = { html: join(folder, 'run.html'), json: join(folder, 'run.json'), junit: join(folder, 'run.xml') };
  const written = await writeReport(workshop.application, bench.run.id, files, async () => {});
  if (!written.ok) throw new Error(written.problem.sentence);
  report = reportDocument.parse(JSON.parse(await readFile(files.json, 'utf8')));
  page = await readFile(files.html, 'utf8');
}, 400_000);

afterAll(async () => {
  await bench.dispose();
  await workshop.dispose();
  await rm(folder, { recursive: true, force: true });
});

test('what is adopted from a whole run, put in as the inventory’s fabric, is compared as equal to what was found', async () => {
  const events = await bench.events();
  const { fabric, remarks } = adoptFabric(discoveredAt(events, events.length));
  const declared = bench.run.parts.inventory.fabric;
  expect(fabric.controllerPorts).toEqual(declared?.controllerPorts);
  expect(fabric.ports).toEqual(declared?.ports);
  expect(fabric.cables).toHaveLength(declared?.cables.length ?? 0);
  expect(fabric.zones).toEqual(declared?.zones);
  expect(remarks.filter((remark) => /^(?:Left out|No )/u.test(remark))).toEqual([]);
  const [created, ...later] = events;
  if (created?.event.type !== 'run-created') throw new Error('The run has no beginning.');
  const inventory = inventorySchema.parse({ ...bench.run.parts.inventory, fabric });
  const again = [{ ...created, event: { ...created.event, inventory } }, ...later];
  expect(compareSides(topologyAt(again, again.length, { mounts: [], guests: [] }))).toEqual([]);
});

test('a report goes to standard output for -, and into no folder that is not there', async () => {
  const printed: string[] = [];
  const print = async (text: string): Promise<void> => void printed.push(text);
  const { application } = workshop;
  expect(await writeReport(application, bench.run.id, { html: '-' }, print)).toEqual({
    ok: true,
    value: { written: [], noPdf: null, tampered: [] },
  });
  expect(printed.join('')).toMatch(/^<!doctype html>/iu);
  const nowhere = join(folder, 'nope', 'x.html');
  expect(await writeReport(application, bench.run.id, { html: nowhere }, print)).toMatchObject({
    ok: false,
    problem: {
      code: 'report-not-written',
      sentence: `The report could not be written to ${nowhere}: there is no such file or folder.`,
    },
  });
  expect(existsSync(join(folder, 'nope'))).toBe(false);
});

describe('the report of a whole run', () => {
  test('gives its verdict, with nothing left and the evidence as it was stored', () => {
    expect(report.left).toEqual([]);
    expect(report).toMatchObject({ verdict: 'passed', phase: 'finished', integrity: { problems: [] } });
    expect(report.lab.simulated).toBe(true);
  });

  test('every listing of the article has its command and the bytes that the store holds under the same hash', async () => {
    expect(report.listings.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    const events = await bench.events();
    for (const listing of report.listings) {
      expect(listing.found, `listing ${listing.number}`).not.toEqual([]);
      for (const found of listing.found) {
        expect(found.command).not.toBe('');
        const event = events[found.sequence - 1]?.event;
        const output =
          event?.type === 'probed'
            ? event.results[found.result ?? 0]?.stdout
            : event?.type === 'act-done'
              ? event.stdout
              : undefined;
        expect(output?.hash).toBe(found.stdout.hash);
        const shown = found.stdout.pieces.map((piece) => ('text' in piece ? piece.text : '')).join('');
        const stored = await workshop.application.store.artefact(found.stdout.hash);
        if (found.stdout.pieces.every((piece) => 'text' in piece))
          expect(shown).toBe(new TextDecoder().decode(stored ?? new Uint8Array()));
      }
    }
  });

  const found = (number: number): ListingView['found'] => report.listings.find((one) => one.number === number)?.found ?? [];

  test.each([1, 3, 4])('Listing %i: the commands of the article, in its order, each of which succeeded', (number) => {
    const commands = found(number);
    expect(commands.map(({ command }) => shortCommand(command))).toEqual(articleListing(number).lines);
    for (const { exit, stdout } of commands) {
      expect(exit).toBe(0);
      expect(shownIn(page, number)).toContain(textOf(stdout));
    }
  });

  test.each([2, 5, 6, 9, 10, 12, 13, 14])('Listing %i: the host’s bytes are those of the article', (number) => {
    const article = articleListing(number);
    const answers = found(number).filter(({ probe }) => probe !== null);
    expect(answers).toHaveLength(1);
    const [answer] = answers;
    expect(answer?.host).toBe(article.host);
    expect(shortCommand(answer?.command ?? '')).toBe(article.command);
    const shown = shownIn(page, number).find((text) => text === textOf(answer?.stdout));
    const lines = comparableLines(number, shown ?? '');
    // The article shows dom0 alone, and its free memory says that both guests ran: here they are in the list.
    const own = number === 6 ? lines.filter((line) => !/^test[01] /u.test(line)) : lines;
    expect(own).toEqual(article.lines);
    if (number === 6) expect(lines).toHaveLength(own.length + 2);
  });

  test.each([7, 8, 11])('Listing %i: the lines of the article stand together in the host’s file', (number) => {
    const [answer] = found(number).filter(({ probe }) => probe !== null);
    const shown = shownIn(page, number).find((text) => text === textOf(answer?.stdout));
    const lines = comparableLines(number, shown ?? '');
    const { lines: article } = articleListing(number);
    const at = lines.indexOf(article[0] ?? '');
    expect(lines.slice(at, at + article.length)).toEqual(article);
  });

  test('Listing 10 is the file as it was before Listing 11 renamed the disks', () => {
    const disks = (number: number): string => /^disk = .*$/mu.exec(textOf(found(number)[0]?.stdout))?.[0] ?? '';
    expect(disks(10)).toMatch(/,xvda,.*,xvdb,.*,xvdc,/u);
    expect(disks(11)).toMatch(/,hda,.*,hdb,.*,hdc,/u);
  });

  test('Figures 1, 2, 6 and 15 are drawn before and after; at the end all of it is well and redundant', () => {
    const before = report.moments.find(({ id }) => id === 'before');
    const end = report.moments.find(({ id }) => id === 'end');
    expect(before?.drawings.map(({ view }) => view)).toEqual(['figure-1', 'figure-2', 'figure-6', 'figure-15']);
    const bad = end?.drawings.flatMap(({ view, rows }) =>
      rows.filter(({ state }) => state !== '✓ ok').map(({ name, state, why }) => ({ view, name, state, why })),
    );
    // The procedure asks one guest alone for its front ends: those of the other are drawn as unknown, and nothing else is.
    const unasked = bad?.filter(({ view, state }) => view === 'figure-1' && state === '? unknown') ?? [];
    expect(unasked.every(({ name }) => name === 'xenblk' || name === 'xennet')).toBe(true);
    expect(bad?.filter((one) => !unasked.includes(one))).toEqual([]);
    expect(end?.differences).toEqual([]);
    expect(end?.luns).toHaveLength(4);
    expect(
      end?.luns.filter(({ verdict }) => verdict !== 'redundant').map(({ lun, verdict, why }) => ({ lun, verdict, why })),
    ).toEqual([]);
    expect(end?.guests.map(({ guest, verdict }) => [guest, verdict])).toEqual([
      ['test0', 'redundant'],
      ['test1', 'redundant'],
    ]);
    expect(end?.drawings.every(({ layout }) => layout.by === 'elk')).toBe(true);
  });

  test('every figure of the article is drawn or told, with its step', () => {
    expect(report.figures).toHaveLength(18);
    for (const figure of report.figures) {
      expect(figure.steps, `figure ${figure.number}`).not.toEqual([]);
      expect(figure.shown.length, `figure ${figure.number}`).toBeGreaterThan(0);
    }
  });

  test('the three faults are there, each restored, and each takes redundancy away while it lasts', () => {
    expect(report.faults.length).toBeGreaterThanOrEqual(3);
    for (const fault of report.faults) {
      expect(fault.restoredAt, fault.what).not.toBeNull();
      const during = report.moments.find(({ id }) => id === fault.moment);
      expect(
        during?.luns.some(({ verdict }) => verdict !== 'redundant'),
        fault.what,
      ).toBe(true);
    }
  });

  test('the page holds every check, and every link in it leads somewhere', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/gu)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const known = new Set(ids);
    expect([...page.matchAll(/href="#([^"]*)"/gu)].filter(([, id]) => !known.has(id)).map(([, id]) => id)).toEqual([]);
    for (const { step, checkpoint, hosts } of bench.checkpoints())
      for (const host of hosts)
        expect(known.has(`check-${step.id}-${checkpoint.id}-on-${host}`), `${step.id} ${checkpoint.id} ${host}`).toBe(true);
    expect(page.length).toBeLessThan(12_000_000);
  });

  test('the topology of an earlier moment is that moment’s', async () => {
    const early = await runTopology(workshop.application, bench.run.id, 2);
    expect(early.ok && early.value.elements.find(({ id }) => id === 'guest:xenhost:test0')?.state).toBe('unknown');
    const late = await runTopology(workshop.application, bench.run.id, null);
    expect(late.ok && late.value.elements.find(({ id }) => id === 'guest:xenhost:test0')?.state).toBe('ok');
  });

  test('what somebody changed over plain SSH beforehand is in the listings of the next run', async () => {
    const client = await login(await bench.lab.connect('xenhost'), { algorithms: {} });
    const typed = await exec(
      client,
      '/bin/hostname storage7 && /usr/sbin/xm vcpu-set Domain-0 3 && /usr/sbin/xm vcpu-set test0 1',
    );
    client.end();
    expect(typed).toMatchObject({ code: 0, stderr: '' });
    const next = await bench.again();
    const ids = next.steps.map(({ id }) => id);
    await next.execute({ steps: new Set(ids.slice(0, ids.indexOf('domains') + 1)) });
    const later = await runReport(workshop.application, next.run.id);
    if (!later.ok) throw new Error(later.problem.sentence);
    const bytes = (number: number): string => textOf(later.value.listings.find((one) => one.number === number)?.found[0]?.stdout);
    expect(bytes(5)).toMatch(/^host +: storage7$/mu);
    expect(bytes(6)).toMatch(/^Domain-0 +0 +2928 +3 r/mu);
    expect(bytes(6)).toMatch(/^test0 +\d+ +\d+ +1 /mu);
  });
});
