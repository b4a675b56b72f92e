import { useMemo, useState, type ReactNode } from 'react';
import type { TopologyAtMoment } from '../../core/contract/topology.ts';
import type { Step } from '../../core/procedure/schema.ts';
import { calledByKind } from '../../core/topology/labels.ts';
import { STATE_MARKS } from '../../core/topology/model.ts';
import { stepPart } from '../../core/topology/step-part.ts';
import { useLive } from '../connection/use-live.ts';
import { Button } from '../parts/button.tsx';
import { InertText } from '../parts/inert-text.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { addressOf } from '../route.ts';
import { useWords } from '../words/words.tsx';
import { placeText, FIRST_PLACE } from './place.ts';
import { Stage } from './stage.tsx';
import type { TopologyStore } from './topology-store.ts';
import { useLayout } from './use-layout.ts';
import { useMoment, useTopologyStore } from './use-moment.ts';
import '../theme/topology.css';

/** Room in which it stands open by itself. */
const WIDE = '(min-width: 1400px)';

/** What a step is about, in the topology as it is known now. Live; closed where there is little room, until it is asked for. */
export default function StepTopology(props: {
  readonly run: string;
  readonly step: Step;
  readonly hosts: readonly string[];
}): ReactNode {
  const say = useWords();
  const [open, setOpen] = useState(() => window.matchMedia(WIDE).matches);
  if (!open)
    return (
      <div className="step-topology-closed">
        <Button small onClick={() => setOpen(true)}>
          {say('topology.step.show')}
        </Button>
      </div>
    );
  return (
    <section className="step-topology" aria-labelledby="step-topology">
      <header>
        <h2 id="step-topology">{say('topology.step')}</h2>
        <Button small onClick={() => setOpen(false)}>
          {say('topology.close')}
        </Button>
      </header>
      <Asked {...props} />
    </section>
  );
}

function Asked({
  run,
  step,
  hosts,
}: {
  readonly run: string;
  readonly step: Step;
  readonly hosts: readonly string[];
}): ReactNode {
  const store = useTopologyStore(run);
  return store === null ? null : <Followed run={run} step={step} hosts={hosts} store={store} />;
}

function Followed({
  run,
  step,
  hosts,
  store,
}: {
  readonly run: string;
  readonly step: Step;
  readonly hosts: readonly string[];
  readonly store: TopologyStore;
}): ReactNode {
  const say = useWords();
  const sight = useMoment(run, null, useLive(store.moments));
  switch (sight.kind) {
    case 'loading':
      return <p className="topology-note quiet">{say('window.loading')}</p>;
    case 'problem':
      return <ProblemAlert problem={sight.problem} />;
    case 'there':
      return <Drawn run={run} step={step} hosts={hosts} moment={sight.moment} />;
  }
}

function Drawn({
  run,
  step,
  hosts,
  moment,
}: {
  readonly run: string;
  readonly step: Step;
  readonly hosts: readonly string[];
  readonly moment: TopologyAtMoment;
}): ReactNode {
  const say = useWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const names = hosts.join(' ');
  const view = useMemo(() => {
    const questions = step.checkpoints.flatMap(({ probes }) =>
      Object.values(probes).map(({ probe, on }) => ({ probe, role: on?.role ?? null })),
    );
    return stepPart(moment.topology, step.title, names.split(' '), questions);
  }, [moment, step, names]);
  const laidOut = useLayout(view, step.id);
  const one = view.elements.find(({ id }) => id === chosen) ?? null;
  const place = placeText({ ...FIRST_PLACE, from: 'all', on: chosen });
  if (view.elements.length === 0) return <p className="topology-note quiet">{say('topology.step.none')}</p>;
  return (
    <>
      <div className="step-topology-drawing">
        {laidOut === null || laidOut.view.elements.length === 0 ? (
          <p className="topology-note quiet">{say('topology.laying-out')}</p>
        ) : (
          <Stage
            drawn={laidOut}
            of={step.id}
            small
            label={say('topology.drawing', { title: step.title, count: view.elements.length })}
            chosen={chosen}
            onChoose={setChosen}
          />
        )}
      </div>
      <div className="step-topology-links">
        {one === null ? null : (
          <div>
            {STATE_MARKS[one.state].glyph} <InertText text={calledByKind(one)} limit={100} />:{' '}
            {say(`topology.state.${one.state}`)}
            {one.why === null ? null : (
              <>
                . <InertText text={one.why} limit={200} />
              </>
            )}
          </div>
        )}
        <a href={addressOf({ screen: 'run', run, view: 'topology', step: place })}>{say('topology.step.open')}</a>
      </div>
    </>
  );
}
