import { EventEmitter } from 'node:events';
import type { Session, WebContents } from 'electron';
import type { DevToolsSession } from './devtools.ts';
import { served } from './codec.ts';
import { provide } from './provide.ts';

/** Electron's words for permissions, and those of the DevTools protocol. */
const PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  'clipboard-read': ['clipboardReadWrite'],
  'clipboard-sanitized-write': ['clipboardSanitizedWrite'],
  geolocation: ['geolocation'],
  media: ['audioCapture', 'videoCapture'],
  midi: ['midi'],
  notifications: ['notifications'],
  'idle-detection': ['idleDetection'],
  'storage-access': ['storageAccess'],
};

type RequestHandler = Parameters<Session['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<Session['setPermissionCheckHandler']>[0];

/** The one session: it keeps the application's handlers, and asks them on behalf of a page. */
export class StandInSession {
  readonly session: Session;
  #request: RequestHandler = null;
  #check: CheckHandler = null;

  constructor() {
    this.session = provide<Session>(
      'session',
      {
        setPermissionRequestHandler: (handler) => void (this.#request = handler),
        setPermissionCheckHandler: (handler) => void (this.#check = handler),
        setDevicePermissionHandler: () => undefined,
        setDisplayMediaRequestHandler: () => undefined,
      },
      new EventEmitter(),
    );
  }

  /** Lets Chromium grant and deny on a page's origin what the application grants and denies; Electron grants what no handler refuses. */
  async settlePermissions(browser: DevToolsSession, contents: WebContents, address: string): Promise<void> {
    const origin = new URL(served(address)).origin;
    for (const [permission, names] of Object.entries(PERMISSIONS)) {
      const granted = (await this.#asked(contents, permission, address)) && this.#checked(contents, permission, address);
      for (const name of names) {
        await browser.send('Browser.setPermission', {
          permission: { name: DESCRIPTORS[name] ?? name },
          setting: granted ? 'granted' : 'denied',
          origin,
        });
      }
    }
  }

  async #asked(contents: WebContents, permission: string, address: string): Promise<boolean> {
    const handler = this.#request;
    if (handler === null) return true;
    return new Promise((resolve) => {
      handler(contents, permission as 'media', resolve, { requestingUrl: address, isMainFrame: true });
    });
  }

  #checked(contents: WebContents, permission: string, address: string): boolean {
    // Node has no origin for a scheme that is not the web's; Chromium has one for a scheme that is registered as standard.
    const { protocol, host } = new URL(address);
    return this.#check?.(contents, permission as 'media', `${protocol}//${host}/`, {} as never) ?? true;
  }
}

/** Names of the Permissions API, which this call of the protocol wants. */
const DESCRIPTORS: Readonly<Record<string, string>> = {
  clipboardReadWrite: 'clipboard-read',
  clipboardSanitizedWrite: 'clipboard-write',
  audioCapture: 'microphone',
  videoCapture: 'camera',
  idleDetection: 'idle-detection',
  storageAccess: 'storage-access',
};
