import type { Page } from '@playwright/test';

/** From the page's next load on: what its policy refuses, what breaks in it, what it calls an error. */
export async function watchFaults(page: Page, faults: string[]): Promise<void> {
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
}
