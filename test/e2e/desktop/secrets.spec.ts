import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { makeKey, missingForRealHosts, startRealHost, type RealHost } from '../../hosts/real-host.ts';
import { startDesktop, type StartedDesktop } from '../entries/open-desktop.ts';
import { windowFolder, type WindowFolder } from '../entries/window-folder.ts';

test.skip(missingForRealHosts() !== undefined, missingForRealHosts() ?? '');
test.skip(process.env['XENPATH_E2E'] === 'electron', 'A keyring of the test’s own is only in the stand-in.');

let root: string;
let place: WindowFolder;
let host: RealHost;
test.beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'xenpath-secrets-'));
  const { environment, ...rest } = windowFolder(root);
  place = { ...rest, environment: { ...environment, XENPATH_STANDIN_KEYRING: 'gnome_libsecret' } };
  host = await startRealHost({ address: '127.0.0.43' });
  await makeKey(`${host.folder}/sealed`, 'ed25519', 'open sesame');
  await appendFile(`${host.folder}/authorized_keys`, await readFile(`${host.folder}/sealed.pub`));
  await mkdir(join(place.data, 'inventories'), { recursive: true });
  const entry = `{ role: dom0, address: ${host.address}, port: ${host.port}, user: ${host.user}, hostKey: '${host.hostKeys['ed25519']}', auth: { key: '${host.folder}/sealed' } }`;
  await writeFile(join(place.data, 'inventories', 'one.yaml'), `format: 1\nhosts:\n  xen1: ${entry}\n`);
});
test.afterEach(async () => {
  await host.dispose();
  await rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

const show = (page: Page, fragment: string): Promise<void> =>
  page.evaluate((to) => {
    location.hash = to;
  }, fragment);
const line = (page: Page) => page.getByRole('row', { name: /^xen1/ });
async function connect({ window: page }: StartedDesktop): Promise<void> {
  await show(page, '#/hosts/one/xen1');
  await page
    .getByRole('article', { name: 'xen1' })
    .getByRole('button', { name: /^Connect/ })
    .click();
}

test('a passphrase that is to be kept is not asked for again, and is forgotten when that is wanted', async () => {
  const first = await startDesktop(place);
  try {
    await connect(first);
    const dialog = first.window.getByRole('dialog');
    await dialog.getByLabel('Secret').fill('open sesame');
    await dialog.getByLabel('Keep it in this system’s keyring').check();
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(line(first.window)).toContainText('connected');
  } finally {
    await first.application.close();
  }
  const kept = await readFile(join(place.data, 'secrets.json'), 'utf8');
  expect(kept).toContain('sealed');
  expect(kept).not.toContain('open sesame');

  const again = await startDesktop(place);
  try {
    const page = again.window;
    await connect(again);
    await expect(line(page)).toContainText('connected');
    await page.getByRole('article', { name: 'xen1' }).getByRole('button', { name: 'Disconnect' }).click();
    await show(page, '#/settings');
    const secrets = page.getByRole('region', { name: 'Kept secrets' });
    await expect(secrets.getByRole('row').filter({ hasText: 'passphrase' })).toContainText(`${host.folder}/sealed`);
    await secrets.getByRole('button', { name: /^Forget the secret/ }).click();
    await expect(secrets).toContainText('None yet.');
    expect(JSON.parse(await readFile(join(place.data, 'secrets.json'), 'utf8'))).toMatchObject({ secrets: [] });
  } finally {
    await again.application.close();
  }
});

test('a kept secret that a host does not take is asked for again', async () => {
  const desktop = await startDesktop(place);
  try {
    const page = desktop.window;
    const dialog = page.getByRole('dialog');
    await connect(desktop);
    await dialog.getByLabel('Secret').fill('wrong words');
    await dialog.getByLabel('Keep it in this system’s keyring').check();
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(line(page)).toContainText('sign-in refused');
    await connect(desktop);
    await dialog.getByLabel('Secret').fill('open sesame');
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(line(page)).toContainText('connected');
    await show(page, '#/settings');
    await expect(page.getByRole('region', { name: 'Kept secrets' })).toContainText('asked for again');
  } finally {
    await desktop.application.close();
  }
});
