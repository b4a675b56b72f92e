import { useEffect, useRef, type ReactNode } from 'react';
import { SearchInput } from '@patternfly/react-core/dist/esm/components/SearchInput';
import { SHORTEST_SEARCH } from '../../../core/contract/found-place.ts';
import { useKeys } from '../../parts/use-keys.ts';
import { useWords } from '../../words/words.tsx';

/** What is looked for. Enter searches; the key / comes here from anywhere on the screen. */
export function SearchField({
  value,
  onChange,
  onSearch,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onSearch: () => void;
}): ReactNode {
  const say = useWords();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // Only when the screen is opened.
    if (value === '') field.current?.focus();
  }, []);
  useKeys({ '/': () => field.current?.focus() });
  const tooShort = value.trim().length > 0 && value.trim().length < SHORTEST_SEARCH;
  return (
    <div className="finds-field" role="search">
      <SearchInput
        ref={field}
        value={value}
        placeholder={say('finds.placeholder')}
        aria-label={say('finds.field')}
        aria-describedby="finds-help"
        resetButtonLabel={say('finds.clear')}
        submitSearchButtonLabel={say('finds.go')}
        onChange={(_event, text) => onChange(text)}
        onSearch={onSearch}
        onClear={() => onChange('')}
      />
      <p id="finds-help" className={tooShort ? 'help tone-bad' : 'help'}>
        {say(tooShort ? 'finds.too-short' : 'finds.help', { count: SHORTEST_SEARCH })}
      </p>
    </div>
  );
}
