import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { REPORT_HEADERS } from '../app/content-policy.ts';
import { HOST, REPORT_HOST, SCHEME } from './origin.ts';

/**
 * Answers what is asked for of reports: `app://xenpath/report/RUN` is the report of a run as it is now, for the window's frame; `app://report/print/...` a file that is
 * just being printed.
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
    if (url.protocol !== `${SCHEME}:`) return new Response(null, { status: 421 });
    if (request.method !== 'GET') return new Response(null, { status: 405 });
    const html = await this.#find(url);
    return html === null ? new Response(null, { status: 404 }) : new Response(html, { status: 200, headers: REPORT_HEADERS });
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

  async #find({ host, pathname }: URL): Promise<string | null> {
    const [, kind, name, more] = pathname.split('/');
    if (name === undefined || more !== undefined) return null;
    if (host === REPORT_HOST && kind === 'print') {
      const file = this.#printing.get(name);
      return file === undefined ? null : readFile(file, 'utf8');
    }
    return host === HOST && kind === 'report' ? this.#reportOf(decodeURIComponent(name)) : null;
  }
}
