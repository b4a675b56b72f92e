import { expect, type Page } from '@playwright/test';

/** Does what the palette has by this name, found by typing what keyboards have of it. */
export async function doCommand(page: Page, name: string): Promise<void> {
  const typed = name.replaceAll('’', "'").replaceAll('…', '');
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Commands' });
  // What is typed before the palette is there is for it all the same, and no key of a command.
  await page.keyboard.type(typed);
  await expect(field).toHaveValue(typed);
  await expect(page.getByRole('option', { name }).first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(field).toHaveCount(0);
}
