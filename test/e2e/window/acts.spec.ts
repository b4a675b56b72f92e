import { takeLabsDown } from '../entries/take-labs-down.ts';
import { answerAll, atRest } from '../support/answering.ts';
import { beginRun } from '../support/begin-run.ts';
import { doCommand } from '../support/do-command.ts';
import type { OpenedWindow } from '../support/opened-window.ts';
import { storedEvents } from '../support/stored-events.ts';
import { expect, test } from './fixture.ts';

test.setTimeout(600_000);

const GRUB = '/boot/grub/grub.conf';

/** A run that the command line brought so far; its lab is down, and goes on where it was for whoever goes on with the run. */
const begun = (...options: readonly string[]) => {
  let run = '';
  return {
    run: () => run,
    prepare: async (data: string): Promise<void> => {
      run = await beginRun(data, ...options);
      await takeLabsDown(data);
    },
  };
};

async function shows(opened: OpenedWindow, run: string, step: string): Promise<void> {
  await opened.show(`#/run/${run}/steps/${step}`);
  await expect(opened.page.locator('#step-title')).toBeVisible({ timeout: 60_000 });
}

test('taken back, done again, put back, left out, waived and attested, all by key and with what is stored of it', async ({
  openWith,
}) => {
  const before = begun('--speed', '240', '--to', 'xen-default');
  const opened = await openWith({ prepare: before.prepare });
  const { page, faults } = opened;
  const keys = page.keyboard;
  const run = before.run();
  const stored = () => storedEvents(opened.data, run);
  const about = page.locator('.step-about');
  await shows(opened, run, 'xen-default');
  await expect(about).toContainText('done');

  // Every key is told.
  await keys.press('?');
  const dialog = page.getByRole('dialog');
  const word = async (text: string): Promise<void> => {
    await expect(dialog.getByRole('textbox')).toBeFocused();
    await keys.type(text);
    await keys.press('Control+Enter');
    await expect(dialog).toBeHidden();
  };
  for (const words of ['Undo the step on xenhost', 'Check the step; changes nothing', 'Note or picture on the step…'])
    await expect(dialog).toContainText(words);
  await keys.press('Escape');

  await test.step('undo', async () => {
    const { titles } = await answerAll(page, 'keys', 120_000, () => keys.press('u'));
    expect(titles[0]).toMatch(/^Undo .* on xenhost\?$/u);
    await expect(about).toContainText('ready');
    expect(await stored()).toContainEqual(
      expect.objectContaining({ type: 'undo-done', outcome: 'done', place: { step: 'xen-default', host: 'xenhost' } }),
    );
  });

  await test.step('run again', async () => {
    await answerAll(page, 'keys', 120_000, () => keys.press('r'));
    await expect(about).toContainText('done');
  });

  await test.step('redo, of what somebody spoilt in a terminal', async () => {
    await doCommand(page, 'Terminal on xenhost');
    const drawer = page.getByRole('region', { name: 'Terminals' });
    await expect(drawer.locator('.xterm-rows')).toContainText('[root@xenhost ~]#', { timeout: 90_000 });
    await drawer.getByRole('textbox', { name: /^Terminal xenhost/ }).focus();
    await keys.type(`sed -i 's/^default=.*/default=9/' ${GRUB}; echo spoi''lt\n`);
    await expect(drawer.locator('.xterm-rows')).toContainText('spoilt');
    await keys.press('Control+F6');
    await page.locator('#step-title').focus();
    await keys.press('t');
    await answerAll(page, 'keys', 120_000, () => keys.press('c'));
    const proof = page.getByRole('region', { name: 'What proves it' });
    await expect(proof.getByRole('row').filter({ hasText: 'fail' }).first()).toBeVisible();
    await page.locator('#step-title').focus();
    await answerAll(page, 'keys', 120_000, () => keys.press('d'));
    await expect(proof.getByRole('row').filter({ hasText: 'fail' })).toHaveCount(0);
    const events = await stored();
    expect(events).toContainEqual(expect.objectContaining({ type: 'terminal-used', host: 'xenhost' }));
    const started = events.filter((event) => event.type === 'step-started' && event.place.step === 'xen-default');
    expect(started).toHaveLength(3);
  });

  await test.step('restore of an edited file', async () => {
    const files = page.getByRole('region', { name: 'Files that it changed' });
    await answerAll(page, 'keys', 120_000, () =>
      files.getByRole('button', { name: `Put ${GRUB} on xenhost back as it was before the run` }).click(),
    );
    const events = await stored();
    const intent = events.findLast((event) => event.type === 'intent' && event.kind === 'restore');
    expect(intent).toMatchObject({ file: { path: GRUB } });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'act-done', intent: intent?.type === 'intent' ? intent.intent : '', succeeded: true }),
    );
  });

  await test.step('waive', async () => {
    await page.locator('#step-title').focus();
    await answerAll(page, 'keys', 120_000, () => keys.press('c'));
    await page.locator('#step-title').focus();
    await keys.press('w');
    await expect(dialog).toContainText('The default entry boots the hypervisor with the Xen kernel');
    expect(await opened.axe()).toEqual([]);
    await word('It is started by hand today.');
    await expect(page.getByRole('region', { name: 'What proves it' }).getByRole('row').filter({ hasText: 'waived' })).toHaveCount(
      1,
    );
    expect(await stored()).toContainEqual({
      type: 'waived',
      version: 1,
      place: { step: 'xen-default', host: 'xenhost' },
      check: 'default-is-xen',
      reason: 'It is started by hand today.',
    });
  });

  await test.step('skip, then attest', async () => {
    await shows(opened, run, 'xen-boot');
    await page.locator('#step-title').focus();
    await keys.press('s');
    await word('It is not to be rebooted today.');
    await expect(about).toContainText('skipped');
    await keys.press('e');
    await expect(dialog).toContainText(/^Attest: /u);
    await word('Seen on the console.');
    await expect(
      page.getByRole('region', { name: 'What proves it' }).getByRole('row').filter({ hasText: 'attested' }),
    ).toHaveCount(1);
    const events = await stored();
    const place = { step: 'xen-boot', host: 'xenhost' };
    expect(events.filter(({ type }) => type === 'step-skipped')).toEqual([
      { type: 'step-skipped', version: 1, place, reason: 'It is not to be rebooted today.' },
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'attested', place, statement: 'Seen on the console.' });
    // The chapter says where it stands: what is left waits.
    const chapter = page.getByRole('navigation', { name: 'Chapters and steps' }).getByRole('region', { name: /Xen host/ });
    await expect(chapter.locator('.chapter-state')).toContainText(/done.*4 of 4/u);
  });
  expect(await opened.axe()).toEqual([]);
  expect(faults).toEqual([]);
});

test('cut off in the middle of an act: a person says what became of it, and takes the lock off that was left', async ({
  openWith,
}) => {
  const before = begun('--speed', '10', '--to', 'host-group');
  const opened = await openWith({ prepare: before.prepare });
  const run = before.run();
  await shows(opened, run, 'logical-drives');
  await opened.page.keyboard.press('r');
  const { page: first } = opened;
  await first.getByRole('dialog').locator('footer').getByRole('button').first().click({ timeout: 120_000 });
  await expect(first.locator('.activity code')).toContainText('create logicalDrive', { timeout: 120_000 });
  await opened.kill();
  await opened.restart();

  const { page } = opened;
  const keys = page.keyboard;
  const dialog = page.getByRole('dialog');
  await expect(page.locator('#step-title')).toBeVisible({ timeout: 60_000 });
  await expect(page.locator('.step')).toContainText('The work was cut off in the middle of it.');
  const events = await storedEvents(opened.data, run);
  const open = events.findLast((event) => event.type === 'intent' && event.kind === 'run');
  const locked = events.findLast((event) => event.type === 'host-locked');
  const host = locked?.type === 'host-locked' ? locked.host : '';
  expect(host).not.toBe('');

  await page.locator('#step-title').focus();
  await keys.press('b');
  await dialog.getByRole('combobox', { name: 'The act' }).selectOption({ label: 'did not happen' });
  await dialog.getByRole('textbox').fill('The client showed no such drive.');
  await keys.press('Control+Enter');
  await expect(dialog).toBeHidden();
  expect(await storedEvents(opened.data, run)).toContainEqual({
    type: 'act-settled',
    version: 2,
    intent: open?.type === 'intent' ? open.intent : '',
    verdict: 'did-not-happen',
    how: 'The client showed no such drive.',
    by: 'person',
  });

  await doCommand(page, `Take this run’s lock off ${host}`);
  await expect(atRest(page)).toContainText(`${host} is unlocked.`, { timeout: 120_000 });
  expect(await storedEvents(opened.data, run)).toContainEqual({ type: 'host-unlocked', version: 1, host, broken: true });
});
