import { expect, type Page } from '@playwright/test';

/** Does what the palette has by this name, found by typing it. */
export async function doCommand(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Commands' });
  // What is typed before the palette is there is for it all the same, and no key of a command.
  await page.keyboard.type(name);
  await expect(field).toHaveValue(name);
  await expect(page.getByRole('option', { name }).first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(field).toHaveCount(0);
}
