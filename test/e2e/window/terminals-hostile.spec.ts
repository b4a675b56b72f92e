import type { Page } from '@playwright/test';
import { practicePassword } from '../../../main/labs/practice/lab-options.ts';
import { takeLabsDown } from '../entries/take-labs-down.ts';
import { beginRun } from '../support/begin-run.ts';
import { doCommand } from '../support/do-command.ts';
import { storedEvents } from '../support/stored-events.ts';
import { expect, test } from './fixture.ts';

test.setTimeout(400_000);

/** A shell's command that prints what a host could send to act on who looks: title, clipboard, links, questions whose answers it chose. */
const HOSTILE = [
  String.raw`\033]0;touch /root/owned\007\033[21t`,
  String.raw`\033]52;c;b3duZWQ=\007`,
  String.raw`\033P$q\012touch /root/owned\012\033\\`,
  String.raw`\033P+q544e\033\\\033[c\033[>c\033[6n\033]10;?\007`,
  String.raw`\033]8;;http://elsewhere.example/a\007press-here\033]8;;\007 \033]8;;javascript:alert(1)\007not-here\033]8;;\007`,
].join('');

/** Opens a terminal on a host of the run by the palette, and gives its place and its screen. */
async function terminalOn(page: Page, host: string) {
  await doCommand(page, `Terminal on ${host}`);
  const drawer = page.getByRole('region', { name: 'Terminals' });
  const pane = drawer.getByRole('tabpanel');
  await expect(pane.locator('.xterm-rows')).toContainText(/[#>] *$/u, { timeout: 90_000 });
  return {
    drawer,
    pane,
    rows: pane.locator('.xterm-rows'),
    field: pane.getByRole('textbox', { name: new RegExp(`^Terminal ${host}`, 'u') }),
  };
}

test('what a host sends to act on who looks does nothing: no title, no clipboard, no command, no link that was not asked for', async ({
  openWith,
}, { project }) => {
  let run = '';
  const opened = await openWith({
    prepare: async (data) => {
      run = await beginRun(data, '--speed', '60', '--only', 'server');
      await takeLabsDown(data);
    },
  });
  const { page, faults } = opened;
  const keys = page.keyboard;
  await opened.show(`#/run/${run}/steps/server`);
  await expect(page.locator('#step-title')).toBeVisible({ timeout: 60_000 });
  // The desktop application grants this itself, and nothing to read it with.
  if (project.name.startsWith('loopback')) await page.context().grantPermissions(['clipboard-write']);
  const pages: unknown[] = [];
  page.context().on('page', (other) => pages.push(other));
  const { drawer, pane, rows, field } = await terminalOn(page, 'xenhost');
  const find = pane.getByRole('search');
  const sought = find.getByRole('searchbox');
  /** What is on the clipboard, pasted by key as anybody would. */
  const clipboard = async (): Promise<string> => {
    await sought.fill('');
    await keys.press('Control+v');
    return sought.inputValue();
  };
  // What takes the mouse lies over the rows: the pointer goes to where the text is.
  const press = async (text: string): Promise<void> => {
    // Rows are drawn anew when the pane's size changes, as it did when the search went.
    const place = async () => rows.getByText(text, { exact: true }).last().boundingBox();
    await expect.poll(place).not.toBeNull();
    const box = (await place()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y, { steps: 5 });
    await page.mouse.click(x, y);
  };
  const linkDialog = page.getByRole('dialog', { name: 'Open this address?' });
  const beside = (host: string) => drawer.getByRole('group', { name: host, exact: true });

  await test.step('escape sequences', async () => {
    await field.focus();
    await keys.press('Control+Shift+F');
    await sought.fill('mine');
    await keys.press('Control+a');
    await keys.press('Control+c');
    expect(await clipboard()).toBe('mine');
    await keys.press('Escape');
    const title = await page.title();
    await field.focus();
    await keys.type(`printf '${HOSTILE}'; echo; echo all-$((6*7))-printed\n`);
    await expect(rows).toContainText('all-42-printed');
    // Whatever the terminal answered by itself stands at the prompt, and is no command.
    await keys.press('Control+c');
    await keys.type('ls /root/owned; echo looked-$((6*7))\n');
    await expect(rows).toContainText('looked-42');
    await expect(rows).toContainText('/root/owned: No such file or directory');
    expect(await page.title()).toBe(title);
    await keys.press('Control+Shift+F');
    expect(await clipboard()).toBe('mine');
    await keys.press('Escape');
  });

  await test.step('links are asked about first', async () => {
    await press('press-here');
    await expect(linkDialog).toContainText('http://elsewhere.example/a');
    await linkDialog.getByRole('button', { name: 'Cancel' }).click();
    await press('not-here');
    await expect(linkDialog).toBeHidden();
    expect(pages).toEqual([]);
  });

  await test.step('a line of a megabyte', async () => {
    await field.focus();
    await keys.type(`head -c 1000000 /dev/zero | tr '\\0' x; echo; echo after-$((6*7))-it\n`);
    await expect(rows).toContainText('after-42-it', { timeout: 120_000 });
    const answered = page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(true))));
    expect(await answered).toBe(true);
  });

  await test.step('search, copy, and text for screen readers', async () => {
    await field.focus();
    await keys.press('Control+Shift+F');
    await sought.fill('nowhere-to-be-found');
    await keys.press('Enter');
    await expect(find).toContainText('Not found.');
    await sought.fill('after-42-it');
    await keys.press('Enter');
    await expect(find).not.toContainText('Not found.');
    await pane.getByRole('button', { name: /^Copy what is marked/ }).click();
    await expect.poll(clipboard).toBe('after-42-it');
    await pane.getByRole('button', { name: 'Text for screen readers' }).click();
    await expect(pane.locator('.xterm-accessibility')).toContainText('after-42-it');
    expect(await opened.axe()).toEqual([]);
  });

  await test.step('a clipboard that refuses says so, and how the text is had all the same', async () => {
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('Write permission denied.', 'NotAllowedError'));
    });
    const refusal = 'The clipboard cannot be written to.';
    const heard = page.locator('.only-heard[role=status]');
    await pane.getByRole('button', { name: /^Copy what is marked/ }).click();
    await expect(pane.getByText(refusal)).toBeVisible();
    await expect(heard).toContainText(refusal);
    // What was marked still is: it can be had by the mouse.
    await expect(pane.locator('.xterm-selection > div')).not.toHaveCount(0);
    expect(await opened.axe()).toEqual([]);
    await field.focus();
    await keys.type(String.raw`printf '\033]8;;http://elsewhere.example/b\007once-more\033]8;;\007\n'`);
    await keys.press('Enter');
    await expect(pane.getByText(refusal)).toBeHidden();
    await keys.press('Control+Shift+C');
    await expect(pane.getByText('Nothing is marked in the terminal.')).toBeVisible();
    await press('once-more');
    await linkDialog.getByRole('button', { name: 'Copy the address' }).click();
    await expect(linkDialog).toContainText(refusal);
    expect(await opened.axe()).toEqual([]);
    await keys.press('Escape');
    await expect(linkDialog).toBeHidden();
    // Where it was before the link: in the terminal, which every other key belongs to.
    await expect(field).toBeFocused();
    await keys.press('Control+F6');
  });

  await test.step('typed into several at once, with a banner for as long', async () => {
    await terminalOn(page, 'sw1');
    await drawer.getByRole('button', { name: 'Type into several…' }).click();
    const dialog = page.getByRole('dialog');
    const boxes = dialog.getByRole('checkbox');
    await expect(boxes).toHaveCount(2);
    for (const box of await boxes.all()) await box.check();
    await dialog.getByRole('button', { name: 'Type into these 2' }).click();
    const banner = drawer.getByRole('alert');
    await expect(banner).toContainText('What you type goes to 2 terminals at once');
    await expect(banner).toContainText('sw1');
    expect(await opened.axe()).toEqual([]);
    // Side by side from here on, so that each is seen.
    const onSwitch = beside('sw1');
    await onSwitch.getByRole('textbox', { name: /^Terminal sw1/ }).focus();
    await keys.type('echo both\n');
    await expect(beside('xenhost').locator('.xterm-rows')).toContainText(/echo both\s*both/u);
    await expect(onSwitch.locator('.xterm-rows')).toContainText('echo both');
    await banner.getByRole('button', { name: 'Stop typing to all' }).click();
    await expect(banner).toHaveCount(0);
  });

  await test.step('it is in the evidence, as interactive', async () => {
    await beside('xenhost').getByRole('button', { name: 'Close xenhost' }).click();
    const stored = (): ReturnType<typeof storedEvents> => storedEvents(opened.data, run);
    await expect.poll(async () => (await stored()).filter(({ type }) => type === 'terminal-closed').length).toBe(1);
    const events = await stored();
    expect(events).toContainEqual(expect.objectContaining({ type: 'terminal-opened', host: 'xenhost', command: null }));
    const typed = events.filter((event) => event.type === 'terminal-used' && event.host === 'xenhost');
    expect(typed.length).toBeGreaterThan(0);
    const closed = events.find((event) => event.type === 'terminal-closed');
    expect(closed).toMatchObject({ host: 'xenhost', exit: null });
    await page.getByRole('link', { name: 'Report', exact: true }).click();
    const report = page.frameLocator('iframe[title^="Report of"]');
    await expect(report.getByText('An interactive terminal was open from').first()).toBeAttached({ timeout: 120_000 });
  });
  expect(pages).toEqual([]);
  expect(faults).toEqual([]);
});

test('a guest’s text console: logged in by typing, what is typed unseen is kept nowhere', async ({ openWith }) => {
  let run = '';
  const opened = await openWith({
    // Its lab stays up: one that comes back as after a power cut has no guest that runs.
    prepare: async (data) => void (run = await beginRun(data, '--speed', '60', '--state', 'guests', '--only', 'server')),
  });
  const { page, faults } = opened;
  const keys = page.keyboard;
  await opened.show(`#/run/${run}/steps/server`);
  await expect(page.locator('#step-title')).toBeVisible({ timeout: 60_000 });
  await doCommand(page, 'New terminal…');
  const dialog = page.getByRole('dialog', { name: 'New terminal' });
  await dialog.getByLabel('What to open').selectOption({ label: 'Text console of a guest (xm console)' });
  await dialog.getByLabel('Name of the guest').fill('test0; reboot');
  await expect(dialog).toContainText('Letters, digits, and _ . + - within it.');
  await dialog.getByLabel('Name of the guest').fill('test0');
  await expect(dialog).toContainText('/usr/sbin/xm console test0');
  expect(await opened.axe()).toEqual([]);
  await dialog.getByRole('button', { name: 'Open on xenhost' }).click();

  const pane = page.getByRole('region', { name: 'Terminals' }).getByRole('tabpanel');
  const rows = pane.locator('.xterm-rows');
  await expect(rows).toContainText('test0 login:', { timeout: 120_000 });
  await pane.getByRole('textbox', { name: /^Terminal test0/ }).focus();
  await keys.type('root\n');
  await expect(rows).toContainText('Password:');
  await keys.type(`${practicePassword}\n`);
  await expect(rows).toContainText('[root@test0 ~]#');
  await keys.type('echo in-$(hostname)-$((6*7))\n');
  await expect(rows).toContainText('in-test0-42');
  await keys.press('Control+]');
  await expect(pane.getByRole('group', { name: /^ended, exit 0/ })).toBeVisible({ timeout: 60_000 });

  const stored = (): ReturnType<typeof storedEvents> => storedEvents(opened.data, run);
  await expect.poll(async () => (await stored()).some(({ type }) => type === 'terminal-closed')).toBe(true);
  const events = await stored();
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'terminal-opened', host: 'xenhost', command: '/usr/sbin/xm console test0' }),
  );
  expect(JSON.stringify(events)).not.toContain(practicePassword);
  expect(faults).toEqual([]);
});
