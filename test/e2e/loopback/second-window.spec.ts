import { expect, test } from '../window/fixture.ts';

test('a second window is told of the first, and let in from there', async ({ opened: { page } }) => {
  await expect(page.getByRole('heading', { name: 'What would you like to do?' })).toBeVisible();
  const second = await page.context().newPage();
  await second.goto(new URL(page.url()).origin);
  await expect(second.getByRole('heading', { name: 'It is open in another window' })).toBeVisible();
  await page.getByRole('button', { name: 'Let it in' }).click();
  await expect(second.getByRole('heading', { name: 'What would you like to do?' })).toBeVisible();
});
