import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../core/evidence/canonical.ts';
import { findProbe } from '../../../core/probes/registry.ts';
import type { StoredEvent } from '../../../core/run/events.ts';
import { writeReport } from '../../../main/app/report.ts';
import { Bench, openWorkshop, type Workshop } from '../../support/practice-bench.ts';

/** Names of a place that no procedure knows. */
const PLACE = {
  hosts: ['berlinvm7'],
  switches: ['kreuzfc17', 'kreuzfc18'] as const,
  array: 'DS47SPREE',
  luns: ['spree0', 'spree1', 'spree2', 'spree3'].map((name) => ({ name, gigabytes: 10 })),
};
const GUEST = 'havelguest3';
const OPERATOR = 'tests';

const SHAPES = [
  /\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/giu,
  /\b(?:[0-9a-f]{2}:){7}[0-9a-f]{2}\b/giu,
  /\b192\.168(?:\.[0-9]{1,3}){2}\b/gu,
  /\b6[0-9a-f]{31}\b/giu,
];
/** Nobody's: broadcast, and the address of every virtual interface in domain 0. */
const NOBODY = /^(?:00:00:00|ff:ff:ff|fe:ff:ff)/u;

/**
 * Names and addresses of a place, in each notation that a program prints, that the procedure does not name itself. What stands in the place of one of them
 * may by chance be another of them: there are 155 networks like 192.168.122.0. It is then not looked for.
 */
function identifiersOf(
  world: string,
  names: readonly string[],
  procedure: string,
  pseudonym: (text: string) => unknown,
): readonly string[] {
  const shaped = SHAPES.flatMap((shape) => world.match(shape) ?? []);
  const all = [...names, ...shaped].map((one) => one.toLowerCase());
  const plain = all.filter((one) => /^(?:..:){7}..$/u.test(one)).map((one) => one.replaceAll(':', ''));
  const own = procedure.toLowerCase();
  const every = [...new Set([...all, ...plain])].filter((one) => !NOBODY.test(one));
  const taken = new Set(every.filter((one) => pseudonym(one) !== one).map(pseudonym));
  return every.filter((one) => !own.includes(one) && !taken.has(one));
}

/** Which of them stand in a text: whole, whatever is around them but letters and digits. */
function found(text: string, originals: readonly string[]): readonly string[] {
  const lower = text.toLowerCase();
  return originals.filter((original) => {
    for (let at = lower.indexOf(original); at >= 0; at = lower.indexOf(original, at + 1)) {
      if (!/[0-9a-z]/u.test(lower.charAt(at - 1)) && !/[0-9a-z]/u.test(lower.charAt(at + original.length))) return true;
    }
    return false;
  });
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('a whole practice run with pseudonyms', () => {
  let workshop: Workshop;
  let bench: Bench;
  let events: readonly StoredEvent[];
  let originals: readonly string[];
  let stored: (hash: string) => Promise<Uint8Array>;

  beforeAll(async () => {
    workshop = await openWorkshop();
    const { store } = workshop.application;
    bench = await Bench.open(workshop, { pseudonyms: true, set: { lunGuest: GUEST }, world: { unlike: PLACE } });
    expect(await bench.execute({ recheck: true })).toMatchObject({ reason: 'finished' });
    events = await bench.events();
    const names = [...PLACE.hosts, ...PLACE.switches, PLACE.array, ...PLACE.luns.map(({ name }) => name), GUEST, OPERATOR];
    originals = identifiersOf(
      JSON.stringify(bench.lab.world.state),
      names,
      bench.procedure.text,
      bench.run.parts.writer.concealed,
    );
    stored = async (hash) => {
      const bytes = await store.artefact(hash);
      if (bytes === null) throw new Error(`No artefact ${hash}`);
      return bytes;
    };
  }, 600_000);
  afterAll(async () => {
    await bench.dispose();
    await workshop.dispose();
  });

  it('ends as one without them: every check passes, and its evidence is whole', async () => {
    expect(bench.verdict().verdict).toBe('passed');
    const verified = await workshop.application.store.verify(bench.run.id);
    expect(verified).toMatchObject({ ok: true, value: { problems: [] } });
  });

  it('has no identifier of the place in any event, output or file', async () => {
    // Among them what was found out on the way: addresses that guests were given, MAC addresses, the names of LUNs.
    expect(originals.length).toBeGreaterThan(40);
    expect(found(JSON.stringify(bench.run.state), originals).length).toBeGreaterThan(20);
    const leaks: string[] = [];
    for (const event of events) {
      const text = JSON.stringify(event);
      leaks.push(...found(text, originals).map((one) => `${one} in event ${event.sequence}, ${event.event.type}`));
      for (const [hash] of text.matchAll(/(?<=[:,]")[0-9a-f]{64}(?=")/gu)) {
        const bytes = await workshop.application.store.artefact(hash);
        const output = bytes === null ? '' : new TextDecoder('latin1').decode(bytes);
        leaks.push(...found(output, originals).map((one) => `${one} in an output of event ${event.sequence}`));
      }
    }
    expect([...new Set(leaks)]).toEqual([]);

    const { application, folder } = workshop;
    const target = join(folder, 'written');
    const reports = { html: `${target}.html`, json: `${target}.json`, junit: `${target}.xml` };
    const written = await writeReport(application, bench.run.id, reports, async () => undefined);
    expect(written.ok).toBe(true);
    expect((await application.store.exportRun(bench.run.id, `${target}-bundle`)).ok).toBe(true);
    const files = (await filesIn(folder)).filter((file) => !file.includes('/private/'));
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) {
      const text = await readFile(file, 'latin1');
      expect([file, found(text, originals)]).toEqual([file, []]);
    }
    expect(await readFile(`${target}.html`, 'utf8')).toContain('Pseudonyms');
    expect(await readFile(`${target}.xml`, 'utf8')).toContain('pseudonyms stand in their place');
    for (const one of originals) expect(await application.store.search(one)).toEqual({ ok: true, value: [] });
  });

  it('has facts that are those of the stored outputs, at the places that they cite', async () => {
    let parsed = 0;
    for (const { event } of events) {
      if (event.type !== 'probed') continue;
      for (const result of event.results) {
        if (result.facts === undefined) continue;
        const [stdout, stderr] = [await stored(result.stdout.hash), await stored(result.stderr.hash)];
        const truncated = result.stdout.cut + result.stderr.cut > 0;
        const again = findProbe(result.probe)?.parse({ stdout, stderr, exit: result.exit, truncated }, result.parameters);
        if (again?.ok !== true) throw new Error(`${result.probe}: ${JSON.stringify(again)}`);
        expect([result.probe, canonicalJson(again.facts)]).toEqual([result.probe, canonicalJson(result.facts)]);
        const cited = Object.fromEntries(
          Object.entries(again.citations).map(([pointer, { stream, start, end }]) => [pointer, [stream, start, end]]),
        );
        expect(cited).toEqual(result.citations);
        parsed += 1;
      }
    }
    expect(parsed).toBeGreaterThan(500);
  });

  it('can be taken back by who has the map, and by nobody else', async () => {
    const own = await workshop.application.store.own(bench.run.id);
    if (!own.ok) throw new Error(own.problem.sentence);
    const state = await own.value.state();
    expect(state).toEqual({ ok: true, value: { ...bench.run.state, operators: [OPERATOR] } });
    const map = (await filesIn(workshop.folder)).filter((file) => file.includes('/private/'));
    expect(map).toEqual([join(workshop.folder, 'private', `${bench.run.id}.json`)]);
    expect((await stat(map[0] ?? '')).mode & 0o777).toBe(0o600);
  });
});
