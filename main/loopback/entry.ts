#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { userInfo } from 'node:os';
import { inspect } from 'node:util';
import { Command } from 'commander';
import { windowContract } from '../../core/contract/window.ts';
import { Changing } from '../app/desk/changing.ts';
import { createLayout } from '../app/layout.ts';
import { askNobody } from '../app/ask-nobody.ts';
import { openApplication } from '../app/open-application.ts';
import { XENPATH_VERSION } from '../app/version.ts';
import { readWindowFiles } from '../app/window-files.ts';
import { createWindowService } from '../app/window-service.ts';
import { printPdf } from '../pdf/print-pdf.ts';
import { serveWindow } from '../rpc/serve.ts';
import { dataFolder } from '../store/data-folder.ts';
import { openDoor } from './door.ts';
import { PageFiles } from './page-files.ts';

interface Options {
  readonly data?: string;
  readonly operator?: string;
  readonly port: number;
  readonly open: boolean;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);
/** What Xenpath did not expect of itself: told once, here, and the window is told that there is something to read. */
const report = (what: string, thrown?: unknown): void =>
  say(thrown === undefined ? what : `${what}\n${thrown instanceof Error ? (thrown.stack ?? thrown.message) : inspect(thrown)}`);

/** The browser entry: the window on 127.0.0.1, until Ctrl-C. Exit codes are those of the command line. */
async function serve(options: Options): Promise<number> {
  const made = new PageFiles((run) => service.reportPage(run));
  const opened = await openApplication({
    dataFolder: dataFolder(options.data),
    entry: {
      operator: operatorOf(options.operator),
      ...askNobody,
      layout: createLayout(),
      page: {
        reportAddress: (run) => made.reportAddress(run),
        offer: (file) => made.offer(file),
        printPdf: (html, pdf) => printPdf({ platform: process.platform, environment: process.env }, html, pdf),
      },
      say,
    },
  });
  if (!opened.ok) {
    say([opened.problem.sentence, opened.problem.next ?? ''].join(' ').trim());
    return 2;
  }
  const application = opened.value;
  const knocks = new Changing(0);
  const service = createWindowService(
    application,
    { version: XENPATH_VERSION, entry: 'browser', platform: process.platform, secrets: 'memory' },
    report,
    { knocks, letNextIn: () => door.letNextIn() },
  );
  const door = await openDoor({
    files: await readWindowFiles(),
    made: (url) => made.answer(url),
    port: options.port,
    onWindow: (transport, spendNonce) =>
      void serveWindow(transport, windowContract, service.answers, { version: XENPATH_VERSION, nonce: spendNonce, report }),
    onKnock: () => knocks.set(knocks.value + 1),
  });
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      let heard = false;
      process.on(signal, () => {
        // The second ends at once: what is in flight is settled when the run is gone on with.
        if (heard) process.exit(130);
        heard = true;
        say('Ending after the acts in flight. Once more ends at once.');
        resolve();
      });
    }
  });
  process.stdout.write(`${door.address}\n`);
  say('This address is good once, for one browser; whoever has it works here as you. Ctrl-C ends.');
  if (options.open) openBrowser(door.address);
  await ended;
  await service.dispose();
  await door.dispose();
  await made.dispose();
  await application.dispose();
  return 0;
}

/** Who signs; the account's own name where nobody said. */
function operatorOf(given: string | undefined): string {
  const named = (given ?? process.env['XENPATH_OPERATOR'] ?? '').trim();
  return named === '' ? userInfo().username : named;
}

/** Opens the address where there is a browser to open it in; where there is none, it stands on the terminal. */
function openBrowser(address: string): void {
  if (process.platform === 'linux' && process.env['DISPLAY'] === undefined && process.env['WAYLAND_DISPLAY'] === undefined)
    return;
  const [program, words] =
    process.platform === 'win32'
      ? (['rundll32', ['url.dll,FileProtocolHandler', address]] as const)
      : ([process.platform === 'darwin' ? 'open' : 'xdg-open', [address]] as const);
  const started = spawn(program, words, { detached: true, stdio: 'ignore' });
  started.on('error', () => say('No browser could be opened: open the address yourself.'));
  started.unref();
}

const program = new Command('xenpath-window')
  .description('Serves the window of Xenpath on 127.0.0.1, for a browser of this machine.')
  .version(XENPATH_VERSION)
  .option('--data <folder>', 'where runs are kept')
  .option('--operator <name>', 'who signs every event')
  .option('--port <number>', 'port on 127.0.0.1; 0 takes one that is free', Number, 0)
  .option('--no-open', 'opens no browser');
program.parse();
process.exitCode = await serve(program.opts<Options>());
