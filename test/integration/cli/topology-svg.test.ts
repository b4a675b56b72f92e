import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRedactor } from '../../../core/evidence/redactor.ts';
import { main } from '../../../main/cli/main.ts';
import { openStore } from '../../../main/store/open-store.ts';
import { CREATED } from '../../core/run/run-events.ts';
import { temporaryFolder } from '../store/folders.ts';

const PROCEDURE = readFileSync(new URL('../../../assets/procedures/rhel5-rdac.yaml', import.meta.url), 'utf8');

test('a drawing that is written to a file brings its style, its paper, and what it is of', async () => {
  const data = await temporaryFolder();
  const store = await openStore(data);
  if (!store.ok) throw new Error(store.problem.sentence);
  const created = await store.value.createRun(
    'ada',
    { ...CREATED, procedure: { ...CREATED.procedure, text: PROCEDURE } },
    createRedactor(),
  );
  if (!created.ok) throw new Error(created.problem.sentence);
  const { run } = created.value.writer;
  await store.value.dispose();

  const file = join(data, 'figure.svg');
  await main(['--data', data, 'topology', 'show', '--view', 'figure-1', '--svg', file]);
  const svg = await readFile(file, 'utf8');
  expect(svg).toMatch(/^<\?xml[^>]*\?>\n<svg [^>]*><style>/u);
  expect(svg).toContain('.topology .element rect { fill:');
  // A picture is looked at on any background: it has its own, and does not turn dark with the reader.
  expect(svg).toContain('<g class="paper">');
  expect(svg).not.toContain('prefers-color-scheme');
  expect(svg).toContain(`Xen and its split drivers · run ${run} · as known at `);
  expect(svg).toContain(`at ${CREATED.lab.scale} times the pace of real hosts`);
});
