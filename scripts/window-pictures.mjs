/* global document, location -- what runs in the page */
/**
 * Pictures of the window for docs/pictures, every screen in both themes: `node scripts/window-pictures.mjs --data FOLDER`, where FOLDER holds a finished run of
 * rhel5-rdac on a practice lab that is still up (`./xenpath run rhel5-rdac --lab practice --hosts 2 --yes --data FOLDER`). The lab is changed: a mistake is made in it.
 * `--only NAME,NAME` takes some, `--to FOLDER` puts them elsewhere, `--built` builds nothing before.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from '@playwright/test';
import { root, setUp } from './setup.mjs';

const words = process.argv.slice(2);
const option = (name) => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
const given = option('--data');
const only = option('--only');
if (given === undefined || !existsSync(join(given, 'evidence.db'))) {
  process.stderr.write('--data wants a data folder with a finished run.\n');
  process.exit(2);
}
const say = (line) => process.stderr.write(`${line}\n`);
if (!words.includes('--built')) setUp({ window: true });
const commandLine = join(root, 'dist', 'main', 'cli', 'entry.js');
const pictures = option('--to') ?? join(root, 'docs', 'pictures', 'window');
mkdirSync(pictures, { recursive: true });
const env = { ...process.env, XENPATH_DATA: given, XENPATH_OPERATOR: 'ada' };
const program = spawn(process.execPath, [join(root, 'dist', 'main', 'loopback', 'entry.js'), '--no-open'], {
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = once(program, 'exit');
const [address] = await once(createInterface({ input: program.stdout }), 'line');
const browser = await chromium.launch({
  executablePath: process.env.XENPATH_CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })).newPage();
page.setDefaultTimeout(90_000);

const show = (to) => page.evaluate((hash) => void (location.hash = hash), to);
const button = (name) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name }).first();

/** The screen as it is, in light and in dark. What is under way in the page has come to rest. */
async function picture(name) {
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme });
    await page.evaluate(() =>
      Promise.all([document.fonts.ready, ...document.getAnimations().map((one) => one.finished.catch(() => null))]),
    );
    await page.screenshot({ path: join(pictures, `${name}-${theme}.png`) });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

async function run() {
  await page.goto(address);
  const latest = page.getByRole('table').getByRole('rowheader').getByRole('link').first();
  const name = (await latest.textContent()) ?? '';
  const view = (rest) => show(`#/run/${name}/${rest}`);
  /** Each screen by the name of its picture. */
  const screens = {
    start: () => latest.waitFor(),
    step: async () => {
      await view('steps/mappings');
      await page.getByText('SMcli').first().waitFor();
      await button('LUNs run from 0 without a gap').click();
      await page
        .getByRole('button', { name: /^Output, /u })
        .first()
        .waitFor();
    },
    topology: async () => {
      await view('topology');
      await page.getByText('controller A').first().waitFor();
    },
    'topology-guests': async () => {
      await page.getByLabel('View', { exact: true }).selectOption('figure-6');
      await page.getByText('test0').first().waitFor();
    },
    report: async () => {
      await view('report');
      await page.frameLocator('iframe').locator('h1').first().waitFor();
      await page.getByText('Loading…').waitFor({ state: 'hidden' });
    },
    search: async () => {
      await show('#/evidence/search/210000e08b9a1c5e');
      await page.getByRole('region', { name: 'Places' }).waitFor();
      await page.locator('main mark').nth(1).waitFor();
    },
    evidence: async () => {
      await show('#/evidence/runs');
      await button('Verify all runs').click();
      await page
        .getByText(/are as they were stored/u)
        .first()
        .waitFor();
    },
    settings: async () => {
      await show('#/settings');
      await page.getByRole('heading', { name: 'Redaction' }).waitFor();
    },
    'new-run': async () => {
      await show('#/new');
      await page.getByLabel('Xen hosts', { exact: true }).selectOption('2');
      await button('Show the plan').click();
      await page
        .getByText(/^Hardware and software/u)
        .first()
        .waitFor();
    },
    // From here on hosts are asked.
    guests: async () => {
      await view('guests');
      await page.getByText('test0').first().waitFor();
    },
    hosts: async () => {
      await show('#/hosts');
      await page.getByRole('button', { name: /^Connect \d/u }).click();
      await page
        .getByText('Facts', { exact: true })
        .first()
        .or(page.getByText('connected', { exact: true }).first())
        .waitFor();
    },
    hint: async () => {
      const broken = spawnSync(process.execPath, [commandLine, 'lab', 'practice', 'break', 'mapping-removed'], { env });
      if (broken.status !== 0) throw new Error(String(broken.stderr));
      await view('steps/mappings');
      await button(/^Check/u).click();
      await page.getByRole('group', { name: 'What can be tried' }).first().waitFor();
    },
    question: async () => {
      await page.getByRole('group', { name: 'What can be tried' }).getByRole('button').first().click();
      await page.getByRole('dialog').waitFor();
    },
  };
  for (const [picked, reach] of Object.entries(screens)) {
    if (only !== undefined && !only.split(',').includes(picked)) continue;
    const from = Date.now();
    try {
      await reach();
      await picture(picked);
      say(`${picked} (${((Date.now() - from) / 1000).toFixed(1)} s)`);
    } catch (problem) {
      process.exitCode = 1;
      await picture(`failed-${picked}`);
      say(`${picked}: ${problem instanceof Error ? problem.message : String(problem)}`);
    }
  }
}

try {
  await run();
} finally {
  await browser.close();
  program.kill('SIGINT');
  program.kill('SIGINT');
  await ended;
}
