import { makeKey, missingForRealHosts, startRealHost, type RealHost } from '../../hosts/real-host.ts';
import { expect, test } from './fixture.ts';

test.skip(missingForRealHosts() !== undefined, missingForRealHosts() ?? '');

const HOST = { address: '127.0.0.41', port: 40_222 } as const;

/** A client configuration that names the host, and has a line that is none. */
const configOf = ({ address, port, user, identity }: RealHost): string =>
  `Host xen1\n  HostName ${address}\n  Port ${port}\n  User ${user}\n  IdentityFile ${identity}\n  Prot 22\n`;

test('hosts are imported, trusted on sight of their fingerprints, looked at, and blocked when their key changes', async ({
  opened,
}) => {
  // Two real hosts, five looks by axe in both themes.
  test.slow();
  const { page, faults } = opened;
  let host = await startRealHost(HOST);
  try {
    await page.getByRole('link', { name: 'Hosts' }).click();
    await expect(page.getByRole('heading', { name: 'No hosts of your own yet' })).toBeVisible();
    expect(await opened.axe()).toEqual([]);

    await page.getByRole('button', { name: 'Import…' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Text of the configuration').fill(configOf(host));
    await dialog.getByLabel('Name of the inventory').fill('rack 4');
    await expect(dialog).toContainText('Letters, digits, dash and underscore');
    await dialog.getByLabel('Name of the inventory').fill('rack-4');
    await expect(dialog.getByRole('list', { name: 'What is wrong' })).toContainText(
      'Line 6: “Prot” is no keyword of ssh_config.',
    );
    expect(await opened.axe()).toEqual([]);
    await dialog.getByRole('button', { name: 'Import 1 host' }).click();

    // First use: asked, with both fingerprints, before anything goes there.
    const line = page.getByRole('row', { name: /^xen1/ });
    await expect(line).toContainText('not connected');
    await line.getByRole('link').click();
    const panel = page.getByRole('article', { name: 'xen1' });
    await panel.getByRole('button', { name: 'Connect' }).click();
    await expect(dialog).toContainText(host.hostKeys['ed25519'] ?? '');
    await expect(dialog).toContainText(/MD5:[0-9a-f]{2}(?::[0-9a-f]{2}){15}/u);
    // What lies under a dialog has no roles.
    await expect(page.locator('main')).toContainText('shows an unknown key');
    await dialog.getByRole('button', { name: 'It is: trust it' }).click();
    await expect(line).toContainText('connected');

    await expect(panel.getByText('It proved a key that you trusted')).toBeVisible();
    await expect(panel.getByText(`Let in by: key ${host.identity}`)).toBeVisible();
    await expect(panel.getByRole('region', { name: /^Health/ })).toContainText(/[0-9]+ ms/u);
    await expect(panel.getByRole('region', { name: /^Health/ })).toContainText(/[0-9a-f]{8}-[0-9a-f]{4}-/u);
    const facts = panel.getByRole('region', { name: /^Facts/ });
    await facts.getByRole('button', { name: /^Kernel and machine/ }).click();
    await expect(facts).toContainText('GNU/Linux');
    await expect(facts).toContainText('/bin/uname -a');
    await facts.getByRole('button', { name: 'Read again' }).click();
    await expect(facts).toContainText('just now');
    expect(await opened.axe()).toEqual([]);

    // The connection goes without us.
    await host.stop();
    await expect(line).toContainText('connection lost');
    await panel.getByRole('button', { name: 'Connect again' }).click();
    await expect(line).toContainText('unreachable');
    await host.dispose();

    // Another key at the same address: not asked about, but blocked, with both keys shown.
    const before = host.hostKeys['ed25519'] ?? '';
    host = await startRealHost(HOST);
    await panel.getByRole('button', { name: 'Connect again' }).click();
    await expect(line).toContainText('blocked: key changed');
    await expect(panel).toContainText(before);
    await expect(panel).toContainText(host.hostKeys['ed25519'] ?? '');
    expect(await opened.axe()).toEqual([]);
    const [forget] = await panel.getByRole('button', { name: 'Forget this key…' }).all();
    await forget?.click();
    await dialog.getByRole('button', { name: 'Forget it' }).click();
    await expect(line).toContainText('not connected');
    await panel.getByRole('button', { name: 'Connect' }).click();
    await expect(dialog).toContainText(host.hostKeys['ed25519'] ?? '');
    await dialog.getByRole('button', { name: 'No', exact: true }).click();
    await expect(line).toContainText('key not trusted');
    expect(faults).toEqual([]);
  } finally {
    await host.dispose();
  }
});

test('an inventory is edited in a form and as text, with what is wrong told as it is typed, and deleted after a question', async ({
  opened,
}) => {
  const { page, faults } = opened;
  await opened.show('#/hosts');
  await page.getByRole('button', { name: 'New…' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name of the inventory').fill('mine');
  await dialog.getByRole('button', { name: 'Make it' }).click();
  await page.getByRole('button', { name: 'Add a host…' }).click();
  await dialog.getByLabel('Name').fill('xen1');
  await dialog.getByLabel('Address').fill('10.0.0.1');
  await dialog.getByLabel('Port').fill('many');
  await expect(dialog).toContainText('port is many; a number is expected.');
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled();
  await dialog.getByLabel('Port').fill('2022');
  await dialog.getByLabel('Group').fill('row 1');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row', { name: /^xen1/ })).toContainText('10.0.0.1:2022');
  await expect(page.getByRole('article', { name: 'xen1' })).toContainText('row 1');

  await page.getByRole('button', { name: 'Edit as text' }).click();
  const text = page.getByRole('textbox', { name: 'mine as text' });
  const right = await text.inputValue();
  await text.fill(right.replace('role:', 'rule:'));
  const wrong = page.getByRole('list', { name: 'What is wrong' });
  await expect(wrong).toContainText('rule is not known in hosts.xen1. Did you mean role?');
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
  expect(await opened.axe()).toEqual([]);
  await text.fill(`${right}  xen2: { role: dom0, address: 10.0.0.2, group: row 1 }\n`);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row', { name: /^xen2/ })).toBeVisible();

  // By keyboard alone: the list is one stop, and arrows choose in it.
  await page.getByRole('row', { name: /^xen1/ }).getByRole('link').focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('article', { name: 'xen2' })).toBeVisible();
  await expect(page.getByRole('row', { name: /^xen2/ }).getByRole('link')).toBeFocused();

  await page.getByRole('button', { name: 'Delete…' }).click();
  await dialog.getByRole('button', { name: 'Delete it' }).click();
  await expect(page.getByRole('heading', { name: 'No hosts of your own yet' })).toBeVisible();
  expect(faults).toEqual([]);
});

test('two hundred hosts are a list that is drawn as far as it is seen', async ({ openWith }) => {
  const { mkdir, writeFile } = await import('node:fs/promises');
  const opened = await openWith({
    prepare: async (data) => {
      await mkdir(`${data}/inventories`, { recursive: true });
      const hosts = Array.from(
        { length: 200 },
        (_, index) =>
          `  node${index + 1}: { role: dom0, address: 10.8.0.${index + 1}, group: row ${Math.floor(index / 50) + 1} }`,
      );
      await writeFile(`${data}/inventories/many.yaml`, `format: 1\nhosts:\n${hosts.join('\n')}\n`);
      await writeFile(`${data}/inventories/wrong.yaml`, 'format: 1\nhosts:\n  a: { role: dom }\n');
    },
  });
  const { page, faults } = opened;
  await opened.show('#/hosts/many');
  await expect(page.getByRole('status').filter({ hasText: '200 hosts' })).toBeVisible();
  const rows = page.getByRole('table', { name: 'Hosts' }).getByRole('row');
  expect(await rows.count()).toBeLessThan(60);
  await expect(page.getByRole('table', { name: 'Hosts' })).toHaveAttribute('aria-rowcount', '205');
  await page
    .getByRole('row', { name: /^node1 / })
    .getByRole('link')
    .focus();
  await page.keyboard.press('End');
  await expect(page.getByRole('article', { name: 'node200' })).toBeVisible();
  await expect(page.getByRole('row', { name: /^node200/ })).toBeVisible();
  await page.getByRole('searchbox', { name: 'Find a host' }).fill('row 4 node17');
  await expect(page.getByRole('status').filter({ hasText: '10 hosts' })).toBeVisible();
  expect(await opened.axe()).toEqual([]);

  await opened.show('#/hosts/wrong');
  await expect(page.getByText(/wrong\.yaml:3:/u).first()).toBeVisible();
  await opened.show('#/hosts/none');
  await expect(page.getByRole('heading', { name: 'There is nothing called none' })).toBeVisible();
  expect(faults).toEqual([]);
});

test('settings are in force at once, and the next time', async ({ opened }) => {
  const { page, faults } = opened;
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByText('Xenpath sends nothing to anybody')).toBeVisible();
  await page.getByLabel('Theme').selectOption('dark');
  await expect(page.locator('html')).toHaveClass(/pf-v6-theme-dark/u);
  await page.getByLabel('Density').selectOption('comfortable');
  await expect(page.locator('html')).toHaveClass(/comfortable/u);
  await page.getByLabel('Connecting and signing in, seconds').fill('1');
  await expect(page.getByText('A whole number from 2 to 300.')).toBeVisible();
  await page.getByLabel('Connecting and signing in, seconds').fill('7');
  await page.getByLabel('A word to take out').fill('hunter22');
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'hunter22' })).toBeVisible();
  expect(await opened.axe()).toEqual([]);
  await opened.kill();
  opened.forgive(() => true);
  await opened.restart();
  await expect(opened.page.getByLabel('Theme')).toHaveValue('dark');
  await expect(opened.page.getByLabel('Connecting and signing in, seconds')).toHaveValue('7');
  await expect(opened.page.getByRole('listitem').filter({ hasText: 'hunter22' })).toBeVisible();
  expect(faults).toEqual([]);
});

test('a secret is kept only where the person wants it and the system has a safe place', async ({ opened }, { project }) => {
  const { page, data } = opened;
  const host = await startRealHost({ address: '127.0.0.42' });
  try {
    const { appendFile, mkdir, readFile, writeFile } = await import('node:fs/promises');
    await makeKey(`${host.folder}/sealed`, 'ed25519', 'open sesame');
    await appendFile(`${host.folder}/authorized_keys`, await readFile(`${host.folder}/sealed.pub`));
    await mkdir(`${data}/inventories`, { recursive: true });
    const entry = `{ role: dom0, address: ${host.address}, port: ${host.port}, user: ${host.user}, hostKey: '${host.hostKeys['ed25519']}', auth: { key: '${host.folder}/sealed' } }`;
    await writeFile(`${data}/inventories/one.yaml`, `format: 1\nhosts:\n  xen1: ${entry}\n`);
    await opened.show('#/hosts/one/xen1');
    const panel = page.getByRole('article', { name: 'xen1' });
    await panel.getByRole('button', { name: 'Connect' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText(`${host.folder}/sealed`);
    // The stand-in has no keyring, nor has a browser.
    await expect(dialog.getByLabel('Keep it in this system’s keyring')).toHaveCount(0);
    await dialog.getByLabel('Secret').fill('open sesame');
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('row', { name: /^xen1/ })).toContainText('connected');
    await opened.show('#/settings');
    const why = project.name.startsWith('loopback') ? 'in a browser and on the command line' : 'this system has no safe place';
    await expect(page.getByRole('region', { name: 'Kept secrets' })).toContainText(why);
    await expect(readFile(`${data}/secrets.json`)).rejects.toThrow('ENOENT');
  } finally {
    await host.dispose();
  }
});
