import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App, CommandLine } from 'electron';
import { provide } from './provide.ts';

/** What the stand-in's other parts need of its application. */
export interface StandInApp {
  readonly app: App;
  readonly switches: ReadonlyMap<string, string>;
  readonly userData: () => string;
  /** Emits what Electron emits when everything is there. */
  readonly ready: () => void;
  /** The last window was closed: Electron's own answer is to end, unless somebody listens. */
  readonly allWindowsClosed: () => void;
  readonly emitter: EventEmitter;
}

interface Package {
  readonly name: string;
  readonly version: string;
}

/** `closeWindows` closes all windows, and says whether they went. */
export function makeApp(folder: string, about: Package, closeWindows: () => Promise<boolean>): StandInApp {
  const emitter = new EventEmitter();
  const paths = new Map<string, string>();
  const switches = new Map<string, string>();
  let isReady = false;
  let settle: () => void = () => undefined;
  const whenReady = new Promise<void>((resolve) => (settle = resolve));
  const userData = (): string => {
    const path = paths.get('userData') ?? join(tmpdir(), `xenpath-standin-${process.pid}`);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const preventable = (event: string): boolean => {
    let prevented = false;
    emitter.emit(event, { preventDefault: () => (prevented = true) });
    return prevented;
  };
  const quit = async (): Promise<void> => {
    if (preventable('before-quit')) return;
    if (!(await closeWindows())) return;
    if (preventable('will-quit')) return;
    process.exit(0);
  };
  const commandLine = provide<CommandLine>('app.commandLine', {
    appendSwitch: (name, value = '') => void switches.set(name, value),
    hasSwitch: (name) => switches.has(name),
    getSwitchValue: (name) => switches.get(name) ?? '',
  });
  const app = provide<App>(
    'app',
    {
      commandLine,
      isPackaged: false,
      name: about.name,
      enableSandbox: () => {
        if (isReady) throw new Error('app.enableSandbox is called before the ready event.');
      },
      whenReady: () => whenReady,
      isReady: () => isReady,
      getName: () => about.name,
      getVersion: () => about.version,
      getAppPath: () => folder,
      getPath: (name) => {
        if (name === 'userData') return userData();
        if (name === 'home') return homedir();
        if (name === 'documents' || name === 'downloads')
          return join(homedir(), name === 'documents' ? 'Documents' : 'Downloads');
        if (name === 'temp') return tmpdir();
        throw new Error(`The stand-in for Electron does not provide app.getPath('${name}').`);
      },
      setPath: (name, path) => {
        if (!existsSync(path)) throw new Error(`There is no folder ${path}.`);
        paths.set(name, path);
      },
      requestSingleInstanceLock: () => lockInstance(userData(), emitter),
      focus: () => undefined,
      quit: () => void quit(),
      exit: (code = 0) => process.exit(code),
    },
    emitter,
  );
  return {
    app,
    switches,
    userData,
    emitter,
    ready: () => {
      isReady = true;
      settle();
      // Through the object's own member: a test driver may have put itself in its place.
      (app as unknown as EventEmitter).emit('ready', {}, {});
    },
    allWindowsClosed: () => {
      if (emitter.listenerCount('window-all-closed') === 0) void quit();
      else emitter.emit('window-all-closed');
    },
  };
}

/** One process for a folder of user data: others leave a note for the first, and go. Nothing listens for them but a watch on the folder. */
function lockInstance(folder: string, emitter: EventEmitter): boolean {
  const lock = join(folder, 'standin.lock');
  const note = join(folder, 'standin.second');
  const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
  if (holder !== process.pid && isAlive(holder)) {
    writeFileSync(note, JSON.stringify(process.argv));
    return false;
  }
  writeFileSync(lock, String(process.pid));
  const watching = watch(folder, () => {
    if (!existsSync(note)) return;
    rmSync(note, { force: true });
    emitter.emit('second-instance', { preventDefault: () => undefined }, [], folder, null);
  });
  watching.unref();
  process.on('exit', () => rmSync(lock, { force: true }));
  return true;
}

function isAlive(pid: number): boolean {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
