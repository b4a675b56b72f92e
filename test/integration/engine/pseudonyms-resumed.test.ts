import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { actInRun } from '../../../main/app/act-in-run.ts';
import { readOwnRun, readRun, resumeRun } from '../../../main/app/runs.ts';
import { findStep } from '../../../main/engine/find-step.ts';
import type { OpenRun } from '../../../main/engine/open-run.ts';
import { restorePath } from '../../../main/engine/restore-path.ts';
import type { RestorePorts } from '../../../main/engine/restore.ts';
import { undoStep } from '../../../main/engine/undo.ts';
import { begun, FINISHED, Rig, work } from './rig.ts';

const HOST = 'spree7';
/** The step finds its line in a file of more than 18 bytes. */
const SAID = `${HOST} 10.1.2.11\n`;
const ABOUT_US = /spree7|10\.1\.2\.11\b|192\.168\.1\.11\b/u;

let rig: Rig;
afterEach(() => rig.dispose());

const open = async (): Promise<Rig> => Rig.open({ pseudonyms: true, world: { unlike: { hosts: [HOST] } } });

/** The run as its host has it, as `xenpath undo` and `xenpath restore` read it. */
async function own(): Promise<RestorePorts> {
  const found = await rig.application.store.own(rig.run.id);
  if (!found.ok) throw new Error(found.problem.sentence);
  return { artefact: found.value.artefact, events: () => found.value.events() };
}

async function inRun<Value>(act: (run: OpenRun) => Promise<Value>): Promise<unknown> {
  await rig.resume();
  const sat = await actInRun(rig.application, { run: rig.run.id, reach: rig.reach, signal: new AbortController().signal }, act);
  if (!sat.ok) throw new Error(sat.problems[0]?.sentence);
  return sat.value;
}

describe('a run with pseudonyms', () => {
  it('is gone on with after it was killed in the middle of an act: the host is known again, and nothing is done twice', async () => {
    rig = await open();
    work(rig, 'echo x >> begun; echo done > worked', HOST);
    await rig.begin();
    const killed = rig.freezeAt((event) => event.type === 'intent' && event.place.action === 'do');
    void rig.execute(['look', 'work', 'built']);
    await killed;
    await rig.resume();
    expect(Object.keys(rig.run.state.hosts)).toContain(HOST);
    expect(Object.values(rig.run.state.open)).toMatchObject([{ place: { step: 'work', host: HOST } }]);
    expect(await rig.execute(['look', 'work', 'built'])).toEqual(FINISHED);
    expect(begun(rig, HOST)).toBe(1);
    expect(rig.machine().files.exists('/root/built')).toBe(true);
    expect(JSON.stringify(await rig.events())).not.toMatch(ABOUT_US);
  });

  it('puts files back as they were, with the names and addresses that stood in them', async () => {
    rig = await open();
    const { files } = rig.machine();
    files.write('/root/list', SAID);
    expect(await rig.execute(['look', 'line'])).toEqual(FINISHED);
    const [edit] = (await rig.eventsOf('act-done')).flatMap(({ file }) => file ?? []);
    const kept = new TextDecoder().decode((await rig.application.store.artefact(edit?.before ?? '')) ?? new Uint8Array());
    expect(kept).toHaveLength(SAID.length);
    expect(kept).not.toMatch(ABOUT_US);
    expect(edit?.diff).not.toMatch(ABOUT_US);
    const ports = await own();
    expect(await inRun((run) => restorePath(run, ports, HOST, '/root/list'))).toMatchObject({
      value: { ok: true, did: 'restored' },
    });
    expect(files.readText('/root/list')).toBe(SAID);
    await rig.execute(['line'], { redo: new Set(['line']) });
    expect(files.readText('/root/list')).not.toBe(SAID);
    const undone = await inRun((run) => undoStep(run, ports, findStep(run, 'line'), HOST));
    expect(undone).toMatchObject({ value: { ok: true } });
    expect(files.readText('/root/list')).toBe(SAID);
  });

  it('is read without its map, and not gone on with', async () => {
    rig = await open();
    await rig.execute(['look']);
    const { id } = rig.run;
    await rm(join(rig.folder, 'private'), { recursive: true });
    const request = { run: id, reach: rig.reach, signal: new AbortController().signal, current: null, replace: false };
    for (const refused of [await resumeRun(rig.application, request), await readOwnRun(rig.application, id)]) {
      const problems = refused.ok ? [] : 'problems' in refused ? refused.problems : [refused.problem];
      expect(problems).toMatchObject([{ code: 'pseudonyms-lost' }]);
    }
    const read = await readRun(rig.application, id);
    if (!read.ok) throw new Error(read.problem.sentence);
    expect(read.value.state.header?.pseudonyms).toBe(true);
    expect(JSON.stringify(read.value.state)).not.toMatch(ABOUT_US);
    expect((await rig.application.store.verify(id)).ok).toBe(true);
  });

  it('calls things otherwise than another run does', async () => {
    rig = await open();
    const hosts: string[] = [];
    for (let count = 0; count < 2; count++) {
      const read = await readRun(rig.application, (await rig.begin()).id);
      if (!read.ok) throw new Error(read.problem.sentence);
      const named = Object.entries(read.value.inventory.hosts).filter(([, { role }]) => role === 'dom0');
      hosts.push(...named.map(([name]) => name));
    }
    expect(hosts.map((host) => host.length)).toEqual([HOST.length, HOST.length]);
    expect(new Set([HOST, ...hosts]).size).toBe(3);
  });

  it('keeps no half of a name where output was cut', async () => {
    rig = await open();
    const { writer } = (await rig.begin()).parts;
    const said = (text: string, cut: number): string => {
      const { reference, bytes } = writer.keep(new TextEncoder().encode(text), cut);
      expect([reference.bytes, bytes.length]).toEqual([text.length, text.length]);
      return reference.hash;
    };
    const hashes = [said('up 10.1.2.11\nspre', 3), said('up 10.1.2.11\nspree7', 0), said('up 10.1.2.1', 1)];
    await writer.append('tests', { type: 'noted', version: 1, text: 'cut' });
    const stored: string[] = [];
    for (const hash of hashes)
      stored.push(new TextDecoder().decode((await rig.application.store.artefact(hash)) ?? new Uint8Array()));
    expect(stored[0]).toMatch(/^up 10\.[0-9]\.[0-9]\.[0-9]{2}\nxxxx$/u);
    expect(stored[1]).toMatch(/^up 10\.[0-9]\.[0-9]\.[0-9]{2}\n[a-z]{5}[0-9]$/u);
    expect(stored[2]).toBe('up xx.x.x.x');
    expect(stored.join('')).not.toMatch(ABOUT_US);
  });

  it('is not begun where a host’s name is too short to be replaced', async () => {
    rig = await Rig.open({ pseudonyms: true, world: { unlike: { hosts: ['b7'] } } });
    await expect(rig.begin()).rejects.toThrow('The host b7 cannot get a pseudonym');
  });
});
