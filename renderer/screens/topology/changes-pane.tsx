import type { ReactNode } from 'react';
import type { TopologyChange } from '../../../core/topology/compare-moments.ts';
import { MARK_GLYPHS } from '../../../core/topology/marks.ts';
import { InertText } from '../../parts/inert-text.tsx';
import { useWords } from '../../words/words.tsx';
import { Pane } from './pane.tsx';
import { StateMark } from './state-mark.tsx';

/** Differences that are listed; all of them are marked in the drawings. */
const LISTED = 300;

/** What became of each thing between two moments. */
export function ChangesPane({
  changes,
  onShow,
  onClose,
}: {
  readonly changes: readonly TopologyChange[] | null;
  readonly onShow: (id: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const say = useWords();
  return (
    <Pane title={say('topology.pane.changes')} onClose={onClose}>
      {changes === null ? <p className="quiet">{say('window.loading')}</p> : null}
      {changes?.length === 0 ? <p>{say('topology.changes.none')}</p> : null}
      {changes === null || changes.length === 0 ? null : (
        <p className="quiet">{say('topology.changes.count', { count: changes.length })}</p>
      )}
      <ul className="topology-list">
        {(changes ?? []).slice(0, LISTED).map((change) => (
          <li key={change.subject}>
            <span className="topology-badge" aria-hidden="true">
              {MARK_GLYPHS[change.kind]}
            </span>{' '}
            <button type="button" className="plain" onClick={() => onShow(change.subject)}>
              <InertText text={change.name} limit={200} />
            </button>{' '}
            {change.kind === 'changed' ? null : say(`topology.changes.${change.kind}`)}
            {change.from !== null && change.to !== null && change.from !== change.to ? (
              <>
                <StateMark state={change.from} /> → <StateMark state={change.to} />
              </>
            ) : null}
            {change.facts.slice(0, 6).map(({ name, from, to }) => (
              <div key={name} className="quiet">
                {name}: <InertText text={from ?? '–'} limit={80} /> → <InertText text={to ?? '–'} limit={80} />
              </div>
            ))}
          </li>
        ))}
      </ul>
      {(changes?.length ?? 0) > LISTED ? (
        <p className="quiet">{say('topology.more', { count: (changes?.length ?? 0) - LISTED })}</p>
      ) : null}
    </Pane>
  );
}
