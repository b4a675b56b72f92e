import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { reportCalls } from '../../../core/contract/reports.ts';
import type { SavedFile, SavedForm } from '../../../core/contract/saved-form.ts';
import { failure, success, type Result } from '../../../core/result.ts';
import { compareRuns } from '../../../core/run/compare-runs.ts';
import type { Answers } from '../../rpc/serve.ts';
import { chooseAndSave } from '../choose-and-save.ts';
import type { Application } from '../open-application.ts';
import type { PagePorts } from '../ports.ts';
import type { ReportShelf } from '../report-shelf.ts';
import { saveRun, SAVED_FORMS } from '../save-run.ts';

/** What a window may ask of the report of a run, and of two runs side by side. */
export function reportAnswers(application: Application, shelf: ReportShelf): Answers<typeof reportCalls> {
  const { store, entry } = application;
  return {
    'report.open': async ({ run }) => {
      const made = await shelf.make(run);
      if (!made.ok) return made;
      const { html, sequence, at, tampered } = made.value;
      const address = entry.page?.reportAddress(run) ?? `/report/${encodeURIComponent(run)}`;
      return success({ address, sequence, at, bytes: Buffer.byteLength(html), tampered });
    },
    'report.save': async ({ run, form }) => {
      const known = await store.findRun(run);
      if (!known.ok) return known;
      if (entry.native !== undefined) {
        const saved = await chooseAndSave(application, entry.native, known.value, form);
        if (!saved.ok) return saved;
        return success(saved.value === null ? { kind: 'not-wanted' } : { kind: 'written', ...saved.value });
      }
      if (entry.page !== undefined) return offer(application, entry.page, known.value, form);
      return failure(
        'not-here',
        'Nothing can be saved from here.',
        'The command line has `xenpath report` and `xenpath export`.',
      );
    },
    'runs.compare': async ({ before, after }) => {
      const first = await store.state(before);
      if (!first.ok) return first;
      const second = await store.state(after);
      return second.ok ? success(compareRuns(first.value, second.value)) : second;
    },
  };
}

/** Makes the file in a folder of its own, which the page's files take over. */
async function offer(application: Application, page: PagePorts, run: string, form: SavedForm): Promise<Result<SavedFile>> {
  const { end, type } = SAVED_FORMS[form];
  const folder = await mkdtemp(join(tmpdir(), 'xenpath-saved-'));
  const name = `${run}.${end}`;
  const path = join(folder, name);
  const saved = await saveRun(application, run, form, path, page.printPdf);
  if (!saved.ok) {
    await rm(folder, { recursive: true, force: true });
    return saved;
  }
  const { size } = await stat(path);
  return success({ kind: 'offered', address: page.offer({ folder, path, name, type }), name, bytes: size, ...saved.value });
}
