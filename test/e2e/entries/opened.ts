import type { Page } from '@playwright/test';

/** One start of the main process with the page that it shows, as each entry has it. */
export interface Opened {
  readonly page: Page;
  readonly pid: number;
  /** Shows the page from its beginning: whoever watches it missed nothing. */
  readonly load: () => Promise<unknown>;
  /** Resolves when the process is gone, however it went. */
  readonly gone: Promise<void>;
  /** Ends it as a person does. */
  readonly end: () => Promise<void>;
  /** What it held besides, after the process is gone. */
  readonly letGo: () => Promise<void>;
}
