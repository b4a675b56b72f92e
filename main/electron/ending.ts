import type { App, Dialog } from 'electron';
import type { DeskWatch } from './desk-watch.ts';

export interface Ending {
  readonly app: App;
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  readonly windows: () => readonly { readonly destroy: () => void }[];
  readonly desk: DeskWatch;
  /** Shows the window, opening one where there is none. */
  readonly show: () => Promise<void>;
  /** What is to be let go of, in this order. */
  readonly dispose: readonly (() => Promise<void>)[];
  readonly report: (what: string, thrown?: unknown) => void;
}

const STOP = 0;
const ALONE = 1;

/**
 * Closing the last window ends the application (not on macOS), but never a run without a question: it can go on without a window, and then the application ends
 * with it. The end waits for the acts in flight.
 */
export function endInOrder({ app, dialog, windows, desk, show, dispose, report }: Ending): void {
  let state: 'with-window' | 'alone' | 'asking' | 'ending' = 'with-window';
  const isWorking = (): boolean => desk.now().working.some(({ task }) => task !== null);
  const end = async (): Promise<void> => {
    state = 'ending';
    try {
      for (const part of dispose) await part();
    } catch (thrown) {
      report('The end was not in order.', thrown);
    }
    app.exit(0);
  };
  const ask = async (): Promise<void> => {
    state = 'asking';
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: 'A run is under way.',
      detail:
        'Stopped, it ends after the act in flight and can be gone on with at any time. It can also go on without a window: start Xenpath again to see it.',
      buttons: ['Stop and Quit', 'Go On Without a Window', 'Cancel'],
      defaultId: 2,
      cancelId: 2,
      noLink: true,
    });
    if (response === STOP) {
      await end();
    } else if (response === ALONE) {
      state = 'alone';
      for (const window of windows()) window.destroy();
    } else {
      state = 'with-window';
      if (windows().length === 0) await show();
    }
  };
  const leave = (): void => {
    if (state === 'asking' || state === 'ending') return;
    if (isWorking()) void ask();
    else void end();
  };
  app.on('browser-window-created', () => {
    if (state === 'alone') state = 'with-window';
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin' && state === 'with-window') leave();
  });
  app.on('before-quit', (event) => {
    event.preventDefault();
    leave();
  });
  desk.onChange(() => {
    if (state === 'alone' && !isWorking() && windows().length === 0) void end();
  });
}
