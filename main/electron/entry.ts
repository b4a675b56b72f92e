import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, protocol } from 'electron';
import { dataFolder } from '../store/data-folder.ts';
import { readStart } from './command-line.ts';
import { SCHEME } from './origin.ts';
import { startCommandLine, startDesktop } from './start.ts';

/** The desktop entry. What Electron wants to know before it is ready stands here; everything else begins afterwards. */
const started = readStart(process.argv.slice(app.isPackaged ? 1 : 2));
const data = dataFolder(started.data);
app.enableSandbox();
protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true, codeCache: true } }]);
if (started.cli !== null) {
  const words = started.cli;
  void app.whenReady().then(() => startCommandLine(words));
} else {
  // What Chromium keeps for the window goes with the runs that it shows, and one data folder has one window.
  const own = join(data, 'desktop');
  mkdirSync(own, { recursive: true, mode: 0o700 });
  app.setPath('userData', own);
  if (app.requestSingleInstanceLock()) void app.whenReady().then(() => startDesktop({ data, operator: started.operator }));
  else app.quit();
}
