import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { xenpath, type CommandDone } from './command.ts';

let folder: string;
const call = (...words: readonly string[]): Promise<CommandDone> =>
  xenpath(words, { data: join(folder, 'data'), environment: { XDG_RUNTIME_DIR: folder, XDG_STATE_HOME: folder } });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xenpath-debian12-'));
});
afterAll(async () => {
  const status = await call('lab', 'practice', 'status', '--json');
  for (const name of labNames(status.stdout)) await call('lab', 'practice', 'down', '--name', name);
  await rm(folder, { recursive: true, force: true });
});

/** Names of the labs that runs began for themselves, as `lab practice status --json` tells them. */
function labNames(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/"name":\s*"(run-[0-9a-f]+)"/gu)].flatMap((found) => found[1] ?? []))];
}

function summaryOf(done: CommandDone): unknown {
  return JSON.parse(done.stdout.trimEnd().split('\n').at(-1) ?? 'null');
}

async function chapterTitles(): Promise<readonly string[]> {
  const text = await readFile(new URL('../../../assets/procedures/debian12-multipath.yaml', import.meta.url), 'utf8');
  return (parse(text) as { readonly chapters: readonly { readonly title: string }[] }).chapters.map(({ title }) => title);
}

it('the procedure for Debian 12 passes on hosts without Xen, holds when it is checked, and is found done when it runs again', { timeout: 600_000 }, async () => {
  const lab = ['debian12-multipath', '--lab', 'practice', '--yes'];
  const done = await call('run', ...lab, '--json', '--report', join(folder, 'report.html'));
  expect(summaryOf(done), done.stderr.slice(-4_000)).toMatchObject({ verdict: 'passed' });
  expect(done.exit).toBe(0);
  expect(labNames((await call('lab', 'practice', 'status', '--json')).stdout)).toHaveLength(1);
  const report = await readFile(join(folder, 'report.html'), 'utf8');
  const chapters = await chapterTitles();
  expect(chapters).toHaveLength(9);
  for (const title of chapters) expect(report).toContain(title);

  const checked = await call('check', 'last', '--json');
  const { findings } = JSON.parse(checked.stdout) as { readonly findings: readonly { readonly state: string }[] };
  // Left out is what speaks of a moment that is over.
  expect(findings.filter(({ state }) => state === 'holds').length).toBeGreaterThan(100);
  expect(findings.filter(({ state }) => state !== 'holds' && state !== 'left-out'), checked.stderr.slice(-4_000)).toEqual([]);
  expect(checked.exit).toBe(0);

  const again = await call('run', ...lab);
  expect(again.exit, again.stderr.slice(-4_000)).toBe(0);
  expect(again.stderr).toMatch(/^✓ already so .*It is installed over HTTP/mu);
  // What is done in a second run is only that the guests come into it.
  expect([...again.stderr.matchAll(/^✓ done +\[\d+\/\d+\] (.*?): /gmu)].map((found) => found[1])).toEqual([
    'It starts from its own disk',
    'It starts from its own disk',
  ]);
}); // prettier-ignore
