import type { App, Session, WebContents } from 'electron';
import { isOurs, isReport } from './origin.ts';

/** Permissions that a page of ours may have. Electron grants by default: what is not named is refused. */
const GRANTED: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'notifications']);

/** Whether a page may have a permission: ours, and one of the few that it needs. */
export function mayHave(permission: string, address: string): boolean {
  return GRANTED.has(permission) && isOurs(address);
}

/** The window's own page; a report is for its frame alone. */
function isWindow(address: string): boolean {
  return isOurs(address) && !isReport(address);
}

/** Refuses what no page of ours asks for: devices, screens, permissions, downloads. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => {
    answer(mayHave(permission, requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => mayHave(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.on('will-download', (event) => event.preventDefault());
}

/**
 * A window stays on its own page: it is not navigated, opens no other, embeds no web view. A reload is no way out: it is of the same
 * page. `openOutside` is asked about what would have opened a new window.
 */
export function guardContents(app: App, openOutside: (address: string) => void): void {
  app.on('web-contents-created', (_event, contents) => {
    const stay = (event: { readonly url: string; readonly preventDefault: () => void }): void => {
      if (!isWindow(event.url)) event.preventDefault();
    };
    contents.on('will-navigate', stay);
    contents.on('will-redirect', stay);
    contents.on('will-frame-navigate', (event) => {
      // The one frame that there may be shows a report.
      if (event.isMainFrame ? !isWindow(event.url) : !(isOurs(event.url) && isReport(event.url))) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      openOutside(url);
      return { action: 'deny' };
    });
  });
}

/** Who may speak on the window's channel: the main frame of a window that we opened, while it shows our page. */
export function isTrustedSender(
  event: { readonly sender: WebContents; readonly senderFrame: { readonly url: string } | null },
  windows: ReadonlySet<number>,
): boolean {
  const { sender, senderFrame } = event;
  if (senderFrame === null || !windows.has(sender.id) || senderFrame !== sender.mainFrame) return false;
  return isWindow(senderFrame.url);
}
