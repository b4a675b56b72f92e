import { useCallback, type ReactNode } from 'react';
import { IntlProvider, useIntl } from 'react-intl';
import { english, type WordId } from './english.ts';

export type { WordId } from './english.ts';
export type Values = Readonly<Record<string, string | number>>;
/** Words of the catalogue, with values filled in. */
export type Say = (id: WordId, values?: Values) => string;

/** What every component below speaks by. A second language is a second catalogue, chosen here. */
export function Words({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <IntlProvider locale="en" messages={english} defaultLocale="en">
      {children}
    </IntlProvider>
  );
}

export function useWords(): Say {
  const intl = useIntl();
  return useCallback((id, values) => intl.formatMessage({ id }, values), [intl]);
}

/** Date and time of an event as a person here writes it; hours from 0 to 23, as logs have them. */
export function useMoment(): (at: string | null) => string {
  const intl = useIntl();
  return (at) =>
    at === null
      ? ''
      : intl.formatDate(at, {
          year: 'numeric',
          month: 'short',
          day: 'numeric',
          hour: '2-digit',
          minute: '2-digit',
          hourCycle: 'h23',
        });
}
