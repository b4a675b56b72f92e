import { execFile } from 'node:child_process';
import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../../core/evidence/redactor.ts';
import type { RunEvent, StoredEvent } from '../../../core/run/events.ts';
import { reduceAll } from '../../../core/run/reducer.ts';
import { openConnection } from '../../../main/store/connection.ts';
import { migrate } from '../../../main/store/migrate.ts';
import { MIGRATIONS } from '../../../main/store/migrations/migrations.ts';
import { openStore } from '../../../main/store/open-store.ts';
import type { RunWriter, Store } from '../../../main/store/store.ts';
import { acted, checked, CREATED, event, intent, started } from '../../core/run/run-events.ts';
import { opened, temporaryFolder } from './folders.ts';

const execute = promisify(execFile);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function newRun(store: Store, redactor = createRedactor()): Promise<RunWriter> {
  const created = await store.createRun('ada', CREATED, redactor);
  if (!created.ok) throw new Error(created.problem.sentence);
  return created.value.writer;
}

async function append(writer: RunWriter, ...events: readonly RunEvent[]): Promise<readonly StoredEvent[]> {
  const stored = await writer.append('ada', events);
  if (!stored.ok) throw new Error(stored.problem.sentence);
  return stored.value;
}

/** A run with some of everything; gives the writer too. */
async function filledRun(store: Store): Promise<RunWriter> {
  const writer = await newRun(store);
  await append(writer, started('a', 'xen1'), intent('i', 'a', 'xen1'));
  const stdout = writer.keep(bytes('kernel-xen-2.6.18-53.el5\n'), 7).reference;
  const stderr = writer.keep(bytes('')).reference;
  await append(writer, acted('i', { stdout, stderr }), checked('a', 'xen1', 'c', 'pass'));
  return writer;
}

/** Does something to the database as another program would, past the triggers. */
async function tamper(folder: string, sql: string): Promise<void> {
  const connection = await openConnection(join(folder, 'evidence.db'), 'write');
  const triggers = await connection.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'trigger'");
  for (const { name } of triggers) await connection.script(`DROP TRIGGER ${name}`);
  await connection.script(sql);
  await connection.close();
}

describe('events', () => {
  test('come back as they were stored, in order, also after a new start', async () => {
    const folder = await temporaryFolder();
    const store = await opened(folder);
    const heard: StoredEvent[] = [];
    store.watch((one) => heard.push(one));
    const writer = await filledRun(store);
    const first = await store.events(writer.run);
    expect(first).toEqual({ ok: true, value: heard });
    expect(heard.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
    expect(await store.events(writer.run, 3)).toEqual({ ok: true, value: heard.slice(3) });
    await store.dispose();
    const again = await opened(folder);
    expect(await again.events(writer.run)).toEqual(first);
    const resumed = await again.writeRun(writer.run, createRedactor());
    if (!resumed.ok) throw new Error(resumed.problem.sentence);
    const [next] = await append(resumed.value, event('run-resumed', { procedureChanged: false }));
    expect(next).toMatchObject({ sequence: 6, previous: heard.at(-1)?.hash });
    expect(await again.verify(writer.run)).toMatchObject({ ok: true, value: { events: 6, problems: [] } });
  });

  test('many of them with many outputs, some stored before by another process, go in together or not at all', async () => {
    const folder = await temporaryFolder();
    const first = await opened(folder);
    const { run } = await filledRun(first);
    await first.dispose();
    const store = await opened(folder);
    const resumed = await store.writeRun(run, createRedactor());
    if (!resumed.ok) throw new Error(resumed.problem.sentence);
    const keep = (text: string) => resumed.value.keep(bytes(text)).reference;
    const outputs = ['kernel-xen-2.6.18-53.el5\n', ...Array.from({ length: 20 }, (_, index) => `output ${index}`)].map(keep);
    const acts = outputs.map((stdout, index) => acted(`i${index}`, { stdout, stderr: keep('') }));
    expect(await append(resumed.value, ...acts)).toHaveLength(21);
    expect(await store.verify(run)).toMatchObject({ ok: true, value: { events: 26, artefacts: 22, problems: [] } });
    // Nothing of what cannot be stored as a whole is there afterwards.
    const before = await store.events(run);
    const unsayable = event('noted', { text: 'x', place: { step: undefined as unknown as string } });
    await expect(append(resumed.value, acted('j'), { ...unsayable, text: 1n as unknown as string })).rejects.toThrow();
    expect(await store.events(run)).toEqual(before);
    expect(await append(resumed.value, acted('j'))).toMatchObject([{ sequence: 27 }]);
  });

  test('of callers at once each gets its own, and none is lost', async () => {
    const store = await opened(await temporaryFolder());
    const writers = [await newRun(store), await newRun(store)];
    const appended = await Promise.all(
      Array.from({ length: 60 }, (_, count) =>
        writers[count % 2]!.append(`op${String(count)}`, event('noted', { text: String(count) })),
      ),
    );
    appended.forEach((result, count) => {
      expect(result).toMatchObject({ ok: true, value: [{ operator: `op${String(count)}`, event: { text: String(count) } }] });
    });
    for (const { run } of writers)
      expect(await store.verify(run)).toMatchObject({ ok: true, value: { events: 31, problems: [] } });
  });

  test('can neither be changed nor deleted nor put in out of turn, by whatever program', async () => {
    const folder = await temporaryFolder();
    const store = await opened(folder);
    await filledRun(store);
    const other = await openConnection(join(folder, 'evidence.db'), 'write');
    for (const sql of [
      "UPDATE events SET operator = 'eve'",
      'DELETE FROM events',
      'DELETE FROM artefacts',
      "UPDATE artefacts SET bytes = x'00'",
      'DELETE FROM runs',
      "INSERT OR REPLACE INTO events SELECT run, sequence, at, 'eve', event, previous, hash FROM events WHERE sequence = 2",
      'INSERT INTO events SELECT run, sequence + 1, at, operator, event, previous, hash FROM events ORDER BY sequence DESC LIMIT 1',
    ]) {
      await expect(other.script(sql), sql).rejects.toThrow(/append-only|chain-broken/u);
    }
    await other.close();
  });

  test('a writer that another program overtook is told, and nothing is stored', async () => {
    const folder = await temporaryFolder();
    const store = await opened(folder);
    const writer = await filledRun(store);
    const other = await openConnection(join(folder, 'evidence.db'), 'write');
    await other.script(
      "INSERT INTO events SELECT run, sequence + 1, at, operator, event, hash, 'f' FROM events ORDER BY sequence DESC LIMIT 1",
    );
    await other.close();
    expect(await writer.append('ada', event('noted', { text: 'x' }))).toMatchObject({
      ok: false,
      problem: { code: 'chain-broken' },
    });
    expect(await store.verify(writer.run)).toMatchObject({
      ok: true,
      value: { events: 6, problems: [expect.stringMatching(/Event 6/u)] },
    });
  });

  test('of outputs that are the same one is stored, and it is the redacted one', async () => {
    const folder = await temporaryFolder();
    const store = await opened(folder);
    const redactor = createRedactor();
    redactor.add('root-password', 'hunter22');
    const writer = await newRun(store, redactor);
    const kept = [writer.keep(bytes('login: hunter22\n')), writer.keep(bytes('login: hunter22\n'))];
    expect(new TextDecoder().decode(kept[0]!.bytes)).toBe('login: [secret:root-password]\n');
    expect(kept[0]!.reference).toEqual({ ...kept[1]!.reference, bytes: 30, cut: 0, redacted: 1 });
    await append(
      writer,
      ...kept.map(({ reference }) => event('noted', { text: 'hunter22', attachment: { name: 'a', output: reference } })),
    );
    expect(await store.artefact(kept[0]!.reference.hash)).toEqual(Buffer.from(kept[0]!.bytes));
    const row = await openConnection(join(folder, 'evidence.db'), 'read');
    expect(await row.get('SELECT count(*) AS count FROM artefacts')).toEqual({ count: 1 });
    await row.close();
  });
});

test('a canary: no byte of a secret is in any file of the data folder', async () => {
  const folder = await temporaryFolder();
  const store = await opened(folder);
  const canary = 'Zx9!canary-in-the-coal-mine';
  const redactor = createRedactor();
  redactor.add('canary', canary);
  const writer = await newRun(store, redactor);
  const encoded = Buffer.from(`root:${canary}`).toString('base64');
  const stdout = writer.keep(bytes(`${canary} ${encoded}`)).reference;
  await append(writer, intent('i', 'a', 'xen1', { command: `sshpass -p '${canary}'` }), acted('i', { stdout }));
  await append(writer, event('captured', { place: { step: 'a', host: 'xen1' }, name: 'x', value: { [canary]: [canary] } }));
  await writer.append(canary, event('noted', { text: encodeURIComponent(canary) }));
  await store.state(writer.run);
  // Open and closed: what is in the WAL, and what was moved into the database.
  for (const closed of [false, true]) {
    if (closed) await store.dispose();
    for (const name of await readdir(folder)) {
      const content = (await readFile(join(folder, name))).toString('latin1');
      for (const piece of ['canary-in', 'Zx9', encoded.slice(8, 30)])
        expect(content.includes(piece), `${piece} in ${name}`).toBe(false);
    }
  }
});

describe('tampering', () => {
  test.each([
    [
      'a word of an event',
      "UPDATE events SET event = replace(event, 'rpm', 'cpm') WHERE sequence = 3",
      /Event 3 is not what was stored/u,
    ],
    ['an operator', "UPDATE events SET operator = 'eve' WHERE sequence = 2", /Event 2 is not what was stored/u],
    ['a time', "UPDATE events SET at = '2020' || substr(at, 5) WHERE sequence = 1", /Event 1 is not what was stored/u],
    ['an event taken out', 'DELETE FROM events WHERE sequence = 3', /Event 3 is missing/u],
    ['an event that is no JSON', "UPDATE events SET event = '{' WHERE sequence = 3", /Event 3 is no JSON/u],
    [
      'one bit of an output',
      "UPDATE artefacts SET bytes = CAST(x'6a' || substr(bytes, 2) AS BLOB) WHERE size = 25",
      /is not what was stored/u,
    ],
    ['an output taken away', 'DELETE FROM artefacts WHERE size = 25', /that event 4 refers to is missing/u],
  ])('%s is found', async (_what, sql, sentence) => {
    const folder = await temporaryFolder();
    const store = await opened(folder);
    const { run } = await filledRun(store);
    expect(await store.verify(run)).toMatchObject({ ok: true, value: { problems: [] } });
    await store.dispose();
    await tamper(folder, sql);
    const verified = await (await opened(folder, { readOnly: true })).verify(run);
    if (!verified.ok) throw new Error(verified.problem.sentence);
    expect(verified.value.problems.join(' ')).toMatch(sentence);
  });

  test.each([
    ['of another shape', "UPDATE events SET event = replace(event, 'command', 'commando') WHERE sequence = 3"],
    ['of the same shape', "UPDATE events SET event = replace(event, 'rpm', 'cpm') WHERE sequence = 3"],
    ['that is no JSON', "UPDATE events SET event = '{' WHERE sequence = 3"],
  ])('an event %s is found by whoever reads the run, which is told how to see all of it', async (_what, sql) => {
    const folder = await temporaryFolder();
    const store = await opened(folder);
    const { run } = await filledRun(store);
    await store.dispose();
    await tamper(folder, sql);
    const again = await opened(folder, { readOnly: true });
    for (const read of [await again.events(run), await again.state(run)]) {
      expect(read).toMatchObject({
        ok: false,
        problem: { code: 'run-tampered', next: `All that is not: xenpath verify ${run}` },
      });
      expect(!read.ok && read.problem.sentence).toMatch(/^The evidence of run \S+ is not as it was stored\. Event 3 is /u);
    }
    await again.dispose();
  });

  test('it is found where a part of the run is read', async () => {
    const folder = await temporaryFolder();
    const store = await opened(folder);
    const { run } = await filledRun(store);
    await store.dispose();
    await tamper(folder, "UPDATE events SET operator = 'eve' WHERE sequence = 5");
    const again = await opened(folder, { readOnly: true });
    expect((await again.events(run, 3)).ok).toBe(false);
    expect((await again.events(run, 4)).ok).toBe(false);
    expect((await again.events(run, 5)).ok).toBe(true);
    await again.dispose();
  });
});

describe('derived copies', () => {
  test('all of them deleted, damaged or older: the state is the same', async () => {
    const folder = await temporaryFolder();
    const writer = await (async () => {
      const store = await opened(folder);
      const made = await filledRun(store);
      for (let count = 0; count < 150; count++) await append(made, event('noted', { text: String(count) }));
      await store.state(made.run);
      await store.dispose();
      return made;
    })();
    const ask = async (): Promise<unknown> => {
      const store = await opened(folder);
      const [state, events, runs] = [await store.state(writer.run), await store.events(writer.run), await store.runs()];
      if (!events.ok) throw new Error(events.problem.sentence);
      expect(state).toEqual({ ok: true, value: reduceAll(writer.run, events.value) });
      expect(runs).toHaveLength(1);
      await store.dispose();
      return state;
    };
    const before = await ask();
    const kept = await openConnection(join(folder, 'derived.db'), 'write');
    expect(await kept.get('SELECT sequence FROM states')).toEqual({ sequence: 155 });
    // One that says something else about a chain that is not there.
    await kept.script("UPDATE states SET state = json_set(state, '$.head', 'f', '$.operators', json('[]'))");
    await kept.close();
    expect(await ask()).toEqual(before);
    await writeFile(join(folder, 'derived.db'), 'no database at all'.repeat(500));
    expect(await ask()).toEqual(before);
    await rm(join(folder, 'derived.db'));
    expect(await ask()).toEqual(before);
    const store = await opened(folder);
    await store.forgetDerived();
    expect(await store.state(writer.run)).toEqual(before);
  });
});

describe('bundles', () => {
  test('sha256sum verifies an export, and another data folder takes it in unchanged', async () => {
    const store = await opened(await temporaryFolder());
    const { run } = await filledRun(store);
    const bundle = join(await temporaryFolder(), 'bundle');
    const exported = await store.exportRun(run, bundle);
    if (!exported.ok) throw new Error(exported.problem.sentence);
    const { stdout } = await execute('sha256sum', ['-c', 'manifest.sha256'], { cwd: bundle });
    expect(stdout.split('\n').filter((line) => line.endsWith(': OK'))).toHaveLength(5);
    const sum = await execute('sha256sum', ['manifest.sha256'], { cwd: bundle });
    expect(sum.stdout).toContain(exported.value.manifest);
    const other = await opened(await temporaryFolder());
    expect(await other.importRun(bundle)).toEqual({ ok: true, value: run });
    expect(await other.importRun(bundle)).toEqual({ ok: true, value: run });
    expect(await other.events(run)).toEqual(await store.events(run));
    expect(await other.verify(run)).toEqual(await store.verify(run));
    expect(await store.exportRun(run, bundle)).toMatchObject({ ok: false, problem: { code: 'folder-not-empty' } });
  });

  test.each([
    ['a changed line', (folder: string) => appendFile(join(folder, 'events.jsonl'), '\n'), 'bundle-tampered'],
    ['a file too many', (folder: string) => writeFile(join(folder, 'artefacts', 'x'), ''), 'bundle-tampered'],
    ['a file beside it', (folder: string) => writeFile(join(folder, 'notes.txt'), 'mine'), 'bundle-tampered'],
    ['a file too few', (folder: string) => rm(join(folder, 'VERIFY.txt')), 'bundle-tampered'],
    [
      'a path that leads out',
      (folder: string) => appendFile(join(folder, 'manifest.sha256'), `${'a'.repeat(64)}  ../../etc/passwd\n`),
      'bundle-shape',
    ],
    ['no manifest', (folder: string) => rm(join(folder, 'manifest.sha256')), 'bundle-shape'],
  ])('%s is refused', async (_what, harm, code) => {
    const store = await opened(await temporaryFolder());
    const { run } = await filledRun(store);
    const bundle = await temporaryFolder();
    expect(await store.exportRun(run, bundle)).toMatchObject({ ok: true });
    await harm(bundle);
    const other = await opened(await temporaryFolder());
    expect(await other.importRun(bundle)).toMatchObject({ ok: false, problem: { code } });
    expect(await other.runs()).toEqual([]);
  });

  test('a run that goes on elsewhere is not mixed with the one that is there', async () => {
    const store = await opened(await temporaryFolder());
    const writer = await filledRun(store);
    const bundle = await temporaryFolder();
    await store.exportRun(writer.run, bundle);
    await append(writer, event('noted', { text: 'later' }));
    expect(await store.importRun(bundle)).toMatchObject({ ok: false, problem: { code: 'run-differs' } });
  });
});

describe('the data folder', () => {
  test('without runs is nothing to read; of another program, of a later version or damaged it is refused', async () => {
    const folder = await temporaryFolder();
    expect(await openStore(folder, { readOnly: true })).toMatchObject({ ok: false, problem: { code: 'no-data' } });
    const database = join(folder, 'evidence.db');
    const foreign = await openConnection(database, 'create');
    await foreign.script('CREATE TABLE songs (title TEXT)');
    await foreign.close();
    expect(await openStore(folder)).toMatchObject({ ok: false, problem: { code: 'store-foreign' } });
    await rm(database);
    await (await opened(folder)).dispose();
    const later = await openConnection(database, 'write');
    await later.script('PRAGMA user_version = 99');
    await later.close();
    expect(await openStore(folder)).toMatchObject({ ok: false, problem: { code: 'store-newer' } });
    expect(await openStore(folder, { readOnly: true })).toMatchObject({ ok: false, problem: { code: 'store-newer' } });
    await writeFile(database, 'no database at all'.repeat(500));
    expect(await openStore(folder)).toMatchObject({ ok: false, problem: { code: 'store-damaged' } });
    await rm(database);
    // A refusal leaves the lock free.
    expect((await opened(folder)).readOnly).toBe(false);
  });

  test('a migration copies the file first, changes all or nothing, and a second time does nothing', async () => {
    const folder = await temporaryFolder();
    const store = await opened(folder);
    const { run } = await filledRun(store);
    await store.dispose();
    const connection = await openConnection(join(folder, 'evidence.db'), 'write');
    const broken = async (): Promise<void> => {
      await connection.script('CREATE INDEX half ON events (at)');
      throw new Error('half-way');
    };
    await expect(migrate(connection, folder, [...MIGRATIONS, broken])).rejects.toThrow('half-way');
    await rm(join(folder, 'evidence-before-version-2.db'));
    const index = (): Promise<void> => connection.script('CREATE INDEX half ON events (at)');
    const migrated = await migrate(connection, folder, [...MIGRATIONS, index]);
    expect(migrated).toEqual({ ok: true, value: join(folder, 'evidence-before-version-2.db') });
    expect(await migrate(connection, folder, [...MIGRATIONS, index])).toEqual({ ok: true, value: null });
    await connection.close();
    const copy = await openConnection(join(folder, 'evidence-before-version-2.db'), 'read');
    expect(await copy.get('SELECT count(*) AS count FROM events')).toEqual({ count: 5 });
    expect(await copy.get('PRAGMA user_version')).toEqual({ user_version: 1 });
    await copy.close();
    expect(run).toMatch(/^\d{8}-\d{4}-rhel5-rdac-[a-z]{4}$/u);
  });

  test('runs are found by a beginning, an end, or as the last one', async () => {
    const store = await opened(await temporaryFolder());
    expect(await store.findRun('last')).toMatchObject({ ok: false, problem: { code: 'run-unknown' } });
    const [first, second] = [await newRun(store), await newRun(store)];
    expect(await store.findRun('last')).toEqual({ ok: true, value: second.run });
    expect(await store.findRun(first.run.slice(-4))).toEqual({ ok: true, value: first.run });
    expect(await store.findRun(first.run.slice(0, 4))).toMatchObject({ ok: false, problem: { code: 'run-ambiguous' } });
    expect((await store.runs()).map(({ run }) => run)).toEqual([second.run, first.run]);
    expect(await store.events('nothing')).toMatchObject({ ok: false, problem: { code: 'run-unknown' } });
  });

  test('search looks through events and outputs of all runs', async () => {
    const store = await opened(await temporaryFolder());
    const { run } = await filledRun(store);
    expect(await store.search('KERNEL-xen')).toMatchObject({
      ok: true,
      value: [{ run, sequence: 4, artefact: expect.any(String) as string, excerpt: 'kernel-xen-2.6.18-53.el5\\n' }],
    });
    expect(await store.search('rpm -ivh')).toMatchObject({ ok: true, value: [{ run, sequence: 3, artefact: null }] });
    expect(await store.search('nowhere at all')).toEqual({ ok: true, value: [] });
    expect(await store.search('%')).toMatchObject({ ok: false, problem: { code: 'search-too-short' } });
  });
});
