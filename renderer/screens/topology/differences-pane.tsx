import { useState, type ReactNode } from 'react';
import type { Difference } from '../../../core/topology/compare.ts';
import { MARK_GLYPHS } from '../../../core/topology/marks.ts';
import type { Topology } from '../../../core/topology/model.ts';
import { Button } from '../../parts/button.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { useWords } from '../../words/words.tsx';
import { AdoptDialog } from './adopt-dialog.tsx';
import { Pane } from './pane.tsx';

const GLYPHS = { missing: MARK_GLYPHS.went, extra: MARK_GLYPHS.came, different: MARK_GLYPHS.changed } as const;

/** Where what was found is not what was declared, and a way to declare what was found. */
export function DifferencesPane({
  run,
  differences,
  topology,
  onShow,
  onClose,
}: {
  readonly run: string;
  readonly differences: readonly Difference[];
  readonly topology: Topology;
  readonly onShow: (id: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const say = useWords();
  const [adopting, setAdopting] = useState(false);
  const unknown = topology.elements.filter(({ state }) => state === 'unknown').length;
  return (
    <Pane title={say('topology.pane.differences', { count: differences.length })} onClose={onClose}>
      <p className="quiet">{say('topology.differences.body')}</p>
      {differences.length === 0 ? <p>{say('topology.differences.none')}</p> : null}
      {unknown === 0 ? null : <p>{say('topology.differences.unknown', { count: unknown })}</p>}
      <ul className="topology-list">
        {differences.slice(0, 500).map(({ kind, subject, sentence }) => (
          <li key={`${kind} ${sentence}`}>
            <span className="topology-badge" aria-hidden="true">
              {GLYPHS[kind]}
            </span>{' '}
            <button type="button" className="plain" onClick={() => onShow(subject)}>
              <InertText text={sentence} limit={400} />
            </button>
          </li>
        ))}
      </ul>
      <p>
        <Button small onClick={() => setAdopting(true)}>
          {say('topology.adopt')}
        </Button>
      </p>
      {adopting ? <AdoptDialog run={run} onClose={() => setAdopting(false)} /> : null}
    </Pane>
  );
}
