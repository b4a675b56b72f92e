import { reportHtml } from '../../core/report/html.ts';
import { success, type Result } from '../../core/result.ts';
import type { Application } from './open-application.ts';
import { runReport } from './report.ts';

/** A report as a page, and what it was made of. */
export interface MadeReport {
  readonly run: string;
  readonly html: string;
  /** Last event that is in it. */
  readonly sequence: number;
  /** Our clock, ISO 8601. */
  readonly at: string;
  /** What of the evidence is not as it was stored. */
  readonly tampered: readonly string[];
}

/** Reports on their way into a window's frame: the last one that was made stands here until another is. */
export class ReportShelf {
  readonly #application: Application;
  #last: MadeReport | null = null;

  constructor(application: Application) {
    this.#application = application;
  }

  /** Makes the report of a run as it is now. Problems: those of reading the run. */
  async make(run: string): Promise<Result<MadeReport>> {
    const document = await runReport(this.#application, run);
    if (!document.ok) return document;
    const { integrity } = document.value;
    this.#last = {
      run,
      html: [...reportHtml(document.value)].join(''),
      sequence: integrity.events,
      at: new Date().toISOString(),
      tampered: integrity.problems ?? [],
    };
    return success(this.#last);
  }

  /** The page of a run; null when there is no such run, or it cannot be read. */
  async page(run: string): Promise<string | null> {
    if (this.#last?.run === run) return this.#last.html;
    const made = await this.make(run);
    return made.ok ? made.value.html : null;
  }
}
