import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { built } from '../entries/root.ts';
import { answerAll } from '../support/answering.ts';
import type { OpenedWindow } from '../support/opened-window.ts';
import { storedEvents } from '../support/stored-events.ts';
import { expect, test } from './fixture.ts';

test.setTimeout(600_000);

const FIRST_STEPS = ['server', 'release', 'files', 'array', 'switches', 'cables'] as const;

/**
 * Hosts that answer at ports of this machine, as anybody's do: a practice lab that the window knows nothing of, since it is registered elsewhere, with an
 * inventory that says nothing of its keys.
 */
async function hosts(opened: OpenedWindow, runtime: string, does: 'up' | 'down'): Promise<string> {
  const file = join(dirname(opened.data), 'rack.yaml');
  const words = does === 'up' ? ['up', '--name', 'rack', '--speed', '20', '--write-inventory', file] : ['down', '--name', 'rack'];
  await promisify(execFile)(process.execPath, [built('cli/entry.js'), 'lab', 'practice', ...words], {
    env: { ...opened.environment, XDG_RUNTIME_DIR: runtime },
  });
  return does === 'up' ? readFileSync(file, 'utf8').replace(/^ *hostKey: .*\n/gmu, '') : '';
}

test('an inventory of one’s own: imported, its keys trusted on sight, a run on it through its first chapters', async ({
  opened,
}) => {
  const { page, faults } = opened;
  const runtime = mkdtempSync(join(tmpdir(), 'xenpath-rack-'));
  const text = await hosts(opened, runtime, 'up');
  try {
    await page.getByRole('link', { name: 'Hosts' }).click();
    await page.getByRole('button', { name: 'Import…' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox').selectOption('yaml');
    await dialog.getByLabel('Name of the inventory').fill('rack');
    await dialog.getByRole('textbox').last().fill(text);
    await dialog.getByRole('button', { name: /^Import \d+ hosts$/ }).click();
    await expect(page).toHaveURL(/#\/hosts\/rack$/u);

    await test.step('keys', async () => {
      await page.getByRole('button', { name: /^Connect (?:all|\d+)/ }).click();
      for (const _host of ['xenhost', 'sw1', 'sw2', 'array']) {
        await expect(dialog).toContainText(/SHA256:/u, { timeout: 60_000 });
        const title = (await dialog.getByRole('heading').first().textContent()) ?? '';
        expect(title).toMatch(/^Is this the key of /u);
        await dialog.getByRole('button', { name: 'It is: trust it' }).click();
        await expect(dialog.getByRole('heading', { name: title })).toHaveCount(0);
      }
      await expect(page.getByRole('status').filter({ hasText: /4 connected/u })).toBeVisible({ timeout: 60_000 });
      expect(await opened.axe()).toEqual([]);
    });

    let run = '';
    await test.step('a new run', async () => {
      await opened.show('#/new');
      await page.getByLabel('Hosts', { exact: true }).selectOption('inventory:rack');
      await page.getByRole('button', { name: 'Look at the hosts' }).click();
      await expect(page.getByRole('button', { name: 'Begin the run' })).toBeEnabled({ timeout: 120_000 });
      expect(await opened.axe()).toEqual([]);
      await page.getByRole('button', { name: 'Begin the run' }).click();
      await expect(page).toHaveURL(/#\/run\//u, { timeout: 120_000 });
      run = /#\/run\/([^/]+)/u.exec(page.url())?.[1] ?? '';
      // Hosts of one's own are told as such: nothing says that they were simulated.
      await expect(page.getByText('Simulated hosts.')).toHaveCount(0);
    });

    await test.step('its first steps, which ask and change nothing', async () => {
      for (const step of FIRST_STEPS) {
        await opened.show(`#/run/${run}/steps/${step}`);
        const about = page.locator('.step-about');
        await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible({ timeout: 60_000 });
        await answerAll(page, 'keys', 120_000, () => page.keyboard.press('r'));
        await expect(about).toContainText(/done|already so/u);
      }
    });

    const events = await storedEvents(opened.data, run);
    expect(events[0]).toMatchObject({ type: 'run-created', lab: { kind: 'own', simulated: false, scale: 1 } });
    const trusted = events.filter((event) => event.type === 'host-trusted');
    expect(new Set(trusted.map(({ how }) => how))).toEqual(new Set(['known']));
    const passed = events.flatMap((event) => (event.type === 'checked' && event.outcome === 'pass' ? [event.place.step] : []));
    expect(new Set(passed)).toEqual(new Set(FIRST_STEPS));
    expect(faults).toEqual([]);
  } finally {
    await hosts(opened, runtime, 'down');
    rmSync(runtime, { recursive: true, force: true });
  }
});
