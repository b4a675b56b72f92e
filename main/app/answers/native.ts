import type { nativeCalls } from '../../../core/contract/native.ts';
import { failure, success } from '../../../core/result.ts';
import type { Answers } from '../../rpc/serve.ts';
import type { Application } from '../open-application.ts';
import { chooseAndSave } from '../choose-and-save.ts';

/** What a window may ask of the desktop around it; refused where there is none. */
export function nativeAnswers(application: Application): Answers<typeof nativeCalls> {
  const native = application.entry.native ?? null;
  const notHere = failure('not-here', 'This is only in the desktop application.', 'The page has its own way to do it.');
  return {
    'native.commands': (_nothing, { signal }) => success(native === null ? none() : native.commands(signal)),
    'native.openOutside': async ({ address }) => (native === null ? notHere : success(await native.openOutside(address))),
    'native.saveReport': async ({ run, form }) => {
      if (native === null) return notHere;
      const saved = await chooseAndSave(application, native, run, form);
      return saved.ok ? success(saved.value?.path ?? null) : saved;
    },
  };
}

async function* none(): AsyncGenerator<never> {
  // Nothing is ever chosen where there is no menu.
}
