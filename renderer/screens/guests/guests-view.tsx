import { useState, type ReactNode } from 'react';
import { Spinner } from '@patternfly/react-core/dist/esm/components/Spinner';
import type { GuestsSight } from '../../../core/contract/guests.ts';
import type { Plan } from '../../../core/procedure/plan.ts';
import { Button } from '../../parts/button.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { useWords } from '../../words/words.tsx';
import type { RunSight } from '../run/use-run.ts';
import { ArrayPanel } from './array-panel.tsx';
import { guestRows, type GuestRow } from './guest-rows.ts';
import { guestSteps, type GuestSteps } from './guest-steps.ts';
import { GuestsPanel } from './guests-panel.tsx';
import { HardwarePanel } from './hardware-panel.tsx';
import { NetworksPanel } from './networks-panel.tsx';
import { StepCards } from './step-cards.tsx';
import { useGuests } from './use-guests.ts';
import '../../theme/guests.css';

/** What the Virtual Machine Manager and the Storage Manager show of the hosts of a run, as it is now; changed by the procedure's steps alone. */
export default function GuestsView({
  sight,
  plan,
  busy,
}: {
  readonly sight: RunSight;
  readonly plan: Plan | null;
  readonly busy: boolean;
}): ReactNode {
  const say = useWords();
  const [again, setAgain] = useState(0);
  const { run } = sight.state;
  const now = useGuests(run, again);
  const steps = guestSteps(run, plan, sight.rows, busy);
  switch (now.kind) {
    case 'loading':
      return (
        <div className="guests-view">
          <div className="waiting">
            <Spinner size="lg" aria-label={say('guests.connecting')} />
            <p>{say('guests.connecting')}</p>
          </div>
        </div>
      );
    case 'problem':
      return (
        <div className="guests-view">
          <ProblemAlert problem={now.problem} />
          <p>
            <Button kind="secondary" onClick={() => setAgain(again + 1)}>
              {say('guests.again')}
            </Button>
          </p>
        </div>
      );
    case 'there':
      return <Panels seen={now.sight} steps={steps} />;
  }
}

function Panels({ seen, steps }: { readonly seen: GuestsSight; readonly steps: GuestSteps }): ReactNode {
  const say = useWords();
  const [picked, setPicked] = useState<Pick<GuestRow, 'host' | 'name'> | null>(null);
  const rows = seen.hosts.flatMap(guestRows);
  const chosen =
    rows.find(({ host, name }) => host === picked?.host && name === picked.name) ?? rows.find((row) => !row.isHost) ?? null;
  const itsHost = seen.hosts.find(({ host }) => host === chosen?.host) ?? null;
  return (
    <div className="guests-view">
      <p className="quiet">{say('guests.now')}</p>
      <div className="guests-columns">
        <div className="guests-column">
          <section className="panel" aria-labelledby="guests-title">
            <h2 id="guests-title">{say('guests.title')}</h2>
            {seen.hosts.length === 0 ? <p className="quiet">{say('guests.no-hosts')}</p> : null}
            {seen.hosts.map((one) => (
              <GuestsPanel key={one.host} seen={one} chosen={chosen} onChoose={setPicked} />
            ))}
            <StepCards title={say('guests.new')} rows={steps.create} steps={steps} />
          </section>
          <NetworksPanel hosts={seen.hosts} steps={steps} />
        </div>
        <div className="guests-column">
          {chosen === null || itsHost === null ? null : <HardwarePanel row={chosen} seen={itsHost} steps={steps} />}
          {seen.arrays.map((one) => (
            <ArrayPanel key={one.host} seen={one} />
          ))}
        </div>
      </div>
    </div>
  );
}
