import type { settingsCalls } from '../../../core/contract/settings.ts';
import { failure, success } from '../../../core/result.ts';
import type { Answers } from '../../rpc/serve.ts';
import { Changing } from '../desk/changing.ts';
import type { Application } from '../open-application.ts';

/** What a window may ask of settings and of what is kept of secrets. */
export function settingsAnswers({ settings, entry }: Application): Answers<typeof settingsCalls> {
  const kept = entry.secrets?.now ?? new Changing({ place: 'elsewhere' as const, secrets: [] });
  return {
    'settings.watch': (_nothing, { signal }) => success(settings.now.watch(signal)),
    'settings.change': async (wanted) => settings.change(wanted),
    'secrets.watch': (_nothing, { signal }) => success(kept.watch(signal)),
    'secrets.forget': async ({ id }) =>
      entry.secrets === undefined
        ? failure('not-here', 'Secrets are kept by the desktop application alone.')
        : entry.secrets.forget(id),
  };
}
