import { beginRun } from '../support/begin-run.ts';
import { tamper } from '../support/tamper.ts';
import { expect, test } from './fixture.ts';

const FRAME = 'iframe[title^="Report of"]';

test('a report is previewed in a frame that shares nothing, and its evidence is verified', async ({ openWith }) => {
  let run = '';
  const opened = await openWith({ prepare: async (data) => void (run = await beginRun(data, '--only', 'server')) });
  const { page } = opened;
  await opened.show(`#/run/${run}/report`);
  const report = page.frameLocator(FRAME);
  await expect(report.getByRole('heading', { name: 'Xen on RHEL 5.1 with multipath storage through RDAC' })).toBeVisible({
    timeout: 120_000,
  });
  await expect(report.getByText('Simulated hosts:').first()).toBeVisible();
  // An origin of its own: the window cannot look into it, nor it out.
  expect(
    await page.evaluate((frame) => document.querySelector<HTMLIFrameElement>(frame)?.contentDocument ?? null, FRAME),
  ).toBeNull();
  await report.getByRole('link', { name: 'Integrity' }).click();
  await expect(report.getByText('chain head').first()).toBeAttached();

  await page.getByRole('button', { name: 'Verify the evidence' }).click();
  await expect(page.getByText(/events and \d+ outputs are as they were stored/u).first()).toBeVisible();
  await expect(page.getByText('Host names, addresses and world wide names stand in the report as they are.')).toBeVisible();
  expect(await opened.axe()).toEqual([]);

  await page.setViewportSize({ width: 1024, height: 768 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  expect(opened.faults).toEqual([]);
});

test('a search leads to the output, with the place marked, by keyboard alone', async ({ openWith }) => {
  let run = '';
  const opened = await openWith({ prepare: async (data) => void (run = await beginRun(data, '--only', 'server')) });
  const { page } = opened;
  await opened.show('#/evidence');
  const field = page
    .getByRole('searchbox', { name: 'Search all runs' })
    .or(page.getByRole('textbox', { name: 'Search all runs' }));
  await expect(field).toBeFocused();
  await page.keyboard.type('zz');
  await expect(page.getByText('At least 3 characters.')).toBeVisible();
  await page.keyboard.type('zz');
  await page.keyboard.press('Enter');
  await expect(page.getByText('No event and no output of any run holds')).toBeVisible();
  expect(await opened.axe()).toEqual([]);

  await field.focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Xeon');
  await page.keyboard.press('Enter');
  const places = page.getByRole('group', { name: /^Places/u });
  await expect(places.getByRole('link').first()).toBeVisible();
  const panel = page.getByRole('region', { name: 'The place', exact: true });
  await expect(panel.locator('mark').first()).toHaveText('Xeon');
  await expect(panel.locator('mark').first()).toBeInViewport();
  await places.focus();
  const current = places.locator('[aria-current]');
  for (let presses = 0; presses < 20 && !((await current.textContent()) ?? '').includes('Output'); presses += 1) {
    const before = await current.getAttribute('href');
    await page.keyboard.press('ArrowDown');
    await expect(current).not.toHaveAttribute('href', before ?? '');
  }
  await expect(current).toContainText('Output');
  await expect(panel.getByRole('heading', { name: /^Output/u })).toBeVisible();
  expect(await opened.axe()).toEqual([]);
  // Where it is comes back with the address.
  await page.reload();
  await expect(panel.getByRole('heading', { name: /^Output/u })).toBeVisible();
  await panel.getByRole('link', { name: 'server', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`#/run/${run}/steps/server$`, 'u'));
  expect(opened.faults).toEqual([]);
});

test('evidence that was changed is told plainly, with what and where; two runs are compared', async ({ openWith }) => {
  const runs: string[] = [];
  const opened = await openWith({
    prepare: async (data) => {
      runs.push(await beginRun(data, '--only', 'server'), await beginRun(data, '--only', 'release'));
      const [first = ''] = runs;
      await tamper(
        data,
        `UPDATE events SET operator = 'eve' WHERE sequence = 3 AND run = (SELECT id FROM runs WHERE name = '${first}')`,
      );
    },
  });
  const { page } = opened;
  await opened.show('#/evidence/runs');
  await page.getByRole('button', { name: 'Verify all runs' }).click();
  await expect(page.getByRole('row').filter({ hasText: runs[0]! })).toContainText(
    'Event 3 is not what was stored: its content does not give its hash.',
  );
  await expect(page.getByRole('row').filter({ hasText: runs[1]! })).toContainText('are as they were stored');
  await expect(page.getByText('1 of 2 is not as stored.').first()).toBeVisible();
  expect(await opened.axe()).toEqual([]);
  // Nothing is concluded from it: neither shown as a run nor compared.
  await page.getByRole('row').filter({ hasText: runs[0]! }).getByRole('link').click();
  await expect(page.getByText('is not as it was stored').first()).toBeVisible();

  await opened.show(`#/evidence/compare/${runs[1]!}/${runs[1]!}`);
  await expect(page.getByText(/checks stand alike, 0 do not\./u)).toBeVisible();
  await opened.show(`#/evidence/compare/${runs[1]!}/${runs[0]!}`);
  await expect(page.getByText('is not as it was stored').first()).toBeVisible();
  expect(await opened.axe()).toEqual([]);
  expect(opened.faults).toEqual([]);
});
