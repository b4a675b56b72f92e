import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

/**
 * The window as a person uses it. Specs in `test/e2e/loopback` are for the page on 127.0.0.1 in this machine's Chromium, those in `test/e2e/desktop` for the desktop
 * application, those in `test/e2e/window` for the window wherever it is. The desktop application runs on the stand-in for Electron; XENPATH_E2E=electron runs the same
 * specs on Electron itself. One spec at a time: each has a lab of its own.
 */
const root = import.meta.dirname;
const electronIsHere = existsSync(join(root, 'node_modules', 'electron', 'path.txt'));
const onElectron = process.env['XENPATH_E2E'] === 'electron';
if (onElectron && !electronIsHere) throw new Error("Electron's binary is not installed: npx install-electron fetches it.");
// Read by Electron's npm package, which otherwise begins a download where there is no binary.
if (!onElectron) process.env['ELECTRON_OVERRIDE_DIST_PATH'] = join(root, 'test', 'standin', 'bin');

/**
 * Those that take many minutes each: `npm run soak:window` runs them, `npm test` the others. On two processors with other work beside them the whole article took
 * seven minutes by keyboard and eight by clicking.
 */
const LONG = ['whole-article', 'by-keyboard', 'states', 'topology', 'own-inventory'].map((name) => `window/${name}.spec.ts`);
export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: './test/e2e/global-setup.ts',
  outputDir: 'dist/.cache/playwright',
  timeout: 180_000,
  expect: { timeout: 30_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'dist/.cache/playwright.json' }]],
  projects: onElectron
    ? [{ name: 'electron', testMatch: ['desktop/**/*.spec.ts', 'window/**/*.spec.ts'] }]
    : [
        { name: 'loopback', testMatch: ['loopback/**/*.spec.ts', 'window/**/*.spec.ts'], testIgnore: LONG },
        { name: 'standin', testMatch: ['desktop/**/*.spec.ts', 'window/**/*.spec.ts'], testIgnore: LONG },
        { name: 'loopback-long', testMatch: LONG },
        { name: 'standin-long', testMatch: LONG },
      ],
});
