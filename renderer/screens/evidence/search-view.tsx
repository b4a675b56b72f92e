import { useEffect, useState, type ReactNode } from 'react';
import { MOST_FOUND, SHORTEST_SEARCH, type FoundPlace } from '../../../core/contract/found-place.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import { announce } from '../../parts/announcer.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { goTo } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { FoundList } from './found-list.tsx';
import { PlacePanel } from './place-panel.tsx';
import { SearchField } from './search-field.tsx';

/** A place of a search, as the address names it. */
export type ChosenPlace = Pick<FoundPlace, 'run' | 'sequence' | 'artefact'>;

/** A search over everything that all runs recorded: places at the left, the one that is looked at beside them. */
export function SearchView({ text, chosen }: { readonly text: string; readonly chosen: ChosenPlace | null }): ReactNode {
  const say = useWords();
  const [typed, setTyped] = useState(text);
  const search = (): void => {
    if (typed.trim().length >= SHORTEST_SEARCH) goTo({ screen: 'evidence', view: 'search', about: [typed.trim()] });
  };
  return (
    <>
      <SearchField value={typed} onChange={setTyped} onSearch={search} />
      {text.length < SHORTEST_SEARCH ? (
        <p className="quiet evidence-pad">{say('finds.begin')}</p>
      ) : (
        <Found text={text} chosen={chosen} />
      )}
    </>
  );
}

function Found({ text, chosen }: { readonly text: string; readonly chosen: ChosenPlace | null }): ReactNode {
  const say = useWords();
  const found = useAnswer('runs.search', { text });
  const count = found?.ok === true ? found.value.length : null;
  useEffect(() => {
    if (count !== null) announce(say('finds.count', { count }));
  }, [count, say]);
  if (found === null) return <p className="quiet evidence-pad">{say('finds.searching')}</p>;
  if (!found.ok) {
    return (
      <div className="evidence-pad">
        <ProblemAlert problem={found.problem} />
      </div>
    );
  }
  const places = found.value;
  if (places.length === 0) {
    return (
      <p className="evidence-pad">
        {say('finds.none')} <InertText text={text} limit={200} />
      </p>
    );
  }
  const shown = chosen ?? places[0] ?? null;
  return (
    <div className="finds">
      <section className="finds-list" aria-label={say('finds.places')}>
        <p className="quiet finds-count">
          {say(places.length === MOST_FOUND ? 'finds.most' : 'finds.count', { count: places.length })}
        </p>
        <FoundList places={places} text={text} chosen={shown} />
      </section>
      {shown === null ? null : (
        <PlacePanel key={`${shown.run} ${shown.sequence} ${shown.artefact ?? ''}`} text={text} of={shown} />
      )}
    </div>
  );
}
