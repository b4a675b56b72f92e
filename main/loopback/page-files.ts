import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { GUARDING_HEADERS, REPORT_HEADERS } from '../app/content-policy.ts';
import type { OfferedFile } from '../app/ports.ts';

/** How long a file that was made for a page can be fetched, in milliseconds. */
const OFFERED_MS = 10 * 60_000;

export interface PageAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Readable;
}

/**
 * What is made for the page while it works here: reports for its frame, and files to be fetched. Each address carries a key beside the cookie, since
 * cookies of 127.0.0.1 are shared by all its ports: a program that was given the cookie by the browser still knows no address.
 */
export class PageFiles {
  readonly #reportOf: (run: string) => Promise<string | null>;
  readonly #key = randomBytes(32).toString('base64url');
  readonly #offered = new Map<string, { readonly file: OfferedFile; readonly timer: ReturnType<typeof setTimeout> }>();

  /** `reportOf`: the report of a run as HTML, null when there is no such run. */
  constructor(reportOf: (run: string) => Promise<string | null>) {
    this.#reportOf = reportOf;
  }

  /** Address of a run's report, for as long as the program runs. */
  reportAddress(run: string): string {
    return `/report/${encodeURIComponent(run)}?key=${this.#key}`;
  }

  /** Address of a file; after a while it is gone, and the file with it. */
  offer(file: OfferedFile): string {
    const key = randomBytes(32).toString('base64url');
    const timer = setTimeout(() => void this.#drop(key), OFFERED_MS);
    timer.unref();
    this.#offered.set(key, { file, timer });
    return `/saved/${key}`;
  }

  /** What stands at a path with its query; null for nothing. */
  async answer(url: string): Promise<PageAnswer | null> {
    const [path = '', query = ''] = url.split('?');
    const [, kind, name = '', more] = path.split('/');
    if (more !== undefined || name === '') return null;
    if (kind === 'saved') return this.#fetch(name);
    if (kind !== 'report' || !same(new URLSearchParams(query).get('key') ?? '', this.#key)) return null;
    const html = await this.#reportOf(decoded(name));
    return html === null ? null : { headers: { ...GUARDING_HEADERS, ...REPORT_HEADERS }, body: html };
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#offered.keys()].map((key) => this.#drop(key)));
  }

  #fetch(key: string): PageAnswer | null {
    const offered = this.#offered.get(key);
    if (offered === undefined) return null;
    const { path, name, type } = offered.file;
    const headers = {
      ...GUARDING_HEADERS,
      'Content-Type': type,
      // Never shown as a page of ours, whatever is in it.
      'Content-Disposition': `attachment; filename="${name.replace(/[^\w.-]/gu, '_')}"`,
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'Cache-Control': 'no-store',
    };
    return { headers, body: createReadStream(path) };
  }

  async #drop(key: string): Promise<void> {
    const offered = this.#offered.get(key);
    if (offered === undefined) return;
    this.#offered.delete(key);
    clearTimeout(offered.timer);
    await rm(offered.file.folder, { recursive: true, force: true });
  }
}

function same(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
