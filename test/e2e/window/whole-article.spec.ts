import { answerAll } from '../support/answering.ts';
import { expect, test } from './fixture.ts';

// What a processor of its own does in three minutes takes longer beside others.
test.setTimeout(900_000);

test('the whole article on a practice lab, by clicking', async ({ opened }, { annotations }) => {
  const { page, faults } = opened;
  const began = Date.now();
  await page.getByRole('button', { name: 'New run…' }).click();
  await page.getByLabel('Pace of its time').selectOption('600');
  await page.getByRole('button', { name: 'Begin the run' }).click();
  const steps = page.getByRole('navigation', { name: 'Chapters and steps' });
  await expect(steps).toBeVisible({ timeout: 300_000 });
  await expect(page.getByRole('note')).toContainText('600 times the pace');

  // A step that cannot begin yet says what it waits for, and leads there.
  await steps.getByRole('link', { name: /One zone for each pair/ }).click();
  const waits = page.locator('.waits').first();
  await expect(waits).toContainText('locked');
  await waits.getByRole('link', { name: /Every cable is in its port/ }).click();
  await expect(page.getByRole('heading', { level: 2, name: /Every cable is in its port/ })).toBeVisible();
  await page.getByRole('button', { name: /^Figure 2/ }).click();
  await expect(page.getByRole('group', { name: /Hosts, switches/ }).locator('svg')).toBeVisible();
  expect(await opened.axe()).toEqual([]);

  const looked = new Set<string>();
  const all = page.getByRole('button', { name: 'Do all that is left' });
  const { titles, typed } = await answerAll(
    page,
    'pointer',
    780_000,
    () => all.click(),
    async (title) => {
      const kind = title.includes('Destroy what is on') ? 'destroy' : title.startsWith('Go on') ? 'rest' : 'step';
      if (looked.has(kind)) return;
      looked.add(kind);
      expect(await opened.axe()).toEqual([]);
    },
  );
  annotations.push({ type: 'took', description: `${Math.round((Date.now() - began) / 1000)} s` });
  expect(titles.length).toBeGreaterThan(20);
  expect([...looked].sort()).toEqual(['destroy', 'rest', 'step']);
  expect(typed).toContain('xenhost:/dev/sdb');

  await expect(page.locator('.run-head')).toContainText(/(\d+) of \1 done/u);
  await expect(page.locator('.run-head')).toContainText('passed');
  const chapters = await steps.locator('.chapter-state').allTextContents();
  expect(chapters).toHaveLength(await steps.getByRole('heading').count());
  for (const chapter of chapters) expect(chapter).toMatch(/(\d+) of \1$/u);

  // Each of the three faults has a step in which the stall was measured; what stands behind a value is one click away.
  await steps
    .getByRole('link', { name: /The first fault|first cable|is pulled/i })
    .first()
    .click();
  const proof = page.getByRole('region', { name: 'What proves it' });
  await expect(proof.getByRole('row').nth(1)).toContainText('pass');
  expect(await opened.axe()).toEqual([]);
  expect(faults).toEqual([]);
});
