import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportDocument, type ReportDocument } from '../../../core/report/schema.ts';
import { writeReport } from '../../../main/app/report.ts';
import { runTopology } from '../../../main/app/topology.ts';
import { Bench, openWorkshop, type Workshop } from '../../support/practice-bench.ts';

/** The whole procedure on a new practice world, and the report of that run as it is stored. */
let workshop: Workshop;
let bench: Bench;
let folder: string;
let report: ReportDocument;
let page: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xenpath-report-'));
  workshop = await openWorkshop();
  bench = await Bench.open(workshop);
  await bench.execute({ recheck: true });
  const files = { html: join(folder, 'run.html'), json: join(folder, 'run.json'), junit: join(folder, 'run.xml') };
  const written = await writeReport(workshop.application, bench.run.id, files);
  if (!written.ok) throw new Error(written.problem.sentence);
  report = reportDocument.parse(JSON.parse(await readFile(files.json, 'utf8')));
  page = await readFile(files.html, 'utf8');
}, 400_000);

afterAll(async () => {
  await bench.dispose();
  await workshop.dispose();
  await rm(folder, { recursive: true, force: true });
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
    expect(new Set(end?.luns.map(({ verdict }) => verdict))).toEqual(new Set(['redundant']));
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
});
