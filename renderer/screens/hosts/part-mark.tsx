import type { ReactNode } from 'react';
import BoltIcon from '@patternfly/react-icons/dist/esm/icons/bolt-icon';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import ExclamationCircleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import PowerOffIcon from '@patternfly/react-icons/dist/esm/icons/power-off-icon';
import SyncAltIcon from '@patternfly/react-icons/dist/esm/icons/sync-alt-icon';
import UnlinkIcon from '@patternfly/react-icons/dist/esm/icons/unlink-icon';
import type { MachinePower } from '../../../core/contract/labs.ts';
import type { Tone } from '../../parts/mark.tsx';
import { useWords } from '../../words/words.tsx';

/** How a part of a rack stands: a cable, a controller, a machine. */
type PartState = 'plugged' | 'pulled' | 'works' | 'failed' | MachinePower;

const LOOKS: Readonly<Record<PartState, { readonly glyph: typeof BoltIcon; readonly tone: Tone }>> = {
  plugged: { glyph: CheckCircleIcon, tone: 'good' },
  pulled: { glyph: UnlinkIcon, tone: 'warn' },
  works: { glyph: CheckCircleIcon, tone: 'good' },
  failed: { glyph: ExclamationCircleIcon, tone: 'bad' },
  up: { glyph: BoltIcon, tone: 'good' },
  booting: { glyph: SyncAltIcon, tone: 'busy' },
  stopping: { glyph: SyncAltIcon, tone: 'busy' },
  off: { glyph: PowerOffIcon, tone: 'quiet' },
  panic: { glyph: ExclamationCircleIcon, tone: 'bad' },
};

/** State of a part in a glyph, a word and a colour. */
export function PartMark({ state }: { readonly state: PartState }): ReactNode {
  const say = useWords();
  const { glyph: Glyph, tone } = LOOKS[state];
  return (
    <span className={`mark tone-${tone}`}>
      <Glyph aria-hidden="true" />
      <span>{say(`lab.state.${state}`)}</span>
    </span>
  );
}
