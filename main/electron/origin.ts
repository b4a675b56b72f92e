/** Scheme and host that the window is served at. A scheme of our own: no `file:` page has any power over files here. */
export const SCHEME = 'app';
export const HOST = 'xenpath';
export const ORIGIN = `${SCHEME}://${HOST}`;
/** The report's preview has an origin of its own, so that nothing in it shares anything with the window. */
export const REPORT_HOST = 'report';

/** Whether an address is the window's own page. Parsed, never compared by prefix: `app://xenpath.evil/` is not ours. */
export function isOurs(address: string): boolean {
  const url = parse(address);
  return url !== null && url.protocol === `${SCHEME}:` && url.host === HOST && url.username === '' && url.password === '';
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
