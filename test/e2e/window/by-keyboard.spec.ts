import type { Page } from '@playwright/test';
import { answerAll } from '../support/answering.ts';
import { expect, test } from './fixture.ts';

// What a processor of its own does in three minutes takes longer beside others.
test.setTimeout(900_000);

/** Tab, until what goes by this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 400; presses += 1) {
    const at = await page.evaluate(() => {
      const { activeElement } = document;
      const labels =
        activeElement instanceof HTMLSelectElement ? [...activeElement.labels].map((label) => label.textContent) : [];
      return `${labels.join(' ')} ${activeElement?.getAttribute('aria-label') ?? ''} ${activeElement?.textContent ?? ''}`;
    });
    if (at.includes(name)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not come to “${name}”.`);
}

test('the whole article on a practice lab, by keyboard alone', async ({ opened }, { annotations }) => {
  const { page, faults } = opened;
  const keys = page.keyboard;
  const began = Date.now();
  await expect(page.getByRole('heading', { name: 'What would you like to do?' })).toBeVisible();

  // The palette finds what is wanted by some of its words.
  await keys.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await keys.type('new run');
  await keys.press('Enter');
  await tabTo(page, 'Pace of its time');
  await keys.type('600');
  await tabTo(page, 'Begin the run');
  await keys.press('Enter');
  const heading = page.getByRole('heading', { level: 2 }).last();
  await expect(page.getByRole('navigation', { name: 'Chapters and steps' })).toBeVisible({ timeout: 300_000 });

  // From step to step; every key is told; the focus comes back to where it was.
  await expect(heading).toHaveText('The server and its host bus adapter');
  await keys.press('j');
  await expect(heading).toHaveText('Red Hat Enterprise Linux 5 update 1');
  await keys.press('k');
  await expect(heading).toHaveText('The server and its host bus adapter');
  await expect(heading).toBeFocused();
  await keys.press('?');
  await expect(page.getByRole('dialog')).toContainText('Run the step');
  expect(await opened.axe()).toEqual([]);
  await keys.press('Escape');
  await expect(heading).toBeFocused();
  await keys.press('Control+k');
  await keys.type('zone for each');
  expect(await opened.axe()).toEqual([]);
  await keys.press('Enter');
  await expect(heading).toHaveText(/One zone for each pair/);

  // A note on a step; one step alone is run and checked.
  await keys.press('m');
  await keys.type('Begun without a pointer.');
  await keys.press('Control+Enter');
  await expect(page.getByRole('region', { name: 'Notes and pictures' })).toContainText('Begun without a pointer.');
  await keys.press('n');
  await expect(heading).not.toHaveText(/One zone for each pair/);
  const first = await heading.textContent();
  await keys.press('r');
  await expect(page.locator('.step-about')).toContainText(/done|already so/u, { timeout: 120_000 });
  await expect(heading).toHaveText(first ?? '');
  await expect(page.locator('.activity:not(.tone-busy)')).toBeVisible({ timeout: 60_000 });
  await keys.press('c');
  await expect(page.locator('.activity')).toContainText(/checks? asked/u, { timeout: 120_000 });

  const { typed } = await answerAll(page, 'keys', 780_000, () => keys.press('a'));
  annotations.push({ type: 'took', description: `${Math.round((Date.now() - began) / 1000)} s` });
  expect(typed).toContain('xenhost:/dev/sdb');
  await expect(page.locator('.run-head')).toContainText(/(\d+) of \1 done/u);
  await expect(page.locator('.run-head')).toContainText('passed');
  expect(faults).toEqual([]);
});
