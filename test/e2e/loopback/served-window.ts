import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type Page } from '@playwright/test';

const built = (path: string): string => fileURLToPath(new URL(`../../../dist/main/${path}`, import.meta.url));

/** The program as it was built, serving its window, and a browser that came in by the printed address. */
export interface ServedWindow {
  readonly page: Page;
  readonly address: string;
  /** What the page's policy refused so far, and what broke in the page. */
  readonly faults: readonly string[];
  readonly dispose: () => Promise<void>;
}

/** Starts the program on a data folder of its own and opens the window. The lab that a run starts goes with it. */
export async function serveWindow(): Promise<ServedWindow> {
  const data = await mkdtemp(join(tmpdir(), 'xenpath-e2e-'));
  const program = spawn(process.execPath, [built('loopback/entry.js'), '--data', data, '--operator', 'ada', '--no-open'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await firstLine(program);
  const browser = await launch();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
  const page = await context.newPage();
  const faults: string[] = [];
  await page.exposeFunction('tellViolation', (what: string) => void faults.push(what));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) => {
      (window as unknown as { tellViolation: (what: string) => void }).tellViolation(
        `${violatedDirective} ${blockedURI} ${sourceFile}:${lineNumber}`,
      );
    });
  });
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(address);
  return {
    page,
    address,
    faults,
    dispose: async () => {
      await browser.close();
      if (program.exitCode === null) {
        program.kill('SIGINT');
        await once(program, 'exit');
      }
      await takeLabDown(data);
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** What axe finds on the page as it is, in light and in dark, one line each. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Colours on their way from one theme to the other are of neither.
    await page.evaluate(() =>
      Promise.all(document.getAnimations().flatMap((one) => (one instanceof CSSTransition ? [one.finished] : []))),
    );
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, nodes } of violations) {
      found.push(
        ...nodes.map(({ target, failureSummary }) => `${colorScheme} ${id} ${target.join(' ')}: ${failureSummary ?? ''}`),
      );
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
}

async function launch(): Promise<Browser> {
  const executablePath = process.env['XENPATH_CHROMIUM'] ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}

async function firstLine(program: ChildProcess): Promise<string> {
  if (program.stdout === null) throw new Error('Its output is not heard.');
  for await (const line of createInterface({ input: program.stdout })) return line;
  throw new Error('The program ended before it said its address.');
}

/** The lab outlives the program on purpose. */
async function takeLabDown(data: string): Promise<void> {
  const down = spawn(process.execPath, [built('cli/entry.js'), 'lab', 'practice', 'down', '--data', data], { stdio: 'ignore' });
  await once(down, 'exit');
}
