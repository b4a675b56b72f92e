import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { REPORT_HOST, SCHEME } from './origin.ts';

/** Headers of a report: it may use its own style and its own pictures and nothing else, runs nothing, and is framed by the window alone. */
const HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors ${SCHEME}://xenpath`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/**
 * Answers `app://report/`: an origin of its own, so that nothing in a report shares anything with the window. `run/NAME` is the report of a run as it is
 * now; `print/...` a file that is just being printed.
 */
export class ReportPages {
  readonly #printing = new Map<string, string>();
  readonly #reportOf: (run: string) => Promise<string | null>;

  /** `reportOf`: the report of a run as HTML, null when there is no such run. */
  constructor(reportOf: (run: string) => Promise<string | null>) {
    this.#reportOf = reportOf;
  }

  async answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.protocol !== `${SCHEME}:` || url.host !== REPORT_HOST) return new Response(null, { status: 421 });
    if (request.method !== 'GET') return new Response(null, { status: 405 });
    const html = await this.#find(url.pathname);
    return html === null ? new Response(null, { status: 404 }) : new Response(html, { status: 200, headers: HEADERS });
  }

  /** Gives a file an address for as long as it is printed. */
  async whilePrinted<Value>(file: string, work: (address: string) => Promise<Value>): Promise<Value> {
    const key = randomBytes(16).toString('hex');
    this.#printing.set(key, file);
    try {
      return await work(`${SCHEME}://${REPORT_HOST}/print/${key}`);
    } finally {
      this.#printing.delete(key);
    }
  }

  async #find(path: string): Promise<string | null> {
    const [, kind, name, more] = path.split('/');
    if (name === undefined || more !== undefined) return null;
    if (kind === 'print') {
      const file = this.#printing.get(name);
      return file === undefined ? null : readFile(file, 'utf8');
    }
    return kind === 'run' ? this.#reportOf(name) : null;
  }
}
