import type { ReactNode } from 'react';
import { Spinner } from '@patternfly/react-core/dist/esm/components/Spinner';
import { useWords } from '../words/words.tsx';

/** In the place of what is on its way. `within`: a part of a screen, which has its heading already. */
export function Waiting({ within = false }: { readonly within?: boolean }): ReactNode {
  const say = useWords();
  return (
    <div className="waiting">
      {within ? null : <h1 className="only-heard">{say('window.loading')}</h1>}
      <Spinner size="lg" aria-label={say('window.loading')} />
    </div>
  );
}
