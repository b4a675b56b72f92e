import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { buildReport } from '../../core/report/document.ts';
import { reportHtml } from '../../core/report/html.ts';
import { reportJunit } from '../../core/report/junit.ts';
import { reportJsonSchema, type ReportDocument } from '../../core/report/schema.ts';
import { failure, success, type Problem, type Result } from '../../core/result.ts';
import { whyNot } from './file-problem.ts';
import { createLayout } from './layout.ts';
import type { Application } from './open-application.ts';
import { readRun } from './runs.ts';
import { layOutAsSeen, runIntent } from './topology.ts';

/** Files to write, by form. */
export interface ReportFiles {
  readonly html?: string;
  readonly json?: string;
  readonly junit?: string;
  /** JSON Schema of the JSON form. */
  readonly schema?: string;
  /** Printed from the HTML form. */
  readonly pdf?: string;
}

/** Prints an HTML file to a PDF: a port, since what prints is another thing in a window than on a command line. */
export type PrintPdf = (html: string, pdf: string) => Promise<Result<null>>;

/** A run as a document: its evidence is checked, its diagrams are laid out beside the process. Problems: those of reading the run. */
export async function runReport(application: Application, run: string): Promise<Result<ReportDocument>> {
  const { store } = application;
  const stored = await readRun(application, run);
  if (!stored.ok) return stored;
  const events = await store.events(run);
  if (!events.ok) return events;
  const verified = await store.verify(run);
  const { procedure, inventory, state } = stored.value;
  const layouts = createLayout();
  try {
    const document = await buildReport({
      events: events.value,
      state,
      procedure: procedure.procedure,
      ...runIntent(procedure.procedure, inventory, state),
      now: new Date().toISOString(),
      problems: verified.ok ? verified.value.problems : [verified.problem.sentence],
      read: store.artefact,
      layOut: layOutAsSeen(events.value, layouts),
    });
    return success(document);
  } finally {
    await layouts.dispose();
  }
}

/** What was written, in the order of the forms, and why a PDF was not. */
export interface WrittenReport {
  readonly written: readonly string[];
  readonly noPdf: Problem | null;
  /** What of the evidence is not as it was stored; the report says so too. */
  readonly tampered: readonly string[];
}

/**
 * Writes the report of a run; each file appears whole or not at all, `-` is what `print` prints to. Where the PDF cannot be printed, its HTML stands
 * in its place, with the end `.html`. Problem: `report-not-written`.
 */
export async function writeReport(
  application: Application,
  run: string,
  files: ReportFiles,
  print: (text: string) => Promise<void>,
  printPdf: PrintPdf | null = null,
): Promise<Result<WrittenReport>> {
  const report = await runReport(application, run);
  if (!report.ok) return report;
  const forms: readonly (readonly [string | undefined, () => Iterable<string>])[] = [
    [files.html, () => reportHtml(report.value)],
    [files.json, () => [JSON.stringify(report.value, null, 1), '\n']],
    [files.junit, () => [reportJunit(report.value)]],
    [files.schema, () => [JSON.stringify(reportJsonSchema(), null, 2), '\n']],
  ];
  const written: string[] = [];
  const tampered = report.value.integrity.problems ?? [];
  for (const [path, pieces] of forms) {
    if (path === undefined) continue;
    if (path === '-') {
      for (const piece of pieces()) await print(piece);
      continue;
    }
    const done = await writeWhole(path, pieces());
    if (!done.ok) return done;
    written.push(path);
  }
  if (files.pdf === undefined || printPdf === null) return success({ written, noPdf: null, tampered });
  if (files.html !== undefined && files.html !== '-') {
    const printed = await printPdf(files.html, files.pdf);
    return success({
      written: printed.ok ? [...written, files.pdf] : written,
      noPdf: printed.ok ? null : printed.problem,
      tampered,
    });
  }
  // In the PDF's own folder: a browser that came as a Snap or Flatpak sees few others.
  const page = `${files.pdf}.${process.pid}.html`;
  try {
    const done = await writeWhole(page, reportHtml(report.value));
    if (!done.ok) return done;
    const printed = await printPdf(page, files.pdf);
    if (printed.ok) return success({ written: [...written, files.pdf], noPdf: null, tampered });
    const instead = `${files.pdf.replace(/\.pdf$/iu, '')}.html`;
    await rename(page, instead);
    return success({ written: [...written, instead], noPdf: printed.problem, tampered });
  } finally {
    await rm(page, { force: true });
  }
}

/** Beside its place first, then moved there: a report that is cut short never stands under its name. */
async function writeWhole(path: string, pieces: Iterable<string>): Promise<Result<null>> {
  const unfinished = `${path}.${process.pid}.unfinished`;
  try {
    await pipeline(Readable.from(pieces), createWriteStream(unfinished));
    await rename(unfinished, path);
    return success(null);
  } catch (error) {
    await rm(unfinished, { force: true });
    if (!(error instanceof Error && 'code' in error)) throw error;
    return failure(
      'report-not-written',
      `The report could not be written to ${path}: ${whyNot(error)}.`,
      'Name a file in a folder that is there and may be written to.',
    );
  }
}
