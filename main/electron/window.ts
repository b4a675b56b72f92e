import { BrowserWindow, dialog, screen, type BrowserWindowConstructorOptions } from 'electron';
import { isReachable, keepWindowState, readWindowState, type WindowState } from './window-state.ts';
import { ORIGIN } from './origin.ts';

/** A page that goes down so often in this time is not loaded again by itself. */
const MOST_CRASHES = 3;
const CRASH_TIME_MS = 60_000;

/** What a window is allowed to be: its page has no Node, a world of its own, and a sandboxed process. */
export function windowOptions(preload: string, state: WindowState | null): BrowserWindowConstructorOptions {
  return {
    title: 'Xenpath',
    show: false,
    width: state?.width ?? 1440,
    height: state?.height ?? 900,
    ...(state === null ? {} : { x: state.x, y: state.y }),
    minWidth: 800,
    minHeight: 600,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  };
}

export interface OpenWindowOptions {
  readonly preload: string;
  readonly stateFile: string;
  readonly report: (what: string) => void;
  /** Told of the id of its contents, as long as the window is there. */
  readonly known: Set<number>;
}

/** Opens the window on its own page, where it was the last time. A page that goes down is loaded again: the run went on without it. */
export async function openWindow({ preload, stateFile, report, known }: OpenWindowOptions): Promise<BrowserWindow> {
  const before = readWindowState(stateFile);
  const displays = screen.getAllDisplays().map(({ workArea }) => workArea);
  const state = before !== null && isReachable(before, displays) ? before : null;
  const window = new BrowserWindow(windowOptions(preload, state));
  const { webContents } = window;
  const { id } = webContents;
  known.add(id);
  if (state?.maximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => keepWindowState(stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() }));
  window.once('closed', () => known.delete(id));
  const crashes: number[] = [];
  webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    report(`The window's page went down: ${reason}.`);
    const now = Date.now();
    crashes.push(now);
    if (crashes.filter((at) => now - at < CRASH_TIME_MS).length < MOST_CRASHES) webContents.reload();
    else void askToReload(window);
  });
  await webContents.loadURL(`${ORIGIN}/`);
  return window;
}

async function askToReload(window: BrowserWindow): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window went down several times in a minute.',
    detail: 'Runs go on without it, and nothing that was stored is lost.',
    buttons: ['Load it again', 'Close it'],
    defaultId: 0,
    cancelId: 1,
  });
  if (window.isDestroyed()) return;
  if (response === 0) window.webContents.reload();
  else window.destroy();
}
