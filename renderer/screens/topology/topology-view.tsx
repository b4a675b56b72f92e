import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { TopologyMoment } from '../../../core/contract/topology.ts';
import type { Procedure } from '../../../core/procedure/schema.ts';
import type { RunState } from '../../../core/run/state.ts';
import { compareMoments, type TopologyChange } from '../../../core/topology/compare-moments.ts';
import { compareSides } from '../../../core/topology/compare.ts';
import { endView } from '../../../core/topology/from-end.ts';
import { changeMarks, differenceMarks, failureMarks, type Marks } from '../../../core/topology/marks.ts';
import type { Topology } from '../../../core/topology/model.ts';
import type { RecordedLayout } from '../../../core/topology/recorded-layout.ts';
import { topologyView, type TopologyView as View } from '../../../core/topology/views.ts';
import { whatFails } from '../../../core/topology/what-fails.ts';
import { useLive } from '../../connection/use-live.ts';
import { announce } from '../../parts/announcer.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import type { Place } from '../../topology/place.ts';
import { searched } from '../../topology/search.ts';
import { Stage } from '../../topology/stage.tsx';
import type { TopologyStore } from '../../topology/topology-store.ts';
import { useLayout } from '../../topology/use-layout.ts';
import { useWords } from '../../words/words.tsx';
import { ChangesPane } from './changes-pane.tsx';
import { DifferencesPane } from './differences-pane.tsx';
import { FactsPane } from './facts-pane.tsx';
import { LegendPane } from './legend-pane.tsx';
import { TimeBar } from './time-bar.tsx';
import { Toolbar, type PaneName } from './toolbar.tsx';
import { TopologyTable } from './topology-table.tsx';
import { useMoment, useTopologyStore } from '../../topology/use-moment.ts';
import { usePlace } from './use-place.ts';
import '../../theme/topology.css';

interface Seen {
  readonly state: RunState;
  readonly procedure: Procedure | null;
}

/** What is connected to what in a run: as it is declared and as it was found, at every moment of it. `place`: what is looked at. */
export default function TopologyRunView({ place, ...seen }: Seen & { readonly place: string | null }): ReactNode {
  const store = useTopologyStore(seen.state.run);
  return store === null ? null : <Shown {...seen} place={place} store={store} />;
}

function Shown({
  state,
  procedure,
  place: text,
  store,
}: Seen & { readonly place: string | null; readonly store: TopologyStore }): ReactNode {
  const say = useWords();
  const { run } = state;
  const [place, go] = usePlace(run, text);
  const moments = useLive(store.moments);
  const problem = useLive(store.problem);
  const sight = useMoment(run, place.at, moments);
  if (problem !== null || sight.kind === 'problem')
    return (
      <div className="page">
        <ProblemAlert problem={problem ?? (sight.kind === 'problem' ? sight.problem : { code: '', sentence: '' })} />
      </div>
    );
  if (sight.kind === 'loading') return <p className="topology-note quiet">{say('topology.loading')}</p>;
  const { topology, layouts } = sight.moment;
  return <Desk {...{ state, procedure, place, go, moments, topology, layouts, at: sight.moment.at, stale: sight.stale }} />;
}

function Desk({
  state,
  procedure,
  place,
  go,
  moments,
  topology,
  layouts,
  at,
  stale,
}: Seen & {
  readonly place: Place;
  readonly go: (change: Partial<Place>) => void;
  readonly moments: readonly TopologyMoment[];
  readonly topology: Topology;
  readonly layouts: readonly RecordedLayout[];
  readonly at: string;
  readonly stale: boolean;
}): ReactNode {
  const say = useWords();
  const [pane, setPane] = useState<PaneName | null>(null);
  const [gone, setGone] = useState<string | null>(null);
  const [sought, setSought] = useState('');
  const [goal, setGoal] = useState<{ readonly id: string; readonly count: number } | null>(null);
  const view = useMemo(() => viewFrom(topology, place.from), [topology, place.from]);
  const found = useMemo(() => searched(view, sought), [view, sought]);
  const differences = useMemo(() => compareSides(topology), [topology]);
  const fails = useMemo(() => (gone === null ? null : whatFails(topology, gone)), [topology, gone]);
  const other = useMoment(state.run, place.against, moments);
  const earlier =
    place.against !== null && other.kind === 'there' && other.moment.sequence === place.against ? other.moment : null;
  const changes = useMemo(() => (earlier === null ? null : compareMoments(earlier.topology, topology)), [earlier, topology]);
  const marks: Marks = useMemo(
    () => (fails !== null ? failureMarks(fails) : changes !== null ? changeMarks(changes) : differenceMarks(differences)),
    [fails, changes, differences],
  );
  const of = typeof place.from === 'string' ? place.from : place.from.end;
  const laidOut = useLayout(view, of, layouts);
  const steps = useMemo(() => stepTitles(procedure), [procedure]);
  const shown = place.on !== null ? 'facts' : pane;

  const told = useRef(false);
  const grid = laidOut?.layout.by === 'grid' && laidOut.view.elements.length > 0;
  useEffect(() => {
    if (grid && !told.current) announce(say('topology.grid'));
    told.current = grid;
  }, [grid, say]);

  const choose = (on: string | null): void => {
    setGone(null);
    go({ on });
  };
  const look = (id: string): void => setGoal({ id, count: (goal?.count ?? 0) + 1 });
  /** Shows something in the drawing, where it stands in this view; else in the view of everything. */
  const show = (id: string): void => {
    const here = [...view.elements, ...view.links].some((one) => one.id === id);
    go({ on: id, table: false, ...(here ? {} : { from: 'all' as const }) });
    look(id);
  };

  return (
    <div className="topology-desk">
      <Toolbar
        {...{ state, place, go, topology, view, laidOut, marks, at, found, sought, pane: shown }}
        differences={differences.length}
        onSeek={setSought}
        onNext={look}
        onPane={(name) => {
          setGone(null);
          setPane(name);
          if (place.on !== null) go({ on: null });
        }}
      />
      {grid ? <p className="topology-note">{say('topology.grid')}</p> : null}
      <div className={shown === null ? 'topology-body' : 'topology-body topology-body-pane'} aria-busy={stale}>
        {view.elements.length === 0 ? (
          <p className="topology-note quiet">{say(topology.elements.length === 0 ? 'topology.nothing' : 'topology.none-here')}</p>
        ) : place.table ? (
          <TopologyTable view={view} only={sought === '' ? null : found} onChoose={choose} chosen={place.on} />
        ) : (
          <div className={earlier === null ? 'topology-one' : 'topology-two'}>
            {earlier === null ? null : (
              <Earlier
                {...{
                  topology: earlier.topology,
                  layouts: earlier.layouts,
                  place,
                  changes: changes ?? [],
                  at: earlier.at,
                  choose,
                }}
              />
            )}
            <div className="topology-side">
              {earlier === null ? null : <Heading at={at} what="later" />}
              {laidOut === null ? (
                <p className="topology-note quiet">{say('topology.laying-out')}</p>
              ) : (
                <Stage
                  drawn={laidOut}
                  of={`${of} ${earlier === null ? '' : 'beside'}`}
                  label={say('topology.drawing', { title: laidOut.view.title, count: laidOut.view.elements.length })}
                  marks={marks}
                  chosen={place.on}
                  found={found}
                  goTo={goal}
                  onChoose={choose}
                />
              )}
            </div>
          </div>
        )}
        {shown === 'facts' && place.on !== null ? (
          <FactsPane
            key={place.on}
            state={state}
            run={state.run}
            current={place.at === null}
            {...{ topology, differences, steps, fails: gone === null ? null : fails }}
            id={place.on}
            onShow={show}
            onFails={(yes) => setGone(yes ? place.on : null)}
            onClose={() => choose(null)}
          />
        ) : null}
        {shown === 'differences' ? (
          <DifferencesPane
            run={state.run}
            differences={differences}
            topology={topology}
            onShow={show}
            onClose={() => setPane(null)}
          />
        ) : null}
        {shown === 'changes' ? <ChangesPane changes={changes} onShow={show} onClose={() => setPane(null)} /> : null}
        {shown === 'legend' ? <LegendPane onClose={() => setPane(null)} /> : null}
      </div>
      <TimeBar
        {...{ moments, place, steps }}
        onGo={(change) => {
          go(change);
          setGone(null);
          if (change.against !== undefined) setPane(change.against === null ? null : 'changes');
        }}
      />
    </div>
  );
}

/** The earlier of two moments, beside the later one. */
function Earlier({
  topology,
  layouts,
  place,
  changes,
  at,
  choose,
}: {
  readonly topology: Topology;
  readonly layouts: readonly RecordedLayout[];
  readonly place: Place;
  readonly changes: readonly TopologyChange[];
  readonly at: string;
  readonly choose: (on: string | null) => void;
}): ReactNode {
  const say = useWords();
  const view = useMemo(() => viewFrom(topology, place.from), [topology, place.from]);
  const marks = useMemo(() => changeMarks(changes), [changes]);
  const of = typeof place.from === 'string' ? place.from : place.from.end;
  const laidOut = useLayout(view, of, layouts);
  return (
    <div className="topology-side">
      <Heading at={at} what="earlier" />
      {laidOut === null ? (
        <p className="topology-note quiet">{say('topology.laying-out')}</p>
      ) : laidOut.view.elements.length === 0 ? (
        <p className="topology-note quiet">{say('topology.none-here')}</p>
      ) : (
        <Stage
          drawn={laidOut}
          of={of}
          label={say('topology.drawing-earlier', { title: laidOut.view.title, count: laidOut.view.elements.length })}
          marks={marks}
          chosen={place.on}
          onChoose={choose}
        />
      )}
    </div>
  );
}

function Heading({ at, what }: { readonly at: string; readonly what: 'earlier' | 'later' }): ReactNode {
  const say = useWords();
  return (
    <h2 className="topology-when">
      {say(`topology.${what}`)} <time dateTime={at}>{new Date(at).toLocaleString('en-GB')}</time>
    </h2>
  );
}

const EMPTY_VIEW: View = { id: 'end', title: '', about: '', elements: [], links: [] };

function viewFrom(topology: Topology, from: Place['from']): View {
  return typeof from === 'string' ? topologyView(topology, from) : (endView(topology, from.end) ?? EMPTY_VIEW);
}

function stepTitles(procedure: Procedure | null): ReadonlyMap<string, string> {
  const steps = procedure?.chapters.flatMap((chapter) => chapter.steps) ?? [];
  return new Map(steps.map(({ id, title }) => [id, title]));
}
