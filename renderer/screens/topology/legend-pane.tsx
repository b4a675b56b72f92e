import type { ReactNode } from 'react';
import { LINK_KINDS, STATE_MARKS, type ElementState } from '../../../core/topology/model.ts';
import { MARK_GLYPHS } from '../../../core/topology/marks.ts';
import { useWords } from '../../words/words.tsx';
import { Pane } from './pane.tsx';

const STATES = Object.keys(STATE_MARKS) as ElementState[];
const MARKS = ['came', 'went', 'changed', 'fails', 'weakens'] as const;

/** What glyphs and lines mean. */
export function LegendPane({ onClose }: { readonly onClose: () => void }): ReactNode {
  const say = useWords();
  return (
    <Pane title={say('topology.pane.legend')} onClose={onClose}>
      <h3>{say('topology.legend.states')}</h3>
      <dl className="topology-legend">
        {STATES.map((state) => (
          <div key={state}>
            <dt>
              <svg className="topology" width="104" height="30" aria-hidden="true">
                <g className={`element leaf state-${state}`}>
                  <rect x="2" y="3" width="52" height="24" rx="6" />
                  <circle className="mark" cx="17" cy="15" r="8" />
                  <text className="glyph" x="17" y="19" textAnchor="middle">
                    {STATE_MARKS[state].glyph}
                  </text>
                </g>
                <g className={`link link-cable state-${state}`}>
                  <polyline points="54,15 102,15" />
                </g>
              </svg>
            </dt>
            <dd>
              <strong>{say(`topology.state.${state}`)}</strong> {say(`topology.legend.${state}`)}
            </dd>
          </div>
        ))}
      </dl>
      <h3>{say('topology.legend.marks')}</h3>
      <dl className="topology-legend">
        {MARKS.map((mark) => (
          <div key={mark}>
            <dt>
              <span className="topology-badge">{MARK_GLYPHS[mark]}</span>
            </dt>
            <dd>{say(`topology.legend.mark.${mark}`)}</dd>
          </div>
        ))}
      </dl>
      <h3>{say('topology.legend.links')}</h3>
      <dl className="topology-legend">
        {LINK_KINDS.map((kind) => (
          <div key={kind}>
            <dt>{say(`topology.link.${kind}`)}</dt>
            <dd>{say(`topology.legend.link.${kind}`)}</dd>
          </div>
        ))}
      </dl>
      <h3>{say('topology.legend.keys')}</h3>
      <p>{say('topology.keys')}</p>
    </Pane>
  );
}
