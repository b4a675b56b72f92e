import { expect, test } from './fixture.ts';

test('a terminal on a host of the run: typed into, found in, there again after a reload, left by key, and told when it ended', async ({
  opened,
}) => {
  test.setTimeout(400_000);
  const { page, faults } = opened;
  await page.getByRole('button', { name: 'Start on the practice lab' }).click();
  await expect(page.getByRole('navigation', { name: 'Chapters and steps' })).toBeVisible({ timeout: 200_000 });

  await page.keyboard.press('t');
  const drawer = page.getByRole('region', { name: 'Terminals' });
  await drawer.getByRole('button', { name: 'Open a terminal' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Open on xenhost' }).click();
  const rows = drawer.locator('.xterm-rows');
  await expect(rows).toContainText('[root@xenhost ~]#', { timeout: 90_000 });
  await drawer.getByRole('textbox', { name: /^Terminal xenhost/ }).focus();
  // A title, the clipboard and a link from a host: none of them does anything by itself.
  await page.keyboard.type("printf '\\033]0;owned\\007\\033]52;c;b3duZWQ=\\007' ; echo $((6*7)) of them\n");
  await expect(rows).toContainText('42 of them');
  expect(await page.title()).not.toContain('owned');
  expect(await opened.axe()).toEqual([]);

  await page.reload();
  await expect(rows).toContainText('42 of them', { timeout: 90_000 });
  await drawer.getByRole('textbox', { name: /^Terminal xenhost/ }).focus();
  await page.keyboard.press('Control+F6');
  await expect(drawer.getByRole('tab', { name: /xenhost/ })).toBeFocused();
  await drawer.getByRole('textbox', { name: /^Terminal xenhost/ }).focus();
  await page.keyboard.type('exit 3\n');
  await expect(drawer.getByRole('group', { name: 'ended, exit 3' })).toBeVisible();
  await drawer.getByRole('button', { name: 'Connect again' }).click();
  await expect(drawer.getByText('connected', { exact: true })).toBeVisible({ timeout: 90_000 });
  expect(faults).toEqual([]);
});
