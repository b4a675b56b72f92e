import { takeLabsDown } from '../entries/take-labs-down.ts';
import { beginRun } from '../support/begin-run.ts';
import { expect, test } from './fixture.ts';

/** What a person at the rack of a practice lab can do, and what the run's checks and the list of hosts make of it. */
test('hands on a practice lab: cables, controllers, power and its end, by keyboard', async ({ openWith }) => {
  test.setTimeout(300_000);
  const opened = await openWith({
    prepare: async (data) => {
      await beginRun(data, '--state', 'multipath', '--to', 'cables');
      await takeLabsDown(data);
    },
  });
  const { page } = opened;
  await page.getByRole('button', { name: 'Go on with this run' }).click();
  const run = /#\/run\/([^/]+)/u.exec(page.url())?.[1] ?? '';
  const lab = page.getByRole('article', { name: 'The lab itself' });
  const proof = page.getByRole('region', { name: 'What proves it' });
  const look = async (outcome: string): Promise<void> => {
    await opened.show(`#/run/${run}/steps/cables`);
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await expect(proof.getByRole('row').filter({ hasText: 'sw1' }).first()).toContainText(outcome, { timeout: 120_000 });
    await expect(page.getByRole('button', { name: 'Check', exact: true })).toBeEnabled({ timeout: 60_000 });
  };
  const part = (name: string) => lab.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) });

  await test.step('a cable', async () => {
    // The lab of the run was down: what asks its hosts starts it again, and then there is something to go to.
    await look('pass');
    await page.getByRole('link', { name: 'To the lab itself' }).click();
    await expect(part('xenhost-p1')).toContainText('port 1 of xenhost to port 0 of sw1');
    await expect(part('xenhost-p1')).toContainText('plugged in');
    expect(await opened.axe()).toEqual([]);
    await lab.getByRole('button', { name: 'Pull: xenhost-p1' }).focus();
    await page.keyboard.press('Enter');
    await expect(lab).toContainText('Pulled xenhost-p1, between port 1 of xenhost and port 0 of sw1.');
    await expect(part('xenhost-p1')).toContainText('pulled');
    await look('fail');
    await page.goBack();
    await lab.getByRole('button', { name: 'Plug in: xenhost-p1' }).focus();
    await page.keyboard.press('Enter');
    // What has the focus keeps it: the same button takes it out again.
    await expect(lab.getByRole('button', { name: 'Pull: xenhost-p1' })).toBeFocused();
    await look('pass');
    await page.goBack();
  });

  await test.step('controllers', async () => {
    await lab.getByRole('button', { name: 'Fail: Controller A' }).click();
    await expect(part('Controller A')).toContainText('failed');
    await lab.getByRole('button', { name: 'Fail: Controller B' }).click();
    await expect(lab).toContainText('nothing would be left to serve its logical drives');
    await expect(page.locator('.only-heard')).toContainText('nothing would be left to serve its logical drives');
    await lab.getByRole('button', { name: 'Recover: Controller A' }).click();
    await expect(part('Controller A')).toContainText('works');
    await expect(lab).not.toContainText('nothing would be left');
  });

  await test.step('power', async () => {
    await lab.getByRole('button', { name: 'Cut its power: xenhost' }).click();
    await expect(lab.getByRole('button', { name: 'Switch on: xenhost' })).toBeVisible();
    await lab.getByRole('button', { name: 'Switch on: xenhost' }).click();
    await expect(lab.getByRole('button', { name: 'Reset: xenhost' })).toBeVisible();
    await expect(lab.getByRole('region', { name: 'Machines' }).getByRole('listitem').first()).toContainText('up', {
      timeout: 60_000,
    });
  });

  await test.step('its end', async () => {
    await lab.getByRole('button', { name: 'Put it down…' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('what was on their disks stays');
    expect(await opened.axe()).toEqual([]);
    await dialog.getByRole('button', { name: 'Put it down', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'No hosts of your own yet' })).toBeVisible({ timeout: 30_000 });
    await opened.show(`#/run/${run}/steps/cables`);
    await expect(page.getByRole('link', { name: 'To the lab itself' })).toHaveCount(0);
  });
  expect(opened.faults).toEqual([]);
});
