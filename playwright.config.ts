import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

/**
 * Specs in `test/e2e/loopback` are for the page on 127.0.0.1, those in `test/e2e/desktop` for the desktop application, those in `test/e2e/window` for the window,
 * wherever it is. The desktop application runs on the stand-in for Electron; XENPATH_E2E=electron runs the same specs on Electron itself.
 */
const root = import.meta.dirname;
const electronIsHere = existsSync(join(root, 'node_modules', 'electron', 'path.txt'));
const onElectron = process.env['XENPATH_E2E'] === 'electron';
if (onElectron && !electronIsHere) throw new Error("Electron's binary is not installed: npx install-electron fetches it.");
// Read by Electron's npm package, which otherwise begins a download where there is no binary.
if (!onElectron) process.env['ELECTRON_OVERRIDE_DIST_PATH'] = join(root, 'test', 'standin', 'bin');

export default defineConfig({
  testDir: join(root, 'test', 'e2e'),
  outputDir: join(root, 'dist', '.cache', 'e2e'),
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: 'list',
  use: { trace: 'retain-on-failure' },
  projects: onElectron
    ? [{ name: 'electron', testMatch: ['desktop/**/*.spec.ts', 'window/**/*.spec.ts'] }]
    : [
        { name: 'loopback', testMatch: ['loopback/**/*.spec.ts', 'window/**/*.spec.ts'] },
        { name: 'standin', testMatch: ['desktop/**/*.spec.ts', 'window/**/*.spec.ts'] },
      ],
});
