import { spawn } from 'node:child_process';
import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { failure, success, type Result } from '../../core/result.ts';
import { findChromium, type Machine } from './find-chromium.ts';

/** A report of some hundred pages takes half a minute; a browser that hangs is not waited for. */
const PATIENCE_MS = 300_000;

/**
 * No name and no address leads anywhere, nothing is looked up, updated, synchronised or reported; a profile of its own is thrown away after
 * it. Source: `chrome --help`, and chrome-flags-for-tools.md of GoogleChrome/chrome-launcher.
 */
const NO_NETWORK = [
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--proxy-server=socks5://127.0.0.1:9',
  '--proxy-bypass-list=<-loopback>',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-sync',
  '--metrics-recording-only',
  '--no-first-run',
  '--no-default-browser-check',
];

/**
 * Prints an HTML file to a PDF by a Chromium of this machine, without a display and without network; its pages have the headers and page
 * numbers of the file's own style (Chromium 131 and later). The PDF appears whole or not at all.
 * Problems: those of finding a Chromium, and `pdf-not-printed`.
 */
export async function printPdf(machine: Machine, html: string, pdf: string): Promise<Result<null>> {
  const chromium = await findChromium(machine);
  if (!chromium.ok) return chromium;
  const profile = await mkdtemp(join(tmpdir(), 'xenpath-pdf-'));
  const unfinished = `${resolve(pdf)}.${process.pid}.unfinished`;
  try {
    const said = await run(chromium.value, [
      '--headless',
      '--disable-gpu',
      '--hide-scrollbars',
      // Chromium refuses to run as root with its sandbox. The page is ours and runs no script: its own policy forbids that.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...NO_NETWORK,
      `--user-data-dir=${profile}`,
      '--no-pdf-header-footer',
      `--print-to-pdf=${unfinished}`,
      pathToFileURL(resolve(html)).href,
    ]);
    const size = await stat(unfinished).then(
      (file) => file.size,
      () => 0,
    );
    if (said !== null || size === 0)
      return failure(
        'pdf-not-printed',
        `${chromium.value} did not print the PDF: ${said ?? 'it wrote nothing'}.`,
        'Print the HTML file from a browser, or name another Chromium in XENPATH_CHROMIUM.',
      );
    await rename(unfinished, pdf);
    return success(null);
  } finally {
    await rm(unfinished, { force: true });
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Null when it ended well, else what it said last. */
function run(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((done) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: PATIENCE_MS, killSignal: 'SIGKILL' });
    let last = '';
    child.stderr.on('data', (chunk: Buffer) => (last = `${last}${chunk.toString()}`.slice(-2000)));
    child.once('error', (error) => {
      done(error.message);
    });
    child.once('close', (code, signal) => {
      const line = last.trim().split('\n').at(-1) ?? '';
      done(
        code === 0
          ? null
          : `it ended ${signal === null ? `with ${String(code)}` : `by ${signal}`}${line === '' ? '' : `, saying “${line}”`}`,
      );
    });
  });
}
