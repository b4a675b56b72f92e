import type { nativeCalls, ReportForm } from '../../../core/contract/native.ts';
import { failure, success } from '../../../core/result.ts';
import type { Answers } from '../../rpc/serve.ts';
import type { Application } from '../open-application.ts';
import { writeReport } from '../report.ts';

const FORMS: Readonly<Record<ReportForm, { readonly kind: string; readonly end: string }>> = {
  html: { kind: 'Web page', end: 'html' },
  pdf: { kind: 'PDF', end: 'pdf' },
  json: { kind: 'JSON', end: 'json' },
  junit: { kind: 'JUnit XML', end: 'xml' },
};

/** What a window may ask of the desktop around it; refused where there is none. */
export function nativeAnswers(application: Application): Answers<typeof nativeCalls> {
  const native = application.entry.native ?? null;
  const notHere = failure('not-here', 'This is only in the desktop application.', 'The page has its own way to do it.');
  return {
    'native.commands': (_nothing, { signal }) => success(native === null ? none() : native.commands(signal)),
    'native.openOutside': async ({ address }) => (native === null ? notHere : success(await native.openOutside(address))),
    'native.saveReport': async ({ run, form }) => {
      if (native === null) return notHere;
      const { kind, end } = FORMS[form];
      const path = await native.chooseFile({ title: `Save the report of ${run}`, name: `${run}.${end}`, kind, ends: [end] });
      if (path === null) return success(null);
      const written = await writeReport(application, run, { [form]: path }, noStandardOutput, native.printPdf);
      if (!written.ok) return written;
      return written.value.noPdf === null ? success(path) : { ok: false, problem: written.value.noPdf };
    },
  };
}

/** A dialog's answer is a file, never `-`. */
function noStandardOutput(): Promise<never> {
  return Promise.reject(new Error('A window has no standard output'));
}

async function* none(): AsyncGenerator<never> {
  // Nothing is ever chosen where there is no menu.
}
