import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createClient, type Client } from '../../../core/contract/client.ts';
import { evidenceCalls } from '../../../core/contract/evidence.ts';
import { reportCalls } from '../../../core/contract/reports.ts';
import { createRedactor } from '../../../core/evidence/redactor.ts';
import { evidenceAnswers } from '../../../main/app/answers/evidence.ts';
import { reportAnswers } from '../../../main/app/answers/reports.ts';
import { openApplication, type Application } from '../../../main/app/open-application.ts';
import type { OfferedFile } from '../../../main/app/ports.ts';
import { ReportShelf } from '../../../main/app/report-shelf.ts';
import { serveWindow } from '../../../main/rpc/serve.ts';
import { openConnection } from '../../../main/store/connection.ts';
import { pipe } from '../../main/rpc/pipe.ts';
import { acted, checked, CREATED, event, intent, started } from '../../core/run/run-events.ts';
import { temporaryFolder } from '../store/folders.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const calls = { ...evidenceCalls, ...reportCalls } as const;
type Window = Client<typeof calls>;

interface Opened {
  readonly application: Application;
  readonly window: Window;
  readonly folder: string;
  readonly offered: readonly OfferedFile[];
}

async function open(): Promise<Opened> {
  const folder = await temporaryFolder();
  const offered: OfferedFile[] = [];
  const opened = await openApplication({
    dataFolder: folder,
    entry: {
      operator: 'ada',
      askSecret: null,
      askHostKey: null,
      consent: {
        step: async () => ({ answer: 'no', by: 'option' }),
        rest: async () => ({ answer: 'no', by: 'option' }),
        destroy: async () => ({ answer: 'no', by: 'option' }),
        undo: async () => ({ answer: 'no', by: 'option' }),
        manual: async () => null,
      },
      page: {
        reportAddress: (run) => `/report/${run}?key=k`,
        offer: (file) => (offered.push(file), '/saved/k'),
        printPdf: async () => ({ ok: false, problem: { code: 'no-chromium', sentence: 'No browser prints here.' } }),
      },
      say: () => undefined,
    },
  });
  if (!opened.ok) throw new Error(opened.problem.sentence);
  const application = opened.value;
  onTestFinished(() => application.dispose());
  const [near, far] = pipe();
  const answers = { ...evidenceAnswers(application), ...reportAnswers(application, new ReportShelf(application)) };
  const unexpected: unknown[] = [];
  serveWindow(far, calls, answers, {
    version: 'test',
    nonce: null,
    report: (what, thrown) => void unexpected.push(what, thrown),
    strict: true,
  });
  const window = createClient<typeof calls>(near, { version: 'test' });
  onTestFinished(() => {
    window.dispose();
    expect(unexpected).toEqual([]);
  });
  return { application, window, folder, offered };
}

const PROCEDURE = readFileSync(new URL('../../../assets/procedures/rhel5-rdac.yaml', import.meta.url), 'utf8');

/** A run with an act, its output, a check and a note; what is searched for stands in each of them. */
async function filled({ application }: Opened, stdout = 'kernel\u001b[31m ZZYX \u202e zzyx\n'): Promise<string> {
  const created = await application.store.createRun(
    'ada',
    { ...CREATED, procedure: { ...CREATED.procedure, text: PROCEDURE } },
    createRedactor(),
  );
  if (!created.ok) throw new Error(created.problem.sentence);
  const { writer } = created.value;
  const put = async (...events: Parameters<typeof writer.append>[1][]): Promise<void> => {
    const stored = await writer.append('ada', events.flat());
    if (!stored.ok) throw new Error(stored.problem.sentence);
  };
  await put(started('server', 'xen1'), intent('i', 'server', 'xen1', { command: 'rpm -q kernel-xen' }));
  await put(acted('i', { stdout: writer.keep(bytes(stdout)).reference, stderr: writer.keep(bytes('')).reference }));
  await put(checked('server', 'xen1', 'machine', 'pass'), event('noted', { text: 'Is it "zzyx"?' }));
  return writer.run;
}

async function tamper(folder: string, sql: string): Promise<void> {
  const connection = await openConnection(join(folder, 'evidence.db'), 'write');
  const triggers = await connection.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'trigger'");
  for (const { name } of triggers) await connection.script(`DROP TRIGGER ${name}`);
  await connection.script(sql);
  await connection.close();
}

async function importFrom(window: Window, archive: Uint8Array) {
  let told = '';
  const sending = window.bytes('bundle.import', null, (piece) => void (told += new TextDecoder().decode(piece)));
  for (let from = 0; from < archive.length; from += 4000) await sending.write(archive.subarray(from, from + 4000));
  sending.finish();
  const ended = await sending.ended;
  return ended.ok ? { ok: true as const, value: JSON.parse(told) as unknown } : ended;
}

test('a search tells where each place belongs, and each is shown inert with what was looked for marked', async () => {
  const opened = await open();
  const { window } = opened;
  const run = await filled(opened);
  const found = await window.call('runs.search', { text: 'zzyx' });
  if (!found.ok) throw new Error(found.problem.sentence);
  expect(found.value.map(({ sequence, place }) => [sequence, place])).toEqual([
    [4, { type: 'act-done', step: 'server', host: 'xen1', part: 'stdout', of: 'rpm -q kernel-xen' }],
    [6, { type: 'noted', step: null, host: null, part: 'event', of: null }],
  ]);
  const [output, note] = found.value;
  const shown = await window.call('evidence.show', {
    run,
    sequence: 4,
    artefact: output!.artefact,
    text: 'zzyx',
    occurrence: 0,
  });
  expect(shown).toMatchObject({
    ok: true,
    value: {
      operator: 'ada',
      text: {
        hits: 2,
        pieces: [
          { text: 'kernel\\x1b[31m ', hit: false },
          { text: 'ZZYX', hit: true },
          { text: ' \\u{202e} ', hit: false },
          { text: 'zzyx', hit: true },
          { text: '\n', hit: false },
        ],
      },
    },
  });
  // In an event a quotation mark is spelled as JSON has it.
  const quoted = await window.call('evidence.show', {
    run,
    sequence: note!.sequence,
    artefact: null,
    text: '"zzyx"',
    occurrence: 0,
  });
  expect(quoted).toMatchObject({ ok: true, value: { text: { hits: 1 } } });
  expect(
    await window.call('evidence.show', { run, sequence: 4, artefact: 'f'.repeat(64), text: 'zzyx', occurrence: 0 }),
  ).toMatchObject({ ok: false, problem: { code: 'no-such-output' } });
  expect(await window.call('evidence.show', { run, sequence: 99, artefact: null, text: 'zzyx', occurrence: 0 })).toMatchObject({
    ok: false,
    problem: { code: 'no-such-event' },
  });
  expect(await window.call('runs.search', { text: 'zz' })).toMatchObject({ ok: false, problem: { code: 'search-too-short' } });
});

test('a report is made for the frame, saved in each form, and a bundle of it is taken in elsewhere', async () => {
  const opened = await open();
  const { window, offered } = opened;
  const run = await filled(opened);
  const made = await window.call('report.open', { run });
  expect(made).toMatchObject({ ok: true, value: { address: `/report/${run}?key=k`, sequence: 6, tampered: [] } });
  const ends = { html: '<!doctype html>', junit: '<?xml', bundle: 'run.json' };
  for (const [form, begin] of Object.entries(ends) as [keyof typeof ends, string][]) {
    const saved = await window.call('report.save', { run, form });
    expect(saved).toMatchObject({ ok: true, value: { kind: 'offered', tampered: [] } });
    const file = offered.at(-1);
    expect(readFileSync(file!.path, 'latin1').toLowerCase().startsWith(begin)).toBe(true);
  }
  expect(await window.call('report.save', { run, form: 'pdf' })).toMatchObject({
    ok: false,
    problem: { code: 'no-chromium' },
  });
  expect(await window.call('report.open', { run: 'none' })).toMatchObject({ ok: false });

  const archive = readFileSync(offered.find(({ name }) => name.endsWith('.tar'))!.path);
  expect(await importFrom(window, archive)).toEqual({ ok: true, value: { run, known: true } });
  const elsewhere = await open();
  expect(await importFrom(elsewhere.window, archive)).toEqual({ ok: true, value: { run, known: false } });
  expect(await elsewhere.window.call('runs.verify', { run })).toMatchObject({ ok: true, value: { events: 6, problems: [] } });
  expect(await elsewhere.window.call('runs.compare', { before: run, after: run })).toMatchObject({
    ok: true,
    value: { differences: [], sameProcedure: true },
  });

  // One letter of an output, in a bundle on its way.
  const at = archive.indexOf('ZZYX');
  const changed = Buffer.from(archive);
  changed.write('ZZYY', at);
  const third = await open();
  expect(await importFrom(third.window, changed)).toMatchObject({
    ok: false,
    problem: { code: 'bundle-tampered', sentence: expect.stringMatching(/artefacts\/[0-9a-f]{64} is not what/u) as string },
  });
  expect(await third.application.store.runs()).toEqual([]);
});

test('evidence that was changed is told with its place, by the report too', async () => {
  const opened = await open();
  const { window, folder } = opened;
  const run = await filled(opened, 'kernel-xen\n');
  await tamper(folder, "UPDATE artefacts SET bytes = CAST('kernel-xex' AS BLOB) WHERE size = 11");
  const sentence = expect.stringMatching(/^The output [0-9a-f]{64} that event 4 refers to is not what was stored\.$/u) as string;
  expect(await window.call('runs.verify', { run })).toMatchObject({ ok: true, value: { problems: [sentence] } });
  expect(await window.call('report.open', { run })).toMatchObject({ ok: true, value: { tampered: [sentence] } });
  await tamper(folder, "UPDATE events SET operator = 'eve' WHERE sequence = 2");
  expect(await window.call('runs.verify', { run })).toMatchObject({
    ok: true,
    value: { problems: [expect.stringMatching(/^Event 2 is not what was stored/u) as string, sentence] },
  });
});

test('a bundle that cannot be written to its place says so, and leaves nothing behind', async () => {
  const opened = await open();
  const run = await filled(opened);
  const { saveRun } = await import('../../../main/app/save-run.ts');
  const file = join(opened.folder, 'a-file');
  await writeFile(file, '');
  expect(
    await saveRun(opened.application, run, 'bundle', join(file, 'x.tar'), async () => ({ ok: true, value: null })),
  ).toMatchObject({
    ok: false,
    problem: { code: 'bundle-not-written', sentence: expect.stringContaining('no folder') as string },
  });
});
