import { test as base } from '@playwright/test';
import { OpenedWindow, type OpenWish } from '../support/opened-window.ts';

interface Fixtures {
  /** A window on an empty data folder. */
  readonly opened: OpenedWindow;
  /** Opens a window on a data folder that the test made. All go with the test. */
  readonly openWith: (wish: OpenWish) => Promise<OpenedWindow>;
}

/** The window as its project has it: served on 127.0.0.1, or in the desktop application. */
export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright wants the pattern
  openWith: async ({}, use, { project }) => {
    const all: OpenedWindow[] = [];
    await use(async (wish) => {
      const opened = await OpenedWindow.open(project.name, wish);
      all.push(opened);
      return opened;
    });
    for (const opened of all) await opened.dispose();
  },
  opened: async ({ openWith }, use) => {
    await use(await openWith({}));
  },
});
export { expect } from '@playwright/test';
