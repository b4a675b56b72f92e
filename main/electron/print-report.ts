import { rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { BrowserWindow } from 'electron';
import { failure, success } from '../../core/result.ts';
import type { PrintPdf } from '../app/report.ts';
import type { ReportPages } from './report-pages.ts';

/**
 * Prints reports by a hidden window of the application: no other browser is needed. Headers, page numbers and the size of pages are those of the report's own style
 * (Chromium 131 and later). The PDF appears whole or not at all. Problem: `pdf-not-printed`.
 */
export function printReports(pages: ReportPages): PrintPdf {
  return (html, pdf) =>
    pages.whilePrinted(html, async (address) => {
      const unfinished = `${resolve(pdf)}.${process.pid}.unfinished`;
      const window = new BrowserWindow({
        show: false,
        webPreferences: { sandbox: true, contextIsolation: true, javascript: false, webviewTag: false },
      });
      try {
        await window.webContents.loadURL(address);
        const printed = await window.webContents.printToPDF({
          preferCSSPageSize: true,
          printBackground: true,
          generateTaggedPDF: true,
          generateDocumentOutline: true,
        });
        await writeFile(unfinished, printed);
        await rename(unfinished, pdf);
        return success(null);
      } catch (error) {
        return failure(
          'pdf-not-printed',
          `The PDF was not printed: ${error instanceof Error ? error.message : String(error)}.`,
          'Save the HTML file, and print it from a browser.',
        );
      } finally {
        await rm(unfinished, { force: true });
        window.destroy();
      }
    });
}
