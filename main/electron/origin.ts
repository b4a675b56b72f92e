/** Scheme and host that the window is served at. A scheme of our own: no `file:` page has any power over files here. */
export const SCHEME = 'app';
export const HOST = 'xenpath';
export const ORIGIN = `${SCHEME}://${HOST}`;
/** Reports that are being printed have a host of their own: nothing there shares anything with the window. */
export const REPORT_HOST = 'report';

/** Whether an address is the window's own page. Parsed, never compared by prefix: `app://xenpath.evil/` is not ours. */
export function isOurs(address: string): boolean {
  const url = parse(address);
  return url !== null && url.protocol === `${SCHEME}:` && url.host === HOST && url.username === '' && url.password === '';
}

/** Whether an address is that of a report: in the window's frame, or being printed. */
export function isReport(address: string): boolean {
  const url = parse(address);
  if (url === null || url.protocol !== `${SCHEME}:`) return false;
  return url.host === REPORT_HOST || (isOurs(address) && url.pathname.startsWith('/report/'));
}

/** Where the user's browser may be sent: documentation over https, and nothing that a host wrote. */
export function mayOpenOutside(address: string, known: ReadonlySet<string>): boolean {
  const url = parse(address);
  return url !== null && url.protocol === 'https:' && known.has(url.host) && url.username === '' && url.password === '';
}

function parse(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}
