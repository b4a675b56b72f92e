import { expect, type Locator, type Page } from '@playwright/test';

/** How a person answers: by pointing, or by keys alone. */
export type Hand = 'pointer' | 'keys';

/** What was asked while a run was worked on: how often, and which kinds. */
export interface Asked {
  readonly titles: readonly string[];
  readonly typed: readonly string[];
}

/** Said when nothing is under way any more. */
export function atRest(page: Page): Locator {
  return page.locator('.activity:not(.tone-busy)');
}

/** Does what begins work in the run that is shown, and waits until it has begun, however soon it is over. */
export async function beginning(page: Page, begin: () => Promise<void>): Promise<void> {
  const begun = await page.evaluateHandle(() => {
    const isUnderWay = (): boolean => document.querySelector('.activity.tone-busy, [role="dialog"]') !== null;
    const seen = new Promise<void>((resolve) => {
      const watching = new MutationObserver(() => {
        if (!isUnderWay()) return;
        watching.disconnect();
        resolve();
      });
      watching.observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    return { seen };
  });
  await begin();
  await begun.evaluate(({ seen }) => seen);
  await begun.dispose();
}

/**
 * Does what begins work, and says yes to all that the run asks until nothing is under way, typing what has to be typed. `look`: called with each question
 * before it is answered. Fails when it takes longer than `withinMs`.
 */
export async function answerAll(
  page: Page,
  hand: Hand,
  withinMs: number,
  begin: () => Promise<void>,
  look: (title: string, dialog: Locator) => Promise<void> = () => Promise.resolve(),
): Promise<Asked> {
  const titles: string[] = [];
  const typed: string[] = [];
  const dialog = page.getByRole('dialog');
  const until = Date.now() + withinMs;
  await beginning(page, begin);
  for (;;) {
    const left = until - Date.now();
    expect(left, `the work came to its end in time; last asked: ${titles.at(-1) ?? 'nothing'}`).toBeGreaterThan(0);
    await expect(dialog.or(atRest(page)).first()).toBeVisible({ timeout: left });
    if (!(await dialog.isVisible())) return { titles, typed };
    const heading = dialog.getByRole('heading').first();
    const title = (await heading.textContent()) ?? '';
    await look(title, dialog);
    titles.push(title);
    const field = dialog.getByRole('textbox');
    if (await field.isVisible()) {
      const label = (await dialog.locator('label').first().textContent()) ?? '';
      const text = /Type (\S+) to allow it/u.exec(label)?.[1] ?? 'Done by hand, as it is written.';
      if (hand === 'pointer') {
        await expect(dialog.locator('footer').getByRole('button').first()).toBeDisabled();
        await field.fill(text);
      } else {
        await expect(field).toBeFocused();
        await page.keyboard.type(text);
      }
      typed.push(text);
    }
    if (hand === 'pointer') await dialog.locator('footer').getByRole('button').first().click();
    else await page.keyboard.press('Control+Enter');
    await expect(heading.filter({ hasText: title })).toHaveCount(0, { timeout: 60_000 });
  }
}
