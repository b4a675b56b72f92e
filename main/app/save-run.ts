import { mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SavedForm } from '../../core/contract/saved-form.ts';
import { failure, success, type Result } from '../../core/result.ts';
import { packBundle } from '../store/bundle-archive.ts';
import { whyNot } from './file-problem.ts';
import type { Application } from './open-application.ts';
import { writeReport, type PrintPdf } from './report.ts';

/** What a file dialog and a browser call a form. */
export const SAVED_FORMS: Readonly<Record<SavedForm, { readonly kind: string; readonly end: string; readonly type: string }>> = {
  html: { kind: 'Web page', end: 'html', type: 'text/html; charset=utf-8' },
  pdf: { kind: 'PDF', end: 'pdf', type: 'application/pdf' },
  json: { kind: 'JSON', end: 'json', type: 'application/json' },
  junit: { kind: 'JUnit XML', end: 'xml', type: 'application/xml' },
  bundle: { kind: 'Evidence bundle', end: 'tar', type: 'application/x-tar' },
};

/** A file of a run that stands at its place. */
export interface Saved {
  /** Hash of a bundle's manifest. */
  readonly manifest: string | null;
  /** What of the evidence is not as it was stored; the file says so too. */
  readonly tampered: readonly string[];
}

/** Writes a run in one form to a file, whole or not at all. Problems: those of reading the run, of writing, and of printing. */
export async function saveRun(
  application: Application,
  run: string,
  form: SavedForm,
  path: string,
  printPdf: PrintPdf,
): Promise<Result<Saved>> {
  if (form === 'bundle') return saveBundle(application, run, path);
  const written = await writeReport(application, run, { [form]: path }, noStandardOutput, printPdf);
  if (!written.ok) return written;
  const { noPdf, tampered } = written.value;
  return noPdf === null ? success({ manifest: null, tampered }) : { ok: false, problem: noPdf };
}

async function saveBundle({ store }: Application, run: string, path: string): Promise<Result<Saved>> {
  let folder: string | null = null;
  try {
    // Beside its place: what is moved there at the end has to be on the same file system.
    folder = await mkdtemp(join(dirname(path), '.xenpath-export-'));
    const exported = await store.exportRun(run, join(folder, 'bundle'));
    if (!exported.ok) return exported;
    const archive = join(folder, 'archive.tar');
    await packBundle(join(folder, 'bundle'), run, archive);
    await rename(archive, path);
    return success({ manifest: exported.value.manifest, tampered: exported.value.problems });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return failure(
      'bundle-not-written',
      `The bundle could not be written to ${path}: ${whyNot(error)}.`,
      'Choose a folder that is there and may be written to.',
    );
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }
}

/** A dialog's answer is a file, never `-`. */
function noStandardOutput(): Promise<never> {
  return Promise.reject(new Error('A window has no standard output'));
}
