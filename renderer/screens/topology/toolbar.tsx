import { useState, type ReactNode } from 'react';
import { FormSelect, FormSelectOption, FormSelectOptionGroup } from '@patternfly/react-core/dist/esm/components/FormSelect';
import { TextInput } from '@patternfly/react-core/dist/esm/components/TextInput';
import type { RunState } from '../../../core/run/state.ts';
import { endsOf, END_KINDS } from '../../../core/topology/from-end.ts';
import type { Marks } from '../../../core/topology/marks.ts';
import type { Topology } from '../../../core/topology/model.ts';
import { VIEW_IDS, type TopologyView } from '../../../core/topology/views.ts';
import { inert } from '../../../core/evidence/inert.ts';
import { ToggleButton } from '../../parts/toggle-button.tsx';
import type { Place } from '../../topology/place.ts';
import type { LaidOut } from '../../topology/use-layout.ts';
import { useWords } from '../../words/words.tsx';
import { SaveButtons } from './save-buttons.tsx';

export type PaneName = 'facts' | 'differences' | 'changes' | 'legend';

/** What is drawn, what is searched in it, and what else can be had of it. */
export function Toolbar({
  state,
  place,
  go,
  topology,
  view,
  laidOut,
  marks,
  at,
  found,
  sought,
  pane,
  differences,
  onSeek,
  onNext,
  onPane,
}: {
  readonly state: RunState;
  readonly place: Place;
  readonly go: (change: Partial<Place>) => void;
  readonly topology: Topology;
  readonly view: TopologyView;
  readonly laidOut: LaidOut | null;
  readonly marks: Marks;
  readonly at: string;
  readonly found: readonly string[];
  readonly sought: string;
  readonly pane: PaneName | null;
  readonly differences: number;
  readonly onSeek: (text: string) => void;
  readonly onNext: (id: string) => void;
  readonly onPane: (name: PaneName | null) => void;
}): ReactNode {
  const say = useWords();
  const [at0, setAt0] = useState(-1);
  const next = (): void => {
    if (found.length === 0) return;
    const index = (at0 + 1) % found.length;
    setAt0(index);
    const id = found[index];
    if (id !== undefined) onNext(id);
  };
  const chosen = typeof place.from === 'string' ? place.from : `end ${place.from.end}`;
  const toggle = (name: PaneName): ReactNode => (
    <ToggleButton pressed={pane === name} onClick={() => onPane(pane === name ? null : name)}>
      {name === 'differences' ? say('topology.pane.differences', { count: differences }) : say(`topology.pane.${name}`)}
    </ToggleButton>
  );
  return (
    <div className="topology-bar" role="group" aria-label={say('topology.tools')}>
      <FormSelect
        className="topology-choice"
        aria-label={say('topology.what')}
        value={chosen}
        onChange={(_event, value) => {
          const end = value.startsWith('end ') ? value.slice('end '.length) : null;
          const id = VIEW_IDS.find((one) => one === value);
          if (end !== null) go({ from: { end }, on: null });
          else if (id !== undefined) go({ from: id, on: null });
        }}
      >
        {VIEW_IDS.map((id) => (
          <FormSelectOption key={id} value={id} label={say(`topology.view.${id}`)} />
        ))}
        {END_KINDS.map((kind) => {
          const ends = endsOf(topology, kind);
          return ends.length === 0 ? null : (
            <FormSelectOptionGroup key={kind} label={say(`topology.from.${kind}`)}>
              {ends.map(({ id, name }) => (
                <FormSelectOption key={id} value={`end ${id}`} label={inert(name, { limit: 60 })} />
              ))}
            </FormSelectOptionGroup>
          );
        })}
      </FormSelect>
      <form
        className="topology-search"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          next();
        }}
      >
        <TextInput
          type="search"
          id="topology-search"
          aria-label={say('topology.search')}
          placeholder={say('topology.search')}
          value={sought}
          autoComplete="off"
          spellCheck={false}
          onChange={(_event, text) => {
            setAt0(-1);
            onSeek(text);
          }}
        />
        <span className="quiet" role="status">
          {sought === '' ? '' : say('topology.found', { count: found.length })}
        </span>
      </form>
      <span className="topology-buttons">
        <ToggleButton pressed={place.table} onClick={() => go({ table: !place.table })}>
          {say('topology.as-table')}
        </ToggleButton>
        {toggle('differences')}
        {place.against === null ? null : toggle('changes')}
        {toggle('legend')}
        <SaveButtons {...{ state, view, laidOut, marks, at }} />
      </span>
    </div>
  );
}
