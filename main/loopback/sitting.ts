import { randomBytes, timingSafeEqual } from 'node:crypto';

/** Name of the cookie; it cannot carry the `__Host-` prefix, which asks for https. */
const COOKIE = 'xenpath_sitting';

export type Entered =
  | { readonly entered: true; readonly cookie: string | null; readonly nonce: string }
  /** `occupied`: another window is open, and whoever sits at it was not asked or said no. */
  | { readonly entered: false; readonly why: 'wrong-token' | 'occupied' };

/**
 * Who may sit at this Xenpath by its loopback page. The token of the printed address is good once, for a cookie; with the cookie a page gets a
 * nonce, which it keeps in memory and says when it connects: cookies of 127.0.0.1 are shared by all its ports, the nonce is not. One
 * window at a time; another has to be let in from the first.
 */
export class Sitting {
  /** What stands in the fragment of the printed address. */
  readonly token = randomBytes(32).toString('base64url');
  readonly #cookie = randomBytes(32).toString('base64url');
  readonly #nonces = new Set<string>();
  readonly #occupied: () => boolean;
  #burned = false;
  #letIn = false;

  constructor(occupied: () => boolean) {
    this.#occupied = occupied;
  }

  /** `token`: null when the page has none, after a reload. `cookies`: the Cookie header. */
  enter(token: string | null, cookies: string | undefined): Entered {
    const byToken = token !== null && !this.#burned && same(token, this.token);
    if (!byToken && !this.#knows(cookies)) return { entered: false, why: 'wrong-token' };
    if (this.#occupied() && !this.#letIn) return { entered: false, why: 'occupied' };
    if (byToken) this.#burned = true;
    this.#letIn = false;
    const nonce = randomBytes(32).toString('base64url');
    this.#nonces.add(nonce);
    const cookie = byToken ? `${COOKIE}=${this.#cookie}; HttpOnly; SameSite=Strict; Path=/` : null;
    return { entered: true, cookie, nonce };
  }

  /** The window that sits here lets the next one in. */
  letNextIn(): void {
    this.#letIn = true;
  }

  /** Whether a request comes from a browser that entered. */
  knows(cookies: string | undefined): boolean {
    return this.#knows(cookies);
  }

  /** Whether a nonce was given to a page; it is good for one connection. */
  spend(nonce: string): boolean {
    return this.#nonces.delete(nonce);
  }

  #knows(cookies: string | undefined): boolean {
    return (cookies ?? '').split(';').some((pair) => {
      const at = pair.indexOf('=');
      return pair.slice(0, at).trim() === COOKIE && same(pair.slice(at + 1).trim(), this.#cookie);
    });
  }
}

function same(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
