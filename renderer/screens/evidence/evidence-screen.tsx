import type { ReactNode } from 'react';
import { addressOf, EVIDENCE_VIEWS, type EvidenceView } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { CompareView } from './compare-view.tsx';
import { RunsView } from './runs-view.tsx';
import { SearchView } from './search-view.tsx';
import '../../theme/evidence.css';

/** What was recorded in all runs: searched, verified, compared, taken in. */
export default function EvidenceScreen({
  view,
  about,
}: {
  readonly view: EvidenceView;
  readonly about: readonly string[];
}): ReactNode {
  const say = useWords();
  return (
    <div className="evidence">
      <header className="evidence-head">
        <h1>{say('finds.title')}</h1>
        <nav className="run-tabs" aria-label={say('finds.views')}>
          {EVIDENCE_VIEWS.map((one) => (
            <a
              key={one}
              href={addressOf({ screen: 'evidence', view: one, about: [] })}
              {...(one === view ? { 'aria-current': 'page' as const } : {})}
            >
              {say(`finds.view.${one}`)}
            </a>
          ))}
        </nav>
      </header>
      <Body view={view} about={about} />
    </div>
  );
}

function Body({ view, about }: { readonly view: EvidenceView; readonly about: readonly string[] }): ReactNode {
  const [first = '', second = '', sequence = '', artefact = ''] = about;
  switch (view) {
    case 'search':
      return (
        <SearchView
          key={first}
          text={first}
          chosen={second === '' ? null : { run: second, sequence: Number(sequence), artefact: artefact === '' ? null : artefact }}
        />
      );
    case 'runs':
      return <RunsView />;
    case 'compare':
      return <CompareView before={first === '' ? null : first} after={second === '' ? null : second} />;
  }
}
