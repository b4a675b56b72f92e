import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { axeFindings } from './axe-findings.ts';
import { watchFaults } from './faults.ts';
import type { Opened } from '../entries/opened.ts';
import { openDesktop } from '../entries/open-desktop.ts';
import { openLoopback } from '../entries/open-loopback.ts';
import { windowFolder, type WindowFolder } from '../entries/window-folder.ts';

export interface OpenWish {
  /** Called with the data folder before the first start: a broken store, runs that are there already. */
  readonly prepare?: (data: string) => Promise<void> | void;
  readonly viewport?: { readonly width: number; readonly height: number };
}

export const VIEWPORT = { width: 1280, height: 800 } as const;

/** The window in one of Playwright's projects, with its main process in the test's hand. */
export class OpenedWindow {
  readonly #project: string;
  readonly #place: WindowFolder;
  readonly #viewport: { width: number; height: number };
  readonly #faults: string[] = [];
  #opened: Opened | null = null;

  private constructor(project: string, place: WindowFolder, wish: OpenWish) {
    this.#project = project;
    this.#place = place;
    this.#viewport = wish.viewport ?? VIEWPORT;
  }

  /** `project`: the name of Playwright's project, `loopback` or one of the desktop application. */
  static async open(project: string, wish: OpenWish = {}): Promise<OpenedWindow> {
    const root = await mkdtemp(join(tmpdir(), 'xenpath-e2e-'));
    const place = windowFolder(root);
    await wish.prepare?.(place.data);
    const opened = new OpenedWindow(project, place, wish);
    await opened.start();
    return opened;
  }

  /** The page that is open now: another one after a restart. */
  get page(): Page {
    return this.#here.page;
  }
  get data(): string {
    return this.#place.data;
  }
  /** What its labs and the command line need to meet it. */
  get environment(): Readonly<Record<string, string>> {
    return this.#place.environment;
  }
  /** The main process. */
  get pid(): number {
    return this.#here.pid;
  }
  /** What the page's policy refused so far, what broke in it, what it called an error. */
  get faults(): readonly string[] {
    return this.#faults;
  }

  async axe(): Promise<readonly string[]> {
    return axeFindings(this.page);
  }

  /** Starts the main process on the same data and opens its window, at its first page. */
  async start(): Promise<void> {
    this.#opened = await (this.#project.startsWith('loopback') ? openLoopback : openDesktop)(this.#place);
    await watchFaults(this.page, this.#faults);
    await this.page.setViewportSize(this.#viewport);
    await this.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await this.#opened.load();
  }

  /** Takes the main process away as a crash or a power cut does. The page stays where it is, if the entry has one that can. */
  async kill(): Promise<void> {
    const { pid, gone } = this.#here;
    process.kill(pid, 'SIGKILL');
    await gone;
  }

  /** After `kill`: begins again on the same data, at the screen that was shown. Faults of the time without a process are no faults. */
  async restart(): Promise<void> {
    const fragment = new URL(this.page.url()).hash;
    await this.#here.letGo();
    this.#faults.length = 0;
    await this.start();
    await this.show(fragment);
  }

  /** The main process does nothing, and says nothing, until `goOn`. */
  pause(): void {
    process.kill(this.pid, 'SIGSTOP');
  }
  goOn(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  /** Goes to an address of the window: `#/run/NAME/steps`. The page has heard of it then. */
  async show(fragment: string): Promise<void> {
    await this.page.evaluate(
      (to) =>
        new Promise<void>((resolve) => {
          if (location.hash === to) resolve();
          else window.addEventListener('hashchange', () => requestAnimationFrame(() => resolve()), { once: true });
          location.hash = to;
        }),
      fragment,
    );
  }

  /** Faults that the test brought about on purpose, such as a connection that was cut. */
  forgive(which: (fault: string) => boolean): void {
    const left = this.#faults.filter((fault) => !which(fault));
    this.#faults.splice(0, this.#faults.length, ...left);
  }

  async dispose(): Promise<void> {
    if (this.#opened !== null) {
      await this.#opened.end();
      await this.#opened.letGo();
    }
    await rm(this.#place.root, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  get #here(): Opened {
    if (this.#opened === null) throw new Error('The window is not open.');
    return this.#opened;
  }
}
