import { expect, test } from '@playwright/test';
import { takeLabsDown } from '../entries/take-labs-down.ts';
import { beginRun } from '../support/begin-run.ts';
import { OpenedWindow } from '../support/opened-window.ts';

// One window and one lab: what a test leaves is what the next begins with.
test.describe.configure({ mode: 'serial' });

/** The smallest PNG that there is. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

let opened: OpenedWindow;
let run = '';
// eslint-disable-next-line no-empty-pattern -- Playwright wants the pattern
test.beforeAll(async ({}, { project }) => {
  opened = await OpenedWindow.open(project.name, {
    // The command line came to the cables; its lab is down, and goes on where it was for whoever goes on with the run.
    prepare: async (data) => {
      run = await beginRun(data, '--speed', '60', '--to', 'cables');
      await takeLabsDown(data);
    },
  });
});
test.afterAll(async () => {
  await opened.dispose();
});

test('what the first steps find is drawn, beside the step and as a view of the run', async () => {
  const { page, faults } = opened;
  await opened.show(`#/run/${run}/steps/cables`);
  await expect(page.locator('.step-about')).toContainText('done', { timeout: 90_000 });
  await page.getByRole('button', { name: 'Topology', exact: true }).click();
  await expect(page.getByRole('region', { name: 'What this step is about' }).getByRole('application')).toBeVisible({
    timeout: 90_000,
  });

  await page.getByRole('link', { name: 'Topology', exact: true }).click();
  const drawing = page.getByRole('application', { name: /^Hosts, switches and controllers/ });
  await expect(drawing).toBeVisible({ timeout: 90_000 });
  await expect(drawing.getByRole('img', { name: 'switch sw1: ok' })).toBeVisible({ timeout: 90_000 });
  // Nobody has asked the hosts' multipath drivers yet: a LUN that is declared is not taken for one that is there.
  await expect(drawing.getByRole('img', { name: /^LUN .*: unknown/ }).first()).toBeVisible();
  expect(await opened.axe()).toEqual([]);
  expect(faults).toEqual([]);
});

test('by keyboard alone: along a cable, what is known of it, what fails without it, and back', async () => {
  const { page, faults } = opened;
  const drawing = page.getByRole('application', { name: /^Hosts, switches and controllers/ });
  await drawing.focus();
  const at = async (): Promise<string> => {
    const id = await drawing.getAttribute('aria-activedescendant');
    return (
      (await page
        .locator(`[id="${id ?? ''}"] title`)
        .first()
        .textContent()) ?? ''
    );
  };
  await page.keyboard.press('Home');
  const first = await at();
  for (let step = 0; step < 60 && !(await at()).startsWith('host bus adapter port'); step += 1)
    await page.keyboard.press('ArrowDown');
  expect(await at()).toMatch(/^host bus adapter port/u);
  await page.keyboard.press('ArrowRight');
  expect(await at()).toMatch(/^cable /u);
  await page.keyboard.press('Enter');
  const pane = page.getByRole('complementary', { name: /^cable/ });
  await expect(pane).toContainText('declared and found');
  await expect(pane.getByRole('heading', { name: 'What fails if it goes' })).toBeVisible();
  expect(await opened.axe()).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(pane).toBeHidden();
  await expect(drawing).toBeFocused();
  await page.keyboard.press('ArrowRight');
  expect(await at()).toMatch(/^switch port/u);
  await page.keyboard.press('Home');
  expect(await at()).toBe(first);

  const before = await page.getByRole('status').or(page.locator('.topology-percent')).last().textContent();
  await page.keyboard.press('+');
  await expect(page.locator('.topology-percent')).not.toHaveText(before ?? '');
  expect(faults).toEqual([]);
});

test('what was chosen stands in the address; search, table, legend, differences and what could be declared', async () => {
  const { page, faults } = opened;
  await page.getByRole('combobox', { name: 'View' }).selectOption({ label: 'sw1' });
  await expect(page.getByRole('application', { name: /^sw1/ })).toBeVisible({ timeout: 90_000 });
  await page.reload();
  await expect(page.getByRole('application', { name: /^sw1/ })).toBeVisible({ timeout: 90_000 });
  await page.getByRole('searchbox', { name: 'Search' }).fill('controller A');
  const found = page.getByRole('status').filter({ hasText: /^\d+ found$/u });
  await expect(found).toBeVisible();
  const count = Number.parseInt((await found.textContent()) ?? '', 10);
  expect(count).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'As a table' }).click();
  const table = page.getByRole('region', { name: 'Table: sw1' });
  await expect(table.getByRole('row')).toHaveCount(count + 1);
  expect(await opened.axe()).toEqual([]);
  await page.getByRole('searchbox', { name: 'Search' }).fill('');
  await page.getByRole('button', { name: 'As a table' }).click();

  await page.getByRole('button', { name: 'Legend' }).click();
  await expect(page.getByRole('complementary', { name: 'Legend' })).toContainText('nobody could be asked; dots');
  expect(await opened.axe()).toEqual([]);
  await page.getByRole('button', { name: /differences?$/ }).click();
  await page.getByRole('button', { name: 'Declare what was found…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('fabric:', { timeout: 30_000 });
  expect(await opened.axe()).toEqual([]);
  await page.keyboard.press('Escape');
  expect(faults).toEqual([]);
});

test('a port is asked for its counters, its cable gets a photo, and its machine is a press away', async () => {
  const { page, faults } = opened;
  await page.getByRole('combobox', { name: 'View' }).selectOption({ label: 'Figure 2: hosts, switches and controllers' });
  const drawing = page.getByRole('application', { name: /^Hosts, switches and controllers/ });
  await drawing
    .getByRole('img', { name: /^switch port 0: ok/ })
    .first()
    .click({ timeout: 60_000 });
  const pane = page.getByRole('complementary', { name: /^switch port 0/ });
  await expect(pane).not.toContainText('Link_failure');
  await pane.getByRole('button', { name: 'Ask sw1 now' }).click();
  await expect(pane.getByRole('row', { name: /^Link_failure \d+/ })).toBeVisible({ timeout: 60_000 });
  await expect(pane.getByRole('listitem').filter({ hasText: 'One port of the switch' })).toContainText(/just now|seconds? ago/u);
  expect(await opened.axe()).toEqual([]);

  const cable = pane.getByRole('button', { name: /^cable / }).first();
  const label = (await cable.textContent())?.trim() ?? '';
  await cable.click();
  const link = page.getByRole('complementary', { name: label });
  await link.getByRole('button', { name: 'Add a note or a picture…' }).click();
  const dialog = page.getByRole('dialog', { name: new RegExp(`^Note on: ${label}: .* to switch port 0 of sw1$`, 'u') });
  await dialog.getByRole('textbox', { name: 'Note' }).fill('The label is torn.');
  await dialog.getByLabel('Picture').setInputFiles({ name: 'label.png', mimeType: 'image/png', buffer: PIXEL });
  await expect(dialog.getByRole('button', { name: 'Keep it' })).toBeEnabled();
  await page.keyboard.press('Control+Enter');
  const notes = link.getByRole('region', { name: 'Notes and pictures' });
  await expect(notes).toContainText('The label is torn.');
  await expect(notes.getByRole('img', { name: /label\.png/ })).toBeVisible();
  expect(await opened.axe()).toEqual([]);

  // It is in the report, in the section of the topology.
  await page.getByRole('link', { name: 'Report', exact: true }).click();
  const report = page.frameLocator('iframe[title^="Report of"]');
  await expect(report.getByRole('region', { name: 'Notes and pictures of its parts' })).toContainText('The label is torn.', {
    timeout: 120_000,
  });
  await expect(report.getByRole('img', { name: 'label.png' })).toHaveCount(1);
  await page.goBack();

  await drawing
    .getByRole('img', { name: /^switch port 0: ok/ })
    .first()
    .click({ timeout: 60_000 });
  await pane.getByRole('button', { name: 'Terminal on sw1' }).click();
  const drawer = page.getByRole('region', { name: 'Terminals' });
  await expect(drawer.getByRole('tab', { name: /sw1/ })).toBeVisible({ timeout: 60_000 });
  await pane.getByRole('link', { name: 'Page of sw1' }).click();
  await expect(page.getByRole('article', { name: 'sw1' })).toBeVisible();
  expect(faults).toEqual([]);
});
