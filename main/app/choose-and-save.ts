import type { SavedForm } from '../../core/contract/saved-form.ts';
import { success, type Result } from '../../core/result.ts';
import type { Native } from './native.ts';
import type { Application } from './open-application.ts';
import { saveRun, SAVED_FORMS, type Saved } from './save-run.ts';

/** Asks the person in a dialog where a file of a run is to be, and writes it there; null when the person thought better of it. */
export async function chooseAndSave(
  application: Application,
  native: Native,
  run: string,
  form: SavedForm,
): Promise<Result<(Saved & { readonly path: string }) | null>> {
  const { kind, end } = SAVED_FORMS[form];
  const title = form === 'bundle' ? `Save the evidence of ${run}` : `Save the report of ${run}`;
  const path = await native.chooseFile({ title, name: `${run}.${end}`, kind, ends: [end] });
  if (path === null) return success(null);
  const saved = await saveRun(application, run, form, path, native.printPdf);
  return saved.ok ? success({ ...saved.value, path }) : saved;
}
