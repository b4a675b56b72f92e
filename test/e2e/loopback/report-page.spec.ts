import { readFileSync } from 'node:fs';
import { beginRun } from '../support/begin-run.ts';
import { expect, test } from '../window/fixture.ts';

/** What a report would do if it could. */
const HOSTILE = `<!doctype html><title>hostile</title><p>hostile</p>
<script>fetch('/leak-fetch'); parent.document.title = 'reached'; top.location = '/leak-top'</script>
<img src="/leak-image" onerror="fetch('/leak-error')"><link rel="stylesheet" href="/leak-style">
<iframe src="/leak-frame"></iframe><object data="/leak-object"></object><meta http-equiv="refresh" content="0;url=/leak-refresh">
<form id="f" action="/leak-form"><button>go</button></form>
<a href="/leak-link" target="_top">out</a>`;

test('what stands in a report runs nothing and reaches nothing', async ({ openWith }) => {
  let run = '';
  const opened = await openWith({ prepare: async (data) => void (run = await beginRun(data, '--only', 'server')) });
  const { page } = opened;
  const leaks: string[] = [];
  // One that the policy stops is begun and not sent: only what was answered went out.
  page.on('response', (response) => {
    if (response.url().includes('leak')) leaks.push(response.url());
  });
  // The headers are the program's own; what it would never write stands in the page.
  await page.route('**/report/**', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: HOSTILE });
  });
  await opened.show(`#/run/${run}/report`);
  const report = page.frameLocator('iframe[title^="Report of"]');
  await expect(report.getByText('hostile')).toBeVisible({ timeout: 120_000 });
  await report.getByRole('button', { name: 'go' }).click();
  await report.getByRole('link', { name: 'out' }).click();
  await expect(page.getByRole('button', { name: 'Verify the evidence' })).toBeVisible();
  expect(await page.title()).toBe('Xenpath');
  expect(new URL(page.url()).hash).toBe(`#/run/${run}/report`);
  expect(leaks).toEqual([]);
});

test('a report and a bundle are handed to the browser, and the bundle is taken in again; a changed one is not', async ({
  openWith,
}, info) => {
  let run = '';
  const opened = await openWith({ prepare: async (data) => void (run = await beginRun(data, '--only', 'server')) });
  const { page } = opened;
  await opened.show(`#/run/${run}/report`);
  const save = async (name: string): Promise<string> => {
    const download = page.waitForEvent('download', { timeout: 120_000 });
    await page.getByRole('button', { name, exact: true }).click();
    const file = await download;
    const path = info.outputPath(file.suggestedFilename());
    await file.saveAs(path);
    return path;
  };
  const html = await save('HTML');
  expect(html.endsWith(`${run}.html`)).toBe(true);
  expect(readFileSync(html, 'utf8')).toContain(run);
  const bundle = await save('Evidence bundle');
  await expect(page.getByText('SHA-256 of its manifest.')).toBeVisible();

  await opened.show('#/evidence/runs');
  const main = page.locator('#main');
  const field = main.locator('input[type=file]');
  await field.setInputFiles(bundle);
  await expect(main.getByText('It was here already, with the same evidence; nothing was changed.').first()).toBeVisible();
  const changed = readFileSync(bundle);
  changed.write('eve', changed.indexOf('"operator":"ada"') + '"operator":"'.length);
  await field.setInputFiles({ name: 'changed.tar', mimeType: 'application/x-tar', buffer: changed });
  await expect(main.getByText('events.jsonl is not what the manifest has.')).toBeVisible();
  await field.setInputFiles({ name: 'other.tar', mimeType: 'application/x-tar', buffer: Buffer.from('PK something else') });
  await expect(main.getByText('This is no bundle of a run')).toBeVisible();
  expect(await opened.axe()).toEqual([]);
  expect(opened.faults).toEqual([]);
});
