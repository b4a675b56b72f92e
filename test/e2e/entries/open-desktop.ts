import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import type { Opened } from './opened.ts';
import { root } from './root.ts';
import { takeLabsDown } from './take-labs-down.ts';
import type { WindowFolder } from './window-folder.ts';

export interface StartedDesktop {
  readonly application: ElectronApplication;
  readonly window: Page;
  /** What it printed to its standard error so far. */
  readonly said: () => string;
}

/** Starts the desktop application and waits for its first window to have loaded. */
export async function startDesktop({ environment }: WindowFolder, applicationFolder = root): Promise<StartedDesktop> {
  const application = await _electron.launch({
    args: [applicationFolder],
    env: environment,
    timeout: 60_000,
  });
  let said = '';
  application.process().stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const window = await application.firstWindow();
  // A window begins empty; its own page comes then.
  await window.waitForURL(({ host }) => host.startsWith('xenpath'));
  await window.waitForLoadState('load');
  return { application, window, said: () => said };
}

/** The desktop application as a window of the specs. Its labs end with it; those of the command line, which prepared its runs, are taken down. */
export async function openDesktop(place: WindowFolder): Promise<Opened> {
  const { application, window } = await startDesktop(place);
  const program = application.process();
  const gone = new Promise<void>((resolve) => program.once('exit', () => resolve()));
  const isGone = (): boolean => program.exitCode !== null || program.signalCode !== null;
  return {
    page: window,
    pid: program.pid ?? 0,
    load: () => window.reload(),
    gone,
    end: async () => {
      if (isGone()) return;
      program.kill('SIGCONT');
      // Asked whether to stop the work under way in order: yes.
      await application.evaluate(({ dialog }) => {
        dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false });
      });
      await application.close();
    },
    letGo: () => takeLabsDown(place.data),
  };
}
