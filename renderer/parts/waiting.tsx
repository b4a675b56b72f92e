import type { ReactNode } from 'react';
import { Spinner } from '@patternfly/react-core/dist/esm/components/Spinner';
import { useWords } from '../words/words.tsx';

/** In the place of what is on its way. */
export function Waiting(): ReactNode {
  const say = useWords();
  return (
    <div className="waiting">
      <Spinner size="lg" aria-label={say('window.loading')} />
    </div>
  );
}
