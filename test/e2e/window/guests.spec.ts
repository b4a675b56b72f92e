import { beginRun } from '../support/begin-run.ts';
import { expect, test } from './fixture.ts';

test('guests, hardware, networks and the array as they are now, and the wizard that begins the procedure’s own step', async ({
  openWith,
}) => {
  let run = '';
  const opened = await openWith({
    prepare: async (data) => void (run = await beginRun(data, '--state', 'guests', '--only', 'server')),
  });
  const { page } = opened;
  await opened.show(`#/run/${run}/guests`);
  const guests = page.getByRole('region', { name: 'Guests', exact: true });
  const row = guests.getByRole('row').filter({ hasText: 'test0' });
  await expect(row).toContainText(/idle|running/u, { timeout: 90_000 });
  await expect(guests.getByRole('row').filter({ hasText: 'Domain-0' })).toContainText('2,928 MiB');
  await expect(guests.getByText(/^\d+ s ago$/u).first()).toBeVisible();

  const hardware = page.getByRole('region', { name: 'Hardware of test0' });
  await expect(hardware).toContainText('3 disks', { timeout: 90_000 });
  await expect(hardware.getByRole('row').filter({ hasText: '/dev/sdb' })).toContainText('block device');
  await guests.getByRole('button', { name: 'test1', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Hardware of test1' })).toContainText('test1-xvdc.img');
  const networks = page.getByRole('region', { name: 'Virtual networks' });
  await expect(networks.getByRole('row').filter({ hasText: 'vnet0' })).toContainText('starts at boot');
  await expect(networks.getByRole('row').filter({ hasText: 'vnet0' })).toContainText('192.168.100.254');
  const array = page.getByRole('region', { name: /^Storage subsystem/u });
  await expect(array.getByRole('row')).toHaveCount(5, { timeout: 90_000 });
  await expect(array.getByRole('row').nth(1)).toContainText('XENGRP');
  expect(await opened.axe()).toEqual([]);

  // Page by page as the article has it, to the step's own commands.
  await guests.getByRole('button', { name: /test0/u }).last().click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Figure 7 of the article');
  for (let count = 0; count < 6; count += 1) await dialog.getByRole('button', { name: 'Forward' }).click();
  await expect(dialog).toContainText('VM Max Memory');
  await dialog.getByRole('button', { name: 'Go to the summary' }).click();
  await expect(dialog).toContainText('/usr/sbin/virt-install --name test0');
  await expect(dialog.getByRole('button', { name: 'Begin the step' })).toBeDisabled();
  expect(await opened.axe()).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  // Nothing of it is evidence.
  await opened.show('#/evidence/search/xentop%20-b%20-i');
  await expect(page.getByText('No event and no output of any run holds')).toBeVisible();
  expect(opened.faults).toEqual([]);
});

test('hosts before there is Xen say what is missing, and which steps bring it', async ({ openWith }) => {
  let run = '';
  const opened = await openWith({ prepare: async (data) => void (run = await beginRun(data, '--only', 'server')) });
  const { page } = opened;
  await opened.show(`#/run/${run}/guests`);
  const main = page.locator('#main');
  await expect(main.getByText('Neither xm nor xl is installed on this host yet.')).toBeVisible({ timeout: 90_000 });
  await expect(main.getByText('libvirt is not installed on this host yet.')).toBeVisible();
  await expect(main.getByText('It has no logical drives yet.')).toBeVisible({ timeout: 90_000 });
  expect(await opened.axe()).toEqual([]);
  expect(opened.faults).toEqual([]);
});
