import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import inspector from 'node:inspector';
import Module, { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type * as Main from 'electron';
import type { Dialog, IpcMain, MessageChannelMain, Notification, Protocol, Screen, Shell, WebContents } from 'electron';
import { makeApp } from './app.ts';
import { DevTools } from './devtools.ts';
import { menuClass } from './menu.ts';
import { StandInChannel } from './ports.ts';
import { provide, strict } from './provide.ts';
import { StandInSession } from './session.ts';
import { forkUtility } from './utility.ts';
import { browserWindowClass, closeAllWindows, pageGone, windowOf, type WindowSurroundings } from './window.ts';
import type { SchemeHandler } from './web-contents.ts';

/** Electron as the application's main process sees it, on Node and this machine's Chromium. */
const root = fileURLToPath(new URL('../../..', import.meta.url));
const words = process.argv.slice(2);
const preloads: string[] = [];
let folder: string | undefined;
for (let at = 0; at < words.length; at += 1) {
  const word = words[at] ?? '';
  if (word === '-r') preloads.push(words[(at += 1)] ?? '');
  else if (!word.startsWith('-')) folder ??= resolve(word);
}
if (folder === undefined) throw new Error('The stand-in for Electron was started without an application.');
process.argv = [fileURLToPath(import.meta.url), ...words];
const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string; version: string; main?: string };
if (about.main === undefined) throw new Error(`${folder} has a package.json without an entry.`);

let devTools: DevTools | null = null;
const standInApp = makeApp(folder, about, closeAllWindows);
const { app } = standInApp;
const schemes = new Map<string, SchemeHandler>();
const privileged = new Set<string>();
const session = new StandInSession();
const ipcEvents = new EventEmitter();
const contents = new Map<string, WebContents>();
const world = (name: string): string => readFileSync(join(root, 'test', 'standin', 'worlds', `${name}-world.js`), 'utf8');
const around: WindowSurroundings = {
  devTools: () => {
    if (devTools === null) throw new Error('There are no windows before the ready event.');
    return devTools;
  },
  session,
  schemes,
  app: standInApp.emitter,
  ipcMain: ipcEvents,
  worlds: { page: world('page'), preload: world('preload') },
  contents,
  windowOf,
  allWindowsClosed: standInApp.allWindowsClosed,
};
const nobody = (what: string) => (): never => {
  throw new Error(`Nobody is there to answer ${what}: a test puts its own answer in its place.`);
};
const electron = {
  app,
  BrowserWindow: strict('BrowserWindow', browserWindowClass(around)),
  ipcMain: provide<IpcMain>('ipcMain', {}, ipcEvents),
  protocol: provide<Protocol>('protocol', {
    registerSchemesAsPrivileged: (all) => {
      if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged is called before the ready event.');
      for (const { scheme, privileges } of all)
        if (privileges?.standard === true && privileges.secure === true) privileged.add(scheme);
    },
    handle: (scheme, handler) => {
      if (!privileged.has(scheme)) throw new Error(`The scheme ${scheme} is not registered as standard and secure.`);
      schemes.set(scheme, handler);
    },
  }),
  session: strict('session', { defaultSession: session.session }) as unknown as typeof Main.session,
  webContents: strict('webContents', {
    fromDevToolsTargetId: (id: string) => contents.get(id),
    getAllWebContents: () => [...contents.values()],
  }) as unknown as typeof Main.webContents,
  Menu: menuClass,
  dialog: provide<Dialog>('dialog', {
    showMessageBox: nobody('a question'),
    showSaveDialog: nobody('where to save'),
    showOpenDialog: nobody('what to open'),
    showErrorBox: (title, text) => void process.stderr.write(`${title}: ${text}\n`),
  }),
  shell: provide<Shell>('shell', { openExternal: nobody('an address in a browser') }),
  screen: provide<Screen>('screen', {
    getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] as ReturnType<Screen['getAllDisplays']>,
  }),
  utilityProcess: strict('utilityProcess', { fork: forkUtility }) as unknown as typeof Main.utilityProcess,
  MessageChannelMain: StandInChannel as unknown as typeof MessageChannelMain,
  Notification: strict('Notification', { isSupported: () => false }) as unknown as typeof Notification,
} satisfies Partial<typeof Main>;
const whole = strict('electron', electron);

// Whatever asks for `electron` gets this: by require, and by import.
const isElectron = (name: string): boolean => name === 'electron' || name === 'electron/main';
const loader = Module as unknown as { _load: (name: string, ...rest: unknown[]) => unknown };
const load = loader._load;
loader._load = (name, ...rest) => (isElectron(name) ? whole : load(name, ...rest));
Object.assign(globalThis, { standInElectron: whole });
const names = Object.keys(electron);
// Every name that there is in Electron can be imported; what is not provided throws when it is touched.
const hooks = `
const source = 'const e = globalThis.standInElectron; export default e; ${names.map((name) => `export const ${name} = e.${name};`).join(' ')}';
const isElectron = (name) => name === 'electron' || name === 'electron/main';
export async function resolve(name, context, next) {
  return isElectron(name) ? { url: 'standin:electron', shortCircuit: true } : next(name, context);
}
export async function load(url, context, next) {
  return url === 'standin:electron' ? { format: 'module', shortCircuit: true, source } : next(url, context);
}`;
Module.register(`data:text/javascript,${encodeURIComponent(hooks)}`);
Object.defineProperty(process.versions, 'electron', { value: 'stand-in' });
const require = createRequire(import.meta.url);
Object.assign(globalThis, { require: (name: string) => (isElectron(name) ? whole : (require(name) as unknown)) });

for (const preload of preloads) require(preload);
// Printed by Node itself: what Playwright waits for first.
if (words.includes('--inspect=0')) inspector.open(0, '127.0.0.1');
await import(pathToFileURL(join(folder, about.main)).href);

const chromium = new DevTools(process.env['XENPATH_CHROMIUM'] ?? 'chromium', [
  ...[...standInApp.switches].map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`)),
  '--headless=new',
  '--no-startup-window',
  '--no-first-run',
  '--disable-gpu',
  '--disable-component-update',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--window-size=1440,900',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  `--user-data-dir=${join(standInApp.userData(), 'chromium')}`,
]);
devTools = chromium;
process.on('exit', () => chromium.kill());
await chromium.browser.send('Target.setDiscoverTargets', { discover: true });
chromium.browser.on<{ targetId: string }>('Target.targetDestroyed', ({ targetId }) => pageGone(targetId));
chromium.browser.on<{ targetInfo: { targetId: string; type: string } }>('Target.targetCreated', ({ targetInfo }) => {
  const { targetId, type } = targetInfo;
  if (type !== 'page') return;
  // What a page opened by a link was refused by its handler: it goes again. Those of ours are known a moment after they are there.
  setTimeout(() => {
    if (!contents.has(targetId)) chromium.browser.send('Target.closeTarget', { targetId }).catch(() => undefined);
  }, 300);
});
process.stderr.write(`\nDevTools listening on ${await chromium.address}\n`);
standInApp.ready();
