import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { BrowserWindow, PrintToPDFOptions, Protocol, WebContents, WebFrameMain, WebPreferences } from 'electron';
import { decode, encode, real, served, servedAll } from './codec.ts';
import type { DevTools, DevToolsSession } from './devtools.ts';
import { strict } from './provide.ts';
import type { StandInSession } from './session.ts';

const WORLD = 'electron-preload';
const SEND = 'standinSend';

export type SchemeHandler = Parameters<Protocol['handle']>[1];

/** What all windows share. */
export interface Surroundings {
  readonly devTools: () => DevTools;
  readonly session: StandInSession;
  readonly schemes: ReadonlyMap<string, SchemeHandler>;
  readonly app: EventEmitter;
  readonly ipcMain: EventEmitter;
  /** The two scripts that stand before a preload script. */
  readonly worlds: { readonly page: string; readonly preload: string };
  readonly contents: Map<string, WebContents>;
  readonly windowOf: (contents: StandInContents) => BrowserWindow | null;
}

interface PausedRequest {
  readonly requestId: string;
  readonly resourceType: string;
  readonly frameId: string;
  readonly request: { readonly url: string; readonly method: string; readonly headers: Readonly<Record<string, string>> };
}
interface ContextCreated {
  readonly context: { readonly id: number; readonly name: string; readonly auxData?: { readonly frameId?: string } };
}
type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0];

let last = 0;

/** A page of Chromium as the contents of a window. */
export class StandInContents extends EventEmitter {
  readonly id: number;
  readonly mainFrame: WebFrameMain;
  readonly session;
  readonly attached: Promise<void>;
  readonly self: WebContents;
  targetId = '';
  #devTools!: DevToolsSession;
  readonly #around: Surroundings;
  #frame = '';
  #address = '';
  #world: number | null = null;
  #open: OpenHandler = () => ({ action: 'allow' });
  /** Loads that the application itself asked for: they are not asked about. */
  #asked: string | null = null;
  #destroyed = false;
  #finished: (() => void) | null = null;

  constructor(around: Surroundings, preferences: WebPreferences) {
    super();
    this.#around = around;
    last += 1;
    this.id = last;
    this.session = around.session.session;
    const address = (): string => this.#address;
    this.mainFrame = strict('WebFrameMain', {
      get url() {
        return address();
      },
      parent: null,
    }) as unknown as WebFrameMain;
    this.self = strict('webContents', this) as unknown as WebContents;
    this.attached = this.#attach(preferences);
    // Electron tells of contents as soon as they are there, before anything is loaded.
    around.app.emit('web-contents-created', {}, this.self);
  }

  async loadURL(address: string): Promise<void> {
    await this.attached;
    await this.#around.session.settlePermissions(this.#around.devTools().browser, this.self, address);
    this.#asked = served(address);
    const finished = new Promise<void>((resolve) => (this.#finished = resolve));
    const { errorText } = await this.#devTools.send<{ errorText?: string }>('Page.navigate', { url: this.#asked });
    if (errorText !== undefined) throw new Error(`${errorText} loading '${address}'`);
    await finished;
  }

  reload(): void {
    this.#asked = served(this.#address);
    void this.#devTools.send('Page.reload');
  }

  getURL(): string {
    return this.#address;
  }

  send(channel: string, ...given: unknown[]): void {
    if (this.#world === null || this.#destroyed) return;
    const expression = `standinHear(${JSON.stringify(encode({ channel, given }))})`;
    // A page that goes away in between hears nothing, as with Electron.
    this.#devTools.send('Runtime.evaluate', { contextId: this.#world, expression }).catch(() => undefined);
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#open = handler;
  }

  async printToPDF(options: PrintToPDFOptions): Promise<Buffer> {
    const known = ['printBackground', 'preferCSSPageSize', 'generateTaggedPDF', 'generateDocumentOutline', 'landscape'];
    const other = Object.keys(options).find((name) => !known.includes(name));
    if (other !== undefined) throw new Error(`The stand-in for Electron does not provide printToPDF with ${other}.`);
    const { data } = await this.#devTools.send<{ data: string }>('Page.printToPDF', options);
    return Buffer.from(data, 'base64');
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  /** Electron's `close`: the window goes, as when a person closes it. */
  close(): void {
    this.#around.windowOf(this)?.close();
  }

  /** Closes the page; the rest follows when it is gone. */
  async leave(): Promise<void> {
    await this.attached;
    await this.#around
      .devTools()
      .browser.send('Target.closeTarget', { targetId: this.targetId })
      .catch(() => undefined);
  }

  /** The page is gone. */
  gone(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#around.contents.delete(this.targetId);
    this.emit('destroyed');
  }

  async #attach(preferences: WebPreferences): Promise<void> {
    const devTools = this.#around.devTools();
    const { targetId } = await devTools.browser.send<{ targetId: string }>('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
    });
    this.targetId = targetId;
    this.#around.contents.set(targetId, this.self);
    const session = await devTools.attach(targetId);
    this.#devTools = session;
    this.#listen(session);
    await session.send('Page.enable');
    const { frameTree } = await session.send<{ frameTree: { frame: { id: string } } }>('Page.getFrameTree');
    this.#frame = frameTree.frame.id;
    await session.send('Runtime.enable');
    await session.send('Inspector.enable');
    await session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
    if (preferences.javascript === false) await session.send('Emulation.setScriptExecutionDisabled', { value: true });
    if (preferences.preload === undefined) return;
    const { page, preload } = this.#around.worlds;
    await session.send('Runtime.addBinding', { name: SEND, executionContextName: WORLD });
    await session.send('Page.addScriptToEvaluateOnNewDocument', { source: page });
    const script = readFileSync(preferences.preload, 'utf8');
    await session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: `(() => { if (window !== window.top) return;\n${preload}\n(() => {${script}\n})(); })()`,
      worldName: WORLD,
    });
  }

  #listen(session: DevToolsSession): void {
    session.on<ContextCreated>('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === WORLD && context.auxData?.frameId === this.#frame) this.#world = context.id;
    });
    session.on('Runtime.executionContextsCleared', () => (this.#world = null));
    session.on<{ name: string; payload: string }>('Runtime.bindingCalled', ({ name, payload }) => {
      if (name !== SEND) return;
      const { channel, given } = decode(payload) as { channel: string; given: unknown[] };
      if (channel === 'standin:open') {
        this.#openAsked(String(given[0]));
        return;
      }
      const event = { sender: this.self, senderFrame: this.mainFrame, frameId: 1, processId: 1 };
      this.#around.ipcMain.emit(channel, event, ...given);
    });
    session.on<{ frame: { id: string; parentId?: string; url: string } }>('Page.frameNavigated', ({ frame }) => {
      if (frame.id !== this.#frame) return;
      this.#address = real(frame.url);
      this.emit('did-navigate', {}, this.#address, 200, 'OK');
    });
    session.on('Page.loadEventFired', () => {
      this.#finished?.();
      this.#finished = null;
      this.emit('did-finish-load');
    });
    session.on<{ url: string }>('Page.windowOpen', ({ url }) => this.#openAsked(url));
    session.on('Inspector.targetCrashed', () => {
      this.#world = null;
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 });
    });
    session.on<PausedRequest>('Fetch.requestPaused', (paused) => void this.#answer(session, paused));
  }

  #openAsked(url: string): void {
    const answer = this.#open({
      url: real(url),
      frameName: '',
      features: '',
      disposition: 'new-window',
      referrer: { url: '', policy: 'default' },
    });
    if (answer.action !== 'deny') throw new Error('The stand-in for Electron opens no windows for pages.');
  }

  async #answer(session: DevToolsSession, paused: PausedRequest): Promise<void> {
    const { requestId, request } = paused;
    const refuse = (errorReason: string): Promise<unknown> => session.send('Fetch.failRequest', { requestId, errorReason });
    try {
      if (paused.resourceType === 'Document' && this.#mustStay(paused)) {
        await refuse('Aborted');
        return;
      }
      const address = real(request.url);
      const handler = this.#around.schemes.get(new URL(address).protocol.slice(0, -1));
      if (handler === undefined) {
        process.stderr.write(`A page asked for ${address.slice(0, 200)}, and got nothing.\n`);
        await refuse('InternetDisconnected');
        return;
      }
      const response = await handler(new Request(address, { method: request.method }));
      await session.send('Fetch.fulfillRequest', {
        requestId,
        responseCode: response.status,
        responseHeaders: [...response.headers].map(([name, value]) => ({ name, value: servedAll(value) })),
        body: Buffer.from(await response.arrayBuffer()).toString('base64'),
      });
    } catch (problem) {
      if (this.#destroyed) return;
      process.stderr.write(`${problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)}\n`);
      await refuse('Failed').catch(() => undefined);
    }
  }

  /** Asks the application about a navigation that is not its own, as Electron's events do. */
  #mustStay({ request, frameId }: PausedRequest): boolean {
    const isMainFrame = frameId === this.#frame;
    const own = isMainFrame && this.#asked === request.url;
    if (own) {
      this.#asked = null;
      return false;
    }
    let prevented = false;
    const details = { url: real(request.url), isMainFrame, isSameDocument: false, preventDefault: () => (prevented = true) };
    if (isMainFrame) this.emit('will-navigate', details);
    this.emit('will-frame-navigate', details);
    return prevented;
  }
}
