import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { answerAll, atRest } from '../support/answering.ts';
import { built } from '../entries/root.ts';
import type { OpenedWindow } from '../support/opened-window.ts';
import { expect, test } from './fixture.ts';

test.setTimeout(600_000);

/** What the command line says of a run's evidence. */
async function verify(opened: OpenedWindow, run: string): Promise<string> {
  const program = spawn(process.execPath, [built('cli/entry.js'), 'verify', run], {
    env: opened.environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  program.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const [code] = (await once(program, 'exit')) as [number];
  return `${code} ${said}`;
}

test('reloaded in the middle of a step, and killed in the middle of another: it comes back, and nothing is lost', async ({
  opened,
}, { annotations }) => {
  const began = Date.now();
  await opened.page.getByRole('button', { name: 'Start on the practice lab' }).click();
  const steps = () => opened.page.getByRole('navigation', { name: 'Chapters and steps' });
  await expect(steps()).toBeVisible({ timeout: 300_000 });
  const run = /#\/run\/([^/]+)\//u.exec(opened.page.url())?.[1] ?? '';
  const step = (name: RegExp) => steps().getByRole('link', { name }).first();

  // The page goes in the middle of a step that runs; the step goes on without it.
  await step(/Every cable is in its port/).click();
  await opened.page.getByRole('button', { name: 'Do all that is left' }).click();
  const dialog = () => opened.page.getByRole('dialog');
  await expect(dialog()).toContainText('cfgenable', { timeout: 120_000 });
  const address = opened.page.url();
  await opened.page.reload();
  expect(opened.page.url()).toBe(address);
  await expect(dialog()).toContainText('cfgenable', { timeout: 60_000 });
  await dialog()
    .getByRole('button', { name: /^Run it on/ })
    .click();
  await opened.page.reload();
  // Under a question the rest of the window has no roles.
  await expect(opened.page.locator('nav.steps')).toBeVisible({ timeout: 60_000 });

  // The process goes in the middle of another: between the intent of an act and its end.
  let asked = 0;
  for (;;) {
    await expect(dialog()).toBeVisible({ timeout: 180_000 });
    const title = (await dialog().getByRole('heading').first().textContent()) ?? '';
    await dialog().locator('footer').getByRole('button').first().click();
    asked += 1;
    await expect(dialog().getByRole('heading', { name: title })).toHaveCount(0, { timeout: 60_000 });
    if (title.includes('Logical drives')) break;
    expect(asked).toBeLessThan(20);
  }
  await expect(opened.page.locator('.activity code')).toContainText('create logicalDrive', { timeout: 120_000 });
  const before = await opened.page.locator('.run-head').textContent();
  await opened.kill();
  await opened.restart();
  await expect(steps()).toBeVisible({ timeout: 120_000 });
  const { page } = opened;
  await expect(page.getByRole('heading', { level: 2 }).last()).toHaveText(/Every cable is in its port/);
  const done = (text: string | null): number => Number(/(\d+) of \d+ done/u.exec(text ?? '')?.[1]);
  expect(done(await page.locator('.run-head').textContent())).toBeGreaterThanOrEqual(done(before));
  await expect(atRest(page)).toBeVisible();

  // It goes on where it was left: what was in flight is asked of the host and not done twice.
  await step(/Logical drives/).click();
  await expect(page.locator('.step')).toContainText('The work was cut off in the middle of it.');
  await answerAll(page, 'pointer', 240_000, () => page.getByRole('button', { name: 'Ask the host what became of it' }).click());
  await expect(step(/Logical drives/)).toContainText('done');
  const commands = page.getByRole('region', { name: 'What proves it' });
  await expect(commands.getByRole('row').filter({ hasText: 'pass' })).not.toHaveCount(0);
  annotations.push({ type: 'took', description: `${Math.round((Date.now() - began) / 1000)} s` });
  expect(await verify(opened, run)).toMatch(/^0 /u);
});
