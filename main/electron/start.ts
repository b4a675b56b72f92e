import { appendFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { app, BrowserWindow, dialog, ipcMain, Menu, Notification, protocol, safeStorage, session, shell } from 'electron';
import type { WindowCommand } from '../../core/contract/native.ts';
import { windowContract } from '../../core/contract/window.ts';
import { createLayout } from '../app/layout.ts';
import type { Native } from '../app/native.ts';
import { askNobody } from '../app/ask-nobody.ts';
import { openApplication } from '../app/open-application.ts';
import { XENPATH_VERSION } from '../app/version.ts';
import { readWindowFiles } from '../app/window-files.ts';
import { createWindowService } from '../app/window-service.ts';
import { main as commandLine } from '../cli/main.ts';
import { childLabs } from '../labs/practice/child-labs.ts';
import { serveWindow } from '../rpc/serve.ts';
import { Chosen } from './chosen.ts';
import { watchDesk } from './desk-watch.ts';
import { endInOrder } from './ending.ts';
import { guardContents, guardSession, isTrustedSender } from './guard.ts';
import { listenToPages } from './ipc-transport.ts';
import { menuTemplate } from './menu.ts';
import { notifyOfQuestions } from './notify.ts';
import { openOutside } from './open-outside.ts';
import { isReport, SCHEME } from './origin.ts';
import { printReports } from './print-report.ts';
import { ReportPages } from './report-pages.ts';
import { openSecretKeeper } from './secret-keeper.ts';
import { answerWindow } from './serve-files.ts';
import { UtilityLabs } from './utility-labs.ts';
import { openWindow } from './window.ts';

const PRELOAD = fileURLToPath(new URL('../../preload/preload.cjs', import.meta.url));
const DOCUMENTATION_PAGE = 'https://xenbits.xenproject.org/docs/';

/** The command line in the desktop application's own program: Electron's binary is no Node. */
export async function startCommandLine(words: readonly string[]): Promise<void> {
  const labs = new UtilityLabs(childLabs);
  await commandLine(words, labs);
  await labs.dispose();
  app.exit(typeof process.exitCode === 'number' ? process.exitCode : 0);
}

/** Opens the data folder and the window on it. A data folder that cannot be opened is told in a dialog, and nothing else happens. */
export async function startDesktop({
  data,
  operator,
}: {
  readonly data: string;
  readonly operator: string | undefined;
}): Promise<void> {
  const report = (what: string, thrown?: unknown): void => log(data, what, thrown);
  const labs = new UtilityLabs(childLabs);
  const chosen = new Chosen<WindowCommand>();
  const outside = (address: string): Promise<boolean> => openOutside(address, { dialog, shell, report });
  const pages = new ReportPages((run) => service.reportPage(run));
  const native: Native = {
    commands: (signal) => chosen.watch(signal),
    openOutside: outside,
    chooseFile: async ({ title, name, kind, ends }) => {
      const { canceled, filePath } = await dialog.showSaveDialog({
        title,
        defaultPath: join(app.getPath('documents'), name),
        filters: [{ name: kind, extensions: [...ends] }],
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      });
      return canceled || filePath === '' ? null : filePath;
    },
    printPdf: printReports(pages),
  };
  const secrets = await openSecretKeeper(safeStorage, process.platform, join(data, 'secrets.json'), () =>
    new Date().toISOString(),
  );
  const opened = await openApplication({
    dataFolder: data,
    entry: {
      operator: operatorOf(operator),
      ...askNobody,
      layout: createLayout(),
      labs,
      native,
      secrets,
      say: (line) => report(line),
    },
  });
  if (!opened.ok) {
    const { sentence, next = '' } = opened.problem;
    report(sentence);
    dialog.showErrorBox('Xenpath cannot open its data folder', [sentence, next].join('\n\n'));
    app.exit(2);
    return;
  }
  const application = opened.value;
  const service = createWindowService(
    application,
    {
      version: XENPATH_VERSION,
      entry: 'desktop',
      platform: process.platform,
      secrets: secrets.now.value.place === 'keyring' ? 'keyring' : 'memory',
    },
    report,
  );
  const files = answerWindow(await readWindowFiles());
  protocol.handle(SCHEME, (request) => (isReport(request.url) ? pages.answer(request) : files(request)));
  guardSession(session.defaultSession);
  guardContents(app, (address) => void outside(address));
  const known = new Set<number>();
  listenToPages({
    ipcMain,
    trusted: (event) => isTrustedSender(event, known),
    onPage: (transport) =>
      void serveWindow(transport, windowContract, service.answers, { version: XENPATH_VERSION, nonce: null, report }),
    report,
  });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate({
        platform: process.platform,
        choose: (command) => chosen.put(command),
        openDocumentation: () => void outside(DOCUMENTATION_PAGE),
        developer: !app.isPackaged,
      }),
    ),
  );

  const show = async (): Promise<void> => {
    const [window] = BrowserWindow.getAllWindows().filter(({ webContents }) => known.has(webContents.id));
    if (window === undefined) {
      await openWindow({ preload: PRELOAD, stateFile: join(data, 'window.json'), report, known });
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };
  app.on('second-instance', () => void show());
  app.on('activate', () => void show());
  const desk = watchDesk(service);
  notifyOfQuestions(desk, {
    seen: () => BrowserWindow.getFocusedWindow() !== null,
    notify: (title, body) => {
      if (!Notification.isSupported()) return;
      const notification = new Notification({ title, body });
      notification.on('click', () => void show());
      notification.show();
    },
  });
  endInOrder({
    app,
    dialog,
    windows: () => BrowserWindow.getAllWindows(),
    desk,
    show,
    dispose: [() => service.dispose(), () => labs.dispose(), () => application.dispose()],
    report,
  });
  await show();
}

/** Who signs; the account's own name where nobody said. */
function operatorOf(given: string | undefined): string {
  const named = (given ?? process.env['XENPATH_OPERATOR'] ?? '').trim();
  return named === '' ? userInfo().username : named;
}

/** What Xenpath did not expect of itself: told once, here. */
function log(data: string, what: string, thrown: unknown): void {
  const why = thrown === undefined ? '' : `\n${thrown instanceof Error ? (thrown.stack ?? thrown.message) : inspect(thrown)}`;
  const line = `${new Date().toISOString()} ${what}${why}\n`;
  process.stderr.write(line);
  try {
    appendFileSync(join(data, 'desktop.log'), line, { mode: 0o600 });
  } catch {
    return;
  }
}
