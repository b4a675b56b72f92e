/* global document, location -- what runs in the page */
/**
 * Pictures of the window for docs/pictures/window, every screen in both themes: `node scripts/window-pictures.mjs`. It works as a person does: carries out rhel5-rdac on a
 * practice lab of two hosts in a data folder of its own, stops in the middle for what is seen while a step works, and makes a mistake in the lab at the end. Ten minutes.
 * `--data FOLDER` keeps the runs there, and the next time takes them from there: what is seen in the middle of work is left out then.
 * `--only NAME,NAME` takes some pictures, `--to FOLDER` puts them elsewhere, `--built` builds nothing before.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from '@playwright/test';
import { root, setUp } from './setup.mjs';

const words = process.argv.slice(2);
const option = (name) => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
const only = option('--only')?.split(',');
const say = (line) => process.stderr.write(`${line}\n`);
if (!words.includes('--built')) setUp({ window: true });
const pictures = option('--to') ?? join(root, 'docs', 'pictures', 'window');
mkdirSync(pictures, { recursive: true });
const kept = option('--data');
const data = kept ?? mkdtempSync(join(tmpdir(), 'xenpath-pictures-'));
const isThere = existsSync(join(data, 'evidence.db'));
// A runtime folder of its own: labs of other data folders are not seen.
const env = { ...process.env, XENPATH_DATA: data, XENPATH_OPERATOR: 'ada', XDG_RUNTIME_DIR: join(data, 'runtime') };
mkdirSync(env.XDG_RUNTIME_DIR, { recursive: true, mode: 0o700 });
/** Quality of WebP at which no letter frays: a picture has some fifty kilobytes. */
const QUALITY = 80;
/** The step after which the guest is made, and the one that follows its installer for a quarter of an hour of the lab's time: what is seen while a step works. */
const BEFORE = 'lun-guest-devices';
const LONG = 'lun-guest-installed';

/** Runs a command of the command line to its end, whatever it comes to; what it says goes to standard error. */
async function xenpath(...args) {
  say(`xenpath ${args.join(' ')}`);
  const program = spawn(process.execPath, [join(root, 'dist', 'main', 'cli', 'entry.js'), ...args], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(program, 'exit');
  return code;
}

const browser = await chromium.launch({
  executablePath: process.env.XENPATH_CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});

/** Serves the window, hands its page to what is done in it, and ends it. */
async function inWindow(work) {
  const program = spawn(process.execPath, [join(root, 'dist', 'main', 'loopback', 'entry.js'), '--no-open'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(program, 'exit');
  try {
    const [address] = await once(createInterface({ input: program.stdout }), 'line');
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(90_000);
    await page.goto(address);
    await page.getByRole('table').getByRole('rowheader').first().waitFor();
    // A font that came late is not taken for what stands there already.
    await page.evaluate(() =>
      Promise.all([...document.fonts].filter((face) => face.family.includes('Red Hat')).map((face) => face.load())),
    );
    await page.reload();
    await page.getByRole('table').getByRole('rowheader').first().waitFor();
    await work(new Window(page, program));
    await context.close();
  } finally {
    program.kill('SIGINT');
    program.kill('SIGINT');
    await ended;
  }
}

class Window {
  constructor(page, program) {
    this.page = page;
    this.program = program;
  }
  show(to) {
    return this.page.evaluate((hash) => void (location.hash = hash), to);
  }
  button(name) {
    return this.page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name }).first();
  }
  text(what) {
    return this.page.getByText(what).first();
  }
  /** Comes to a screen, and takes it in light and in dark when what is under way in the page has come to rest. */
  async picture(name, reach) {
    if (only !== undefined && !only.includes(name)) return;
    const from = Date.now();
    try {
      await reach();
    } catch (problem) {
      process.exitCode = 1;
      say(`${name}: ${problem instanceof Error ? problem.message : String(problem)}`);
      await this.#take(`failed-${name}`);
      return;
    }
    await this.#take(name);
    say(`${name} (${((Date.now() - from) / 1000).toFixed(1)} s)`);
  }
  async #take(name) {
    const devtools = await this.page.context().newCDPSession(this.page);
    for (const theme of ['light', 'dark']) {
      await this.page.emulateMedia({ colorScheme: theme });
      await this.page.evaluate(() =>
        Promise.all([
          document.fonts.ready,
          // What turns for as long as something is under way never ends.
          ...document
            .getAnimations()
            .filter((one) => one.effect?.getComputedTiming().iterations !== Infinity)
            .map((one) => one.finished.catch(() => null)),
        ]),
      );
      const { data: taken } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
      writeFileSync(join(pictures, `${name}-${theme}.webp`), Buffer.from(taken, 'base64'));
    }
    await this.page.emulateMedia({ colorScheme: 'light' });
    await devtools.detach();
  }
}

/** Runs that others are seen beside: one that failed, one that is not finished. Then the one of the pictures, up to the installer. */
async function beginRuns() {
  await xenpath('run', 'rhel5-rdac', '--lab', 'practice', '--state', 'multipath', '--to', 'mappings', '--yes');
  await xenpath('lab', 'practice', 'break', 'luns-from-one');
  await xenpath('check', 'last', '--upto', 'mappings');
  await xenpath('lab', 'practice', 'down');
  await xenpath('run', 'rhel5-rdac', '--lab', 'practice', '--to', 'zoning', '--yes');
  await xenpath('lab', 'practice', 'down');
  await xenpath('run', 'rhel5-rdac', '--lab', 'practice', '--hosts', '2', '--speed', '30', '--to', BEFORE, '--yes');
}

const latestRun = async ({ page }) =>
  (await page.getByRole('table').getByRole('rowheader').getByRole('link').first().textContent()) ?? '';

/** What is seen while a step works. */
async function inTheMiddle(window) {
  const { page } = window;
  const run = await latestRun(window);
  const dialog = page.getByRole('dialog');
  await window.show(`#/run/${run}/steps/${LONG}`);
  await window.button('Topology').click();
  await window.button(/^Do all that is left/u).click();
  // Everything is allowed until the installer is waited for.
  await window.picture('working', async () => {
    const next = window.text('again in');
    for (;;) {
      await dialog.or(next).first().waitFor();
      if (!(await dialog.isVisible())) {
        // The window stays as it is while it is taken.
        window.program.kill('SIGSTOP');
        return;
      }
      const heading = dialog.getByRole('heading').first();
      const title = (await heading.textContent()) ?? '';
      const field = dialog.getByRole('textbox');
      if (await field.isVisible()) {
        const label = (await dialog.locator('label').first().textContent()) ?? '';
        await field.fill(/Type (\S+) to allow it/u.exec(label)?.[1] ?? '');
        await window.picture('destroy', () => Promise.resolve());
      }
      await dialog.locator('footer').getByRole('button').first().click();
      await heading.filter({ hasText: title }).waitFor({ state: 'hidden' });
    }
  });
  window.program.kill('SIGCONT');
}

/** What is seen of a run that came to its end. */
async function afterwards(window) {
  const { page } = window;
  const run = await latestRun(window);
  const view = (rest) => window.show(`#/run/${run}/${rest}`);
  await window.picture('start', () => window.text('passed').waitFor());
  await window.picture('step', async () => {
    await view('steps/paths');
    await window.text('Multipath driver · Step').waitFor();
    await window
      .button(/^What stands behind what was found/u)
      .first()
      .click();
    await window.button(/^Output, /u).waitFor();
  });
  await window.picture('topology', async () => {
    await view('topology');
    await page
      .getByRole('img', { name: /controller A: ok/u })
      .first()
      .waitFor();
  });
  await window.picture('topology-fails', async () => {
    await page.getByRole('img', { name: /^switch sw1/u }).click({ position: { x: 60, y: 12 } });
    await window.button('Show in the drawing').click();
  });
  await window.picture('topology-guest', async () => {
    await window.button('Close').click();
    await page.getByLabel('View', { exact: true }).selectOption({ label: 'test0' });
    await page
      .getByRole('img', { name: /^disk of a guest hda/u })
      .first()
      .waitFor();
  });
  await window.picture('report', async () => {
    await view('report');
    await page.frameLocator('iframe').locator('h1').first().waitFor();
    await page.getByText('Loading…').waitFor({ state: 'hidden' });
  });
  await window.picture('search', async () => {
    await window.show('#/evidence/search/210000e08b9a1c5e');
    await page.getByRole('region', { name: 'Places' }).waitFor();
    await page.locator('.find-text mark').first().waitFor();
  });
  await window.picture('evidence', async () => {
    await window.show('#/evidence/runs');
    await window.button('Verify all runs').click();
    await window.text(/runs are as stored/u).waitFor();
  });
  await window.picture('compare', async () => {
    await window.show('#/evidence/compare');
    for (const [label, index] of [
      ['Before', 2],
      ['After', 1],
    ])
      await page.getByLabel(label, { exact: true }).selectOption({ index });
    await window.text(/stands? alike/u).waitFor();
  });
  await window.picture('settings', async () => {
    await window.show('#/settings');
    await page.getByRole('heading', { name: 'Redaction' }).waitFor();
    // Without the folder of this run.
    await page.setViewportSize({ width: 1280, height: 620 });
  });
  await page.setViewportSize({ width: 1280, height: 800 });
  await window.picture('new-run', async () => {
    await window.show('#/new');
    await page.getByLabel('Xen hosts', { exact: true }).selectOption('2');
    await window.button('Show the plan').click();
    await window.button(/^Hardware and software/u).waitFor();
    await window.button(/^Storage and fabric/u).click();
    await window.button(/^One zone for each pair/u).click();
  });
  // From here on hosts are asked.
  await window.picture('guests', async () => {
    await view('guests');
    await page.getByRole('row').filter({ hasText: 'test0' }).first().waitFor();
    await page.getByRole('region', { name: 'Hardware of test0' }).getByRole('row').nth(3).waitFor();
    await page
      .getByRole('region', { name: /^Storage subsystem/u })
      .getByRole('row')
      .nth(4)
      .waitFor();
    await page.getByText('Asking…').waitFor({ state: 'hidden' });
  });
  await window.picture('hosts', async () => {
    await window.show('#/hosts');
    await page.getByRole('button', { name: /^Connect \d/u }).click();
    await window.text('5 hosts, 5 connected').waitFor();
    await page.getByRole('link', { name: 'xenhost', exact: true }).click();
    // Without the folder of this run.
    await page.setViewportSize({ width: 1280, height: 540 });
    await page.getByRole('region', { name: 'Facts' }).getByText('ago').first().waitFor();
  });
  await page.setViewportSize({ width: 1280, height: 800 });
  await window.picture('lab', async () => {
    await page.getByRole('link', { name: 'The lab itself' }).click();
    const lab = page.getByRole('article', { name: 'The lab itself' });
    await lab.getByRole('button', { name: 'Pull: xenhost2-p1' }).click();
    await lab.getByText(/^Pulled xenhost2-p1/u).waitFor();
    await lab.getByText('pulled', { exact: true }).waitFor();
  });
  // What follows finds it as it was.
  const back = window.button('Plug in: xenhost2-p1');
  if (await back.isVisible()) {
    await back.click();
    await window.text(/^Plugged xenhost2-p1/u).waitFor();
  }
  await window.picture('terminals', async () => {
    await view('steps/paths');
    await page.getByRole('button', { name: 'Terminals' }).click();
    const drawer = page.getByRole('region', { name: 'Terminals' });
    for (const host of ['xenhost', 'sw1']) {
      await drawer
        .getByRole('button', { name: /^(?:Open a terminal|New terminal…)$/u })
        .first()
        .click();
      const asked = page.getByRole('dialog');
      await asked.getByLabel(host, { exact: true }).check();
      await asked.getByRole('button', { name: `Open on ${host}`, exact: true }).click();
      await drawer.getByRole('textbox', { name: new RegExp(`^Terminal ${host}`, 'u') }).waitFor();
    }
    await drawer.getByRole('button', { name: 'Side by side' }).click();
    for (const [host, line] of [
      ['xenhost', 'xm list; ls /proc/mpp'],
      ['sw1', 'switchshow'],
    ]) {
      await drawer.getByRole('textbox', { name: new RegExp(`^Terminal ${host}`, 'u') }).focus();
      await page.keyboard.type(`${line}\n`);
    }
    await drawer.locator('.xterm-rows').filter({ hasText: 'Domain-0' }).waitFor();
    await drawer.locator('.xterm-rows').filter({ hasText: 'No_Module' }).waitFor();
  });
  await window.picture('palette', async () => {
    await page.getByRole('button', { name: 'Hide the terminals' }).click();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('path');
  });
  await page.keyboard.press('Escape');
  await window.picture('hint', async () => {
    await xenpath('lab', 'practice', 'break', 'mapping-removed');
    await view('steps/mappings');
    await window.button(/^Check/u).click();
    await page.getByRole('group', { name: 'What can be tried' }).first().waitFor();
    await page.locator('.activity:not(.tone-busy)').waitFor();
  });
  await window.picture('question', async () => {
    await page.getByRole('group', { name: 'What can be tried' }).getByRole('button').first().click();
    await page.getByRole('dialog').waitFor();
  });
}

try {
  if (!isThere) {
    await beginRuns();
    await inWindow(inTheMiddle);
    await xenpath('resume', '--yes');
  }
  await inWindow(afterwards);
} finally {
  await browser.close();
  if (kept === undefined) {
    await xenpath('lab', 'practice', 'down');
    rmSync(data, { recursive: true, force: true });
  }
}
