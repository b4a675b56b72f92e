import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Page } from '@playwright/test';
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

/** How many steps the head of a run says are done. */
function done(head: string | null): number {
  return Number(/(\d+) of \d+ done/u.exec(head ?? '')?.[1]);
}

/** Says yes to what is asked, the question whose title holds `last` being the last. */
async function answerUntil(page: Page, last: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  for (let asked = 1; ; asked += 1) {
    await expect(dialog).toBeVisible({ timeout: 180_000 });
    const title = (await dialog.getByRole('heading').first().textContent()) ?? '';
    await dialog.locator('footer').getByRole('button').first().click();
    await expect(dialog.getByRole('heading', { name: title })).toHaveCount(0, { timeout: 60_000 });
    if (title.includes(last)) return;
    expect(asked).toBeLessThan(20);
  }
}

/** The head of the run as it is when an act is under way whose command holds `text`: looked for at each frame, since an act can be short. */
async function headWhile(page: Page, text: string): Promise<string> {
  const seen = await page.waitForFunction(
    (wanted) => {
      const isUnderWay = document.querySelector('.activity code')?.textContent.includes(wanted) === true;
      return isUnderWay ? document.querySelector('.run-head')?.textContent : undefined;
    },
    text,
    { polling: 'raf', timeout: 120_000 },
  );
  return String(await seen.jsonValue());
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

  // The process goes in the middle of another: between the intent of an act and its end. The page hears of an act a little after it began,
  // and now and then it is over when the kill comes: then the process is killed in one of the acts that are left.
  const drives = 'Logical drives';
  await answerUntil(opened.page, drives);
  for (let kills = 1; ; kills += 1) {
    const before = await headWhile(opened.page, 'create logicalDrive');
    await opened.kill();
    await opened.restart();
    await expect(steps()).toBeVisible({ timeout: 120_000 });
    await expect(opened.page.getByRole('heading', { level: 2 }).last()).toHaveText(/Every cable is in its port/);
    expect(done(await opened.page.locator('.run-head').textContent())).toBeGreaterThanOrEqual(done(before));
    await expect(atRest(opened.page)).toBeVisible();
    await step(/Logical drives/).click();
    const panel = opened.page.locator('.step');
    await expect(panel).toContainText('The work was cut off', { timeout: 30_000 });
    if ((await panel.textContent())?.includes('The work was cut off in the middle of it.') === true) break;
    expect(kills).toBeLessThan(4);
    await step(/Every cable is in its port/).click();
    await opened.page.getByRole('button', { name: 'Do all that is left' }).click();
    await answerUntil(opened.page, drives);
  }
  const { page } = opened;

  // It goes on where it was left: what was in flight is asked of the host and not done twice.
  await answerAll(page, 'pointer', 240_000, () => page.getByRole('button', { name: 'Ask the host what became of it' }).click());
  await expect(step(/Logical drives/)).toContainText('done');
  const commands = page.getByRole('region', { name: 'What proves it' });
  await expect(commands.getByRole('row').filter({ hasText: 'pass' })).not.toHaveCount(0);
  annotations.push({ type: 'took', description: `${Math.round((Date.now() - began) / 1000)} s` });
  expect(await verify(opened, run)).toMatch(/^0 /u);
});
