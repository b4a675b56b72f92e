import type { ReactNode } from 'react';
import ExclamationCircleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import PauseCircleIcon from '@patternfly/react-icons/dist/esm/icons/pause-circle-icon';
import PlayCircleIcon from '@patternfly/react-icons/dist/esm/icons/play-circle-icon';
import PowerOffIcon from '@patternfly/react-icons/dist/esm/icons/power-off-icon';
import SpinnerIcon from '@patternfly/react-icons/dist/esm/icons/spinner-icon';
import { useWords } from '../../words/words.tsx';
import type { DomainState } from './guest-rows.ts';

const LOOKS: Readonly<Record<DomainState, { readonly glyph: typeof PlayCircleIcon; readonly tone: string }>> = {
  running: { glyph: PlayCircleIcon, tone: 'good' },
  idle: { glyph: PlayCircleIcon, tone: 'good' },
  ready: { glyph: PlayCircleIcon, tone: 'good' },
  paused: { glyph: PauseCircleIcon, tone: 'warn' },
  'shut-down': { glyph: PowerOffIcon, tone: 'warn' },
  dying: { glyph: SpinnerIcon, tone: 'warn' },
  crashed: { glyph: ExclamationCircleIcon, tone: 'bad' },
  off: { glyph: PowerOffIcon, tone: 'quiet' },
};

/** State of a domain in a glyph, a word and a colour. */
export function DomainMark({ state }: { readonly state: DomainState }): ReactNode {
  const say = useWords();
  const { glyph: Glyph, tone } = LOOKS[state];
  return (
    <span className={`mark tone-${tone}`}>
      <Glyph aria-hidden="true" />
      <span>{say(`guests.state.${state}`)}</span>
    </span>
  );
}
