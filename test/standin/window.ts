import { EventEmitter } from 'node:events';
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle, WebContents } from 'electron';
import { strict } from './provide.ts';
import { StandInContents, type Surroundings } from './web-contents.ts';

/** What of a window the stand-in has: what these tests and the application use. */
type Part = Pick<
  BrowserWindow,
  | 'close'
  | 'destroy'
  | 'focus'
  | 'getNormalBounds'
  | 'hide'
  | 'id'
  | 'isDestroyed'
  | 'isMaximized'
  | 'isMinimized'
  | 'isVisible'
  | 'maximize'
  | 'restore'
  | 'show'
  | 'webContents'
>;

/** Options that it can honour, and those that change nothing that a page could notice. */
const KNOWN = new Set([
  'title',
  'show',
  'width',
  'height',
  'x',
  'y',
  'minWidth',
  'minHeight',
  'webPreferences',
  'icon',
  'backgroundColor',
]);
const KNOWN_PREFERENCES = new Set([
  'preload',
  'sandbox',
  'contextIsolation',
  'webviewTag',
  'spellcheck',
  'navigateOnDragDrop',
  'javascript',
]);

const all = new Map<StandInContents, StandInWindow>();

class StandInWindow extends EventEmitter implements Part {
  readonly id: number;
  readonly webContents: WebContents;
  readonly contents: StandInContents;
  readonly self: BrowserWindow;
  readonly #around: WindowSurroundings;
  readonly #bounds: Rectangle;
  #maximized = false;
  #visible: boolean;
  #state: 'open' | 'closing' | 'destroyed' = 'open';

  constructor(around: WindowSurroundings, options: BrowserWindowConstructorOptions) {
    super();
    const { webPreferences = {} } = options;
    const other = [
      ...Object.keys(options).filter((name) => !KNOWN.has(name)),
      ...Object.keys(webPreferences).filter((name) => !KNOWN_PREFERENCES.has(name)),
    ];
    if (other.length > 0) throw new Error(`The stand-in for Electron does not provide windows with ${other.join(', ')}.`);
    if (webPreferences.sandbox === false || webPreferences.contextIsolation === false || webPreferences.webviewTag === true) {
      throw new Error('The stand-in for Electron has only sandboxed, isolated pages without web views.');
    }
    this.#around = around;
    this.#bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    this.#visible = options.show ?? true;
    this.self = strict('BrowserWindow', this) as unknown as BrowserWindow;
    this.contents = new StandInContents(around, webPreferences);
    this.webContents = this.contents.self;
    this.id = this.contents.id;
    all.set(this.contents, this);
    this.contents.once('did-finish-load', () => this.emit('ready-to-show'));
    this.contents.attached.catch((problem: unknown) => process.stderr.write(`${String(problem)}\n`));
    around.app.emit('browser-window-created', {}, this.self);
  }

  show(): void {
    this.#visible = true;
  }
  hide(): void {
    this.#visible = false;
  }
  focus(): void {
    this.#visible = true;
  }
  isVisible(): boolean {
    return this.#visible;
  }
  isMinimized(): boolean {
    return false;
  }
  restore(): void {
    this.#maximized = false;
  }
  maximize(): void {
    this.#maximized = true;
  }
  isMaximized(): boolean {
    return this.#maximized;
  }
  getNormalBounds(): Rectangle {
    return this.#bounds;
  }
  isDestroyed(): boolean {
    return this.#state === 'destroyed';
  }

  close(): void {
    if (this.#state !== 'open') return;
    const asked = { prevented: false };
    this.emit('close', { preventDefault: () => (asked.prevented = true) });
    if (!asked.prevented) this.destroy();
  }

  /** Without asking. The page is told to go; for the application it is gone now. */
  destroy(): void {
    if (this.#state !== 'open') return;
    this.#state = 'destroyed';
    void this.contents.leave();
    this.contents.gone();
    all.delete(this.contents);
    this.emit('closed');
    if (all.size === 0) setImmediate(() => this.#around.allWindowsClosed());
  }
}

export interface WindowSurroundings extends Omit<Surroundings, 'windowOf'> {
  readonly windowOf: Surroundings['windowOf'];
  readonly allWindowsClosed: () => void;
}

/** The window of contents. */
export function windowOf(contents: StandInContents): BrowserWindow | null {
  return all.get(contents)?.self ?? null;
}

/** Chromium says that a page is gone: its window goes as when a person closes it. */
export function pageGone(targetId: string): void {
  for (const window of all.values()) if (window.contents.targetId === targetId) window.close();
}

/** Asks every window to close; false when one stays. */
export async function closeAllWindows(): Promise<boolean> {
  for (const window of [...all.values()]) window.close();
  return all.size === 0;
}

/** `BrowserWindow`: its constructor, and what stands on the class. */
export function browserWindowClass(around: WindowSurroundings): typeof BrowserWindow {
  const windows = (): BrowserWindow[] => [...all.values()].map(({ self }) => self);
  function StandIn(options: BrowserWindowConstructorOptions = {}): BrowserWindow {
    return new StandInWindow(around, options).self;
  }
  Object.assign(StandIn, {
    getAllWindows: windows,
    // Without a display nothing has the focus but what was shown last.
    getFocusedWindow: () => windows().findLast((window) => window.isVisible()) ?? null,
    fromWebContents: (contents: WebContents) => windows().find(({ webContents }) => webContents === contents) ?? null,
  });
  return StandIn as unknown as typeof BrowserWindow;
}
