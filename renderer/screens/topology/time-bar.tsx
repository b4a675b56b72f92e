import { useEffect, useId, useState, type ReactNode } from 'react';
import type { TopologyMoment } from '../../../core/contract/topology.ts';
import { Button } from '../../parts/button.tsx';
import { ToggleButton } from '../../parts/toggle-button.tsx';
import type { Place } from '../../topology/place.ts';
import { useWords } from '../../words/words.tsx';

/** Milliseconds that a slider rests before what it stands at is asked for: not each moment that it passes. */
const REST_MS = 120;

/** The moments of a run: one that is looked at, and an earlier one beside it. At its end the slider follows the run. */
export function TimeBar({
  moments,
  place,
  steps,
  onGo,
}: {
  readonly moments: readonly TopologyMoment[];
  readonly place: Place;
  readonly steps: ReadonlyMap<string, string>;
  readonly onGo: (change: Partial<Pick<Place, 'at' | 'against'>>) => void;
}): ReactNode {
  const say = useWords();
  if (moments.length < 2) return null;
  const last = moments.length - 1;
  const indexOf = (sequence: number | null): number => {
    if (sequence === null) return last;
    const index = moments.findLastIndex((moment) => moment.sequence <= sequence);
    return Math.max(0, index);
  };
  const sequenceAt = (index: number): number | null => (index >= last ? null : (moments[index]?.sequence ?? null));
  return (
    <div className="topology-time">
      {place.against === null ? null : (
        <Slider
          label={say('topology.earlier')}
          moments={moments}
          steps={steps}
          value={indexOf(place.against)}
          onChange={(index) => onGo({ against: moments[index]?.sequence ?? 1 })}
        />
      )}
      <Slider
        label={say(place.against === null ? 'topology.moment' : 'topology.later')}
        moments={moments}
        steps={steps}
        value={indexOf(place.at)}
        onChange={(index) => onGo({ at: sequenceAt(index) })}
      />
      <span className="topology-buttons">
        <Button small disabled={place.at === null} onClick={() => onGo({ at: null })}>
          {say('topology.now')}
        </Button>
        <ToggleButton
          pressed={place.against !== null}
          onClick={() =>
            onGo({
              against: place.against === null ? (moments[Math.max(0, indexOf(place.at) - 1)]?.sequence ?? null) : null,
            })
          }
        >
          {say('topology.compare')}
        </ToggleButton>
      </span>
    </div>
  );
}

function Slider({
  label,
  moments,
  steps,
  value,
  onChange,
}: {
  readonly label: string;
  readonly moments: readonly TopologyMoment[];
  readonly steps: ReadonlyMap<string, string>;
  readonly value: number;
  readonly onChange: (index: number) => void;
}): ReactNode {
  const say = useWords();
  const id = useId();
  const [held, setHeld] = useState<number | null>(null);
  const shown = held ?? value;
  const moment = moments[shown];
  useEffect(() => {
    if (held === null) return undefined;
    const timer = setTimeout(() => {
      onChange(held);
      setHeld(null);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [held]);
  const title = moment?.step === null || moment === undefined ? null : (steps.get(moment.step) ?? moment.step);
  const text = say('topology.moment-text', {
    at: moment === undefined ? '' : new Date(moment.at).toLocaleTimeString('en-GB'),
    what: [title, moment?.host].filter((one) => one !== null && one !== undefined).join(' · '),
  });
  return (
    <div className="topology-slider">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={moments.length - 1}
        value={shown}
        aria-valuetext={text}
        onChange={(event) => setHeld(Number(event.target.value))}
      />
      <span className="topology-moment" title={text}>
        {say('topology.moment-count', { at: shown + 1, of: moments.length })} {text}
      </span>
    </div>
  );
}
