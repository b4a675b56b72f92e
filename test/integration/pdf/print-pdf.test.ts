import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { reportStyle } from '../../../core/report/html/style.ts';
import { findChromium } from '../../../main/pdf/find-chromium.ts';
import { printPdf } from '../../../main/pdf/print-pdf.ts';

const machine = { platform: process.platform, environment: process.env };
const chromium = await findChromium(machine);
const readers = existsSync('/usr/bin/pdftotext');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xenpath-print-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function page(body: string): Promise<{ readonly html: string; readonly pdf: string }> {
  const [html, pdf] = [join(folder, 'page one.html'), join(folder, 'page.pdf')];
  const style = reportStyle('Xenpath run-1, passed', 'SIMULATED, practice lab, scale 60');
  await writeFile(
    html,
    `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>t</title><style>${style}</style><body>${body}</body></html>`,
  );
  return { html, pdf };
}

describe.skipIf(!chromium.ok)('a Chromium of this machine prints a page', () => {
  test('as a PDF that is whole, with nothing left beside it', async () => {
    const { html, pdf } = await page('<h1>Verdict</h1>');
    expect(await printPdf(machine, html, pdf)).toEqual({ ok: true, value: null });
    const bytes = await readFile(pdf);
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.subarray(-8).toString()).toContain('%%EOF');
    expect(await readdir(folder)).toEqual(['page one.html', 'page.pdf']);
  });

  test('and asks nothing of any network, whatever the page names', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('x');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    try {
      const { html, pdf } = await page(
        `<img src="http://127.0.0.1:${port}/a.png" alt=""><img src="http://localhost:${port}/b.png" alt="">`,
      );
      expect(await printPdf(machine, html, pdf)).toMatchObject({ ok: true });
      expect(asked).toEqual([]);
    } finally {
      server.close();
    }
  });

  test.skipIf(!readers)('every page says run, verdict, that hosts were simulated, and its number', async () => {
    const { html, pdf } = await page(`<h1>One</h1>${'<p style="break-before: page">More</p>'.repeat(2)}`);
    expect(await printPdf(machine, html, pdf)).toMatchObject({ ok: true });
    const pages = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }).split('\f').slice(0, -1);
    expect(pages).toHaveLength(3);
    for (const [index, text] of pages.entries()) {
      expect(text).toContain('Xenpath run-1, passed');
      expect(text).toContain('SIMULATED, practice lab, scale 60');
      expect(text).toContain(`page ${index + 1} of 3`);
    }
  });
});

test('a browser that does not print is told as that, and nothing is left behind', async () => {
  const { html, pdf } = await page('<h1>Verdict</h1>');
  const broken = { ...machine, environment: { XENPATH_CHROMIUM: '/bin/false' } };
  expect(await printPdf(broken, html, pdf)).toMatchObject({
    ok: false,
    problem: { code: 'pdf-not-printed', sentence: '/bin/false did not print the PDF: it ended with 1.' },
  });
  const silent = { ...machine, environment: { XENPATH_CHROMIUM: '/bin/true' } };
  expect(await printPdf(silent, html, pdf)).toMatchObject({ ok: false, problem: { code: 'pdf-not-printed' } });
  expect(await readdir(folder)).toEqual(['page one.html']);
});
