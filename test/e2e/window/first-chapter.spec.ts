import { expect, test } from '@playwright/test';
import { OpenedWindow } from '../support/opened-window.ts';

// One window and one lab: what a test leaves is what the next begins with.
test.describe.configure({ mode: 'serial' });

let opened: OpenedWindow;
// eslint-disable-next-line no-empty-pattern -- Playwright wants the pattern
test.beforeAll(async ({}, { project }) => {
  opened = await OpenedWindow.open(project.name);
});
test.afterAll(async () => {
  await opened.dispose();
});

test('the practice lab in one click, and its first chapter by clicking', async () => {
  const { page, faults } = opened;
  await expect(page.getByRole('heading', { name: 'What would you like to do?' })).toBeVisible();
  expect(new URL(page.url()).hash).not.toContain('t=');
  expect(await opened.axe()).toEqual([]);

  await page.getByRole('button', { name: 'Start on the practice lab' }).click();
  const steps = page.getByRole('navigation', { name: 'Chapters and steps' });
  const chapter = steps.getByRole('region', { name: 'Hardware and software' });
  await expect(chapter).toBeVisible({ timeout: 90_000 });
  await expect(page.getByRole('note')).toContainText('Simulated hosts.');

  const links = chapter.getByRole('link');
  const count = await links.count();
  expect(count).toBeGreaterThan(3);
  for (let index = 0; index < count; index += 1) {
    const link = links.nth(index);
    await link.click();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(link).toContainText('done', { timeout: 90_000 });
  }
  await expect(chapter.locator('.chapter-state')).toContainText(`${count} of ${count}`);

  // What was found stands beside what was expected, and the bytes behind it one click further.
  await links.first().click();
  const checks = page.getByRole('region', { name: 'What proves it' });
  await expect(checks.getByRole('row').filter({ hasText: 'The processor cores are there' })).toContainText('pass');
  await checks.getByRole('button', { name: 'The processor cores are there', exact: true }).click();
  await checks
    .getByRole('button', { name: /^Output, / })
    .first()
    .click();
  await expect(checks.locator('.output').first()).not.toBeEmpty();
  expect(await opened.axe()).toEqual([]);

  // A step far down is seen in the list too when an address leads to it.
  const [, run = ''] = /#\/run\/([^/]+)/u.exec(page.url()) ?? [];
  await opened.show(`#/run/${run}/steps/more-paths`);
  await expect(steps.getByRole('link').last()).toBeInViewport();
  expect(faults).toEqual([]);
});

test('a change is shown before it runs, is asked for, and waits for its answer over a reload', async () => {
  const { page, faults } = opened;
  const steps = page.getByRole('navigation', { name: 'Chapters and steps' });
  await steps.getByRole('link', { name: /Every cable is in its port/ }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(steps.getByRole('link', { name: /Every cable is in its port/ })).toContainText('done', { timeout: 90_000 });
  await steps.getByRole('link', { name: /One zone for each pair/ }).click();
  await expect(page.getByText('zonecreate').first()).toBeVisible();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('cfgenable', { timeout: 90_000 });
  expect(await opened.axe()).toEqual([]);

  await page.reload();
  await expect(dialog).toContainText('cfgenable', { timeout: 90_000 });
  await dialog.getByRole('button', { name: /^Run it on/ }).click();
  await dialog.getByRole('button', { name: 'Go on with the others' }).click({ timeout: 90_000 });
  await dialog.getByRole('button', { name: /^Run it on/ }).click({ timeout: 90_000 });
  await expect(steps.getByRole('region', { name: /^Storage and fabric/ })).toContainText('2 of 6', { timeout: 90_000 });
  expect(faults).toEqual([]);
});
