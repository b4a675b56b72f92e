import { join } from 'node:path';
import { OpenedWindow } from '../support/opened-window.ts';
import { root } from '../entries/root.ts';
import { ACTIVE } from '../support/hostile-text.ts';
import { sow } from '../support/seeds.ts';
import { showTheme, THEMES } from '../support/themes.ts';
import { expect, test } from './fixture.ts';
import { addressOf, GROUND, STATES, TABLE, type Cell, type Never, type Screen, type State } from './states.ts';

/** Every screen in every state, each reached by what really brings it about: looked at by axe in both themes, with a picture of it. */
const PICTURES = join(root, 'dist', '.cache', 'states');
const SCREENS = Object.keys(TABLE) as Screen[];
const isCell = (cell: Cell | Never): cell is Cell => !('never' in cell);
const groundOf = (screen: Screen, state: State): string | null => {
  const cell = TABLE[screen][state];
  return isCell(cell) ? (cell.ground ?? GROUND[state]) : null;
};

for (const state of STATES) {
  const grounds = [...new Set(SCREENS.map((screen) => groundOf(screen, state)))];
  for (const ground of grounds) {
    test.describe(`${state}, ${ground ?? 'nothing'} before`, () => {
      let opened: OpenedWindow;
      let runs: readonly string[];
      // eslint-disable-next-line no-empty-pattern -- Playwright wants the pattern
      test.beforeAll(async ({}, { project }) => {
        test.setTimeout(600_000);
        opened = await OpenedWindow.open(project.name, {
          prepare: async (data) => (ground === null ? undefined : sow(ground as Parameters<typeof sow>[0], data)),
        });
        runs = ground === null ? [] : await runsOf(opened);
        // The window has its parts here already: what is looked at is the screen, not how it is fetched.
        if (state === 'loading' || state === 'offline') {
          for (const screen of SCREENS) await visit(opened, addressOf(screen, runs));
          await opened.page.evaluate(() => Promise.all([...document.fonts].map((font) => font.load())));
        }
        if (state === 'offline' && project.name.startsWith('loopback')) {
          await opened.show('#/');
          await opened.kill();
        }
      });
      test.afterAll(async () => opened.dispose());

      for (const screen of SCREENS.filter((one) => groundOf(one, state) === ground)) {
        const cell = TABLE[screen][state];
        if (!isCell(cell)) continue;
        // eslint-disable-next-line no-empty-pattern -- Playwright wants the pattern
        test(`${screen}: ${state}`, async ({}, { project }) => {
          test.skip(
            state === 'offline' && !project.name.startsWith('loopback'),
            'the application does not go without its window',
          );
          if (state === 'loading') await hold(opened, screen, cell, runs);
          else {
            await opened.show((cell.at ?? ((all) => addressOf(screen, all)))(runs));
            await cell.by?.(opened.page);
          }
          try {
            await expect(cell.sees(opened.page)).toBeVisible();
            if (state === 'hostile') await expectNoHarm(opened);
            expect(await opened.axe()).toEqual([]);
            await picture(opened, project.name, screen, state);
          } finally {
            if (state === 'loading') opened.goOn();
          }
          if (state === 'offline') opened.forgive((fault) => /ERR_CONNECTION_REFUSED|WebSocket/u.test(fault));
          expect(opened.faults).toEqual([]);
        });
      }
    });
  }
}

/** Names of the runs that the start lists, the newest first. */
async function runsOf({ page }: OpenedWindow): Promise<readonly string[]> {
  const names = page.getByRole('table').getByRole('rowheader').getByRole('link');
  await expect(names.first()).toBeVisible();
  return names.allTextContents();
}

/** Goes to a screen, with what is chosen there, and waits until its part of the window is there. */
async function visit(opened: OpenedWindow, address: string): Promise<void> {
  await opened.show(address);
  await expect(opened.page.getByRole('progressbar', { name: 'Loading…' })).toHaveCount(0);
  await expect(opened.page.locator('main').getByRole('heading').first()).toBeVisible();
}

/** The screen at a moment at which the main process has not answered yet. */
async function hold(opened: OpenedWindow, screen: Screen, cell: Cell, runs: readonly string[]): Promise<void> {
  const address = (cell.at ?? ((all) => addressOf(screen, all)))(runs);
  if (screen === 'start') return loadSlowly(opened, cell);
  // A view of a run is come to from another one; a screen that is told to do something is there first.
  const from = screen.startsWith('run ') && screen !== 'run steps' ? addressOf('run steps', runs) : '#/';
  await visit(opened, cell.by === undefined ? from : address);
  opened.pause();
  if (cell.by === undefined) await opened.show(address);
  else await cell.by(opened.page);
}

/** Loads the page while the main process goes on in small steps, with time for the page after each, until the state is there. */
async function loadSlowly(opened: OpenedWindow, cell: Cell): Promise<void> {
  const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
  for (;;) {
    await opened.show('#/');
    opened.pause();
    const loading = opened.page.reload({ waitUntil: 'commit' });
    const state = { seen: false };
    const there = loading.then(() => cell.sees(opened.page).waitFor()).then(() => (state.seen = true));
    while (!state.seen) {
      opened.goOn();
      await wait(5);
      opened.pause();
      await Promise.race([wait(50), there]);
    }
    // It may have gone on by then.
    if (await cell.sees(opened.page).isVisible()) return;
    opened.goOn();
  }
}

/** Nothing that a host said acted, nothing of it makes the page wider or endless, and what it would have done can be read. */
async function expectNoHarm({ page }: OpenedWindow): Promise<void> {
  const seen = await page.evaluate(() => ({
    harmed: 'harmed' in window,
    images: document.querySelectorAll('img[src="x"]').length,
    scripts: document.querySelectorAll('body script:not([src])').length,
    text: document.body.innerText,
    title: document.title,
    wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  }));
  expect(seen).toMatchObject({ harmed: false, images: 0, scripts: 0, title: 'Xenpath' });
  expect(seen.wider).toBeLessThanOrEqual(0);
  expect(ACTIVE.exec(seen.text)).toBeNull();
  expect(seen.text.length).toBeLessThan(200_000);
}

async function picture({ page }: OpenedWindow, project: string, screen: Screen, state: State): Promise<void> {
  for (const theme of THEMES) {
    await showTheme(page, theme);
    await page.screenshot({ path: join(PICTURES, project, `${screen.replaceAll(' ', '-')}-${state}-${theme}.png`) });
  }
  await showTheme(page, 'light');
}
