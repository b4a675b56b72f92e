import type { ReactNode } from 'react';
import BanIcon from '@patternfly/react-icons/dist/esm/icons/ban-icon';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import ExclamationCircleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import ExclamationTriangleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import HandPaperIcon from '@patternfly/react-icons/dist/esm/icons/hand-paper-icon';
import HistoryIcon from '@patternfly/react-icons/dist/esm/icons/history-icon';
import HourglassHalfIcon from '@patternfly/react-icons/dist/esm/icons/hourglass-half-icon';
import LockIcon from '@patternfly/react-icons/dist/esm/icons/lock-icon';
import MinusCircleIcon from '@patternfly/react-icons/dist/esm/icons/minus-circle-icon';
import OutlinedCircleIcon from '@patternfly/react-icons/dist/esm/icons/outlined-circle-icon';
import PlayCircleIcon from '@patternfly/react-icons/dist/esm/icons/play-circle-icon';
import QuestionCircleIcon from '@patternfly/react-icons/dist/esm/icons/question-circle-icon';
import SyncAltIcon from '@patternfly/react-icons/dist/esm/icons/sync-alt-icon';
import UnlinkIcon from '@patternfly/react-icons/dist/esm/icons/unlink-icon';
import UserCheckIcon from '@patternfly/react-icons/dist/esm/icons/user-check-icon';
import UserEditIcon from '@patternfly/react-icons/dist/esm/icons/user-edit-icon';
import type { Outcome } from '../../core/checks/outcome.ts';
import type { CellState } from '../../core/run/next.ts';
import type { Verdict } from '../../core/run/verdict.ts';
import { useWords, type WordId } from '../words/words.tsx';

/** Colour of a state. Never alone: a glyph and a word stand with it. */
export type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'quiet' | 'word';
type Glyph = typeof CheckCircleIcon;

interface Look {
  readonly glyph: Glyph;
  readonly tone: Tone;
  readonly word: WordId;
}

const CELLS: Readonly<Record<CellState, Look>> = {
  locked: { glyph: LockIcon, tone: 'quiet', word: 'cell.locked' },
  waiting: { glyph: HourglassHalfIcon, tone: 'warn', word: 'cell.waiting' },
  ready: { glyph: PlayCircleIcon, tone: 'busy', word: 'cell.ready' },
  running: { glyph: SyncAltIcon, tone: 'busy', word: 'cell.running' },
  done: { glyph: CheckCircleIcon, tone: 'good', word: 'cell.done' },
  'already-so': { glyph: CheckCircleIcon, tone: 'good', word: 'cell.already-so' },
  failed: { glyph: ExclamationCircleIcon, tone: 'bad', word: 'cell.failed' },
  declined: { glyph: HandPaperIcon, tone: 'warn', word: 'cell.declined' },
  skipped: { glyph: MinusCircleIcon, tone: 'word', word: 'cell.skipped' },
  'not-taken': { glyph: BanIcon, tone: 'quiet', word: 'cell.not-taken' },
  unknown: { glyph: QuestionCircleIcon, tone: 'warn', word: 'cell.unknown' },
};

const OUTCOMES: Readonly<Record<Outcome, Look>> = {
  pass: { glyph: CheckCircleIcon, tone: 'good', word: 'outcome.pass' },
  fail: { glyph: ExclamationCircleIcon, tone: 'bad', word: 'outcome.fail' },
  error: { glyph: ExclamationTriangleIcon, tone: 'warn', word: 'outcome.error' },
  unreachable: { glyph: UnlinkIcon, tone: 'warn', word: 'outcome.unreachable' },
  'not-applicable': { glyph: BanIcon, tone: 'quiet', word: 'outcome.not-applicable' },
  waived: { glyph: UserEditIcon, tone: 'word', word: 'outcome.waived' },
  attested: { glyph: UserCheckIcon, tone: 'word', word: 'outcome.attested' },
  stale: { glyph: HistoryIcon, tone: 'warn', word: 'outcome.stale' },
  pending: { glyph: OutlinedCircleIcon, tone: 'quiet', word: 'outcome.pending' },
};

const VERDICTS: Readonly<Record<Verdict, Look>> = {
  passed: { glyph: CheckCircleIcon, tone: 'good', word: 'verdict.passed' },
  'passed-with-words': { glyph: UserCheckIcon, tone: 'word', word: 'verdict.passed-with-words' },
  failed: { glyph: ExclamationCircleIcon, tone: 'bad', word: 'verdict.failed' },
  unreachable: { glyph: UnlinkIcon, tone: 'warn', word: 'verdict.unreachable' },
  'not-established': { glyph: OutlinedCircleIcon, tone: 'quiet', word: 'verdict.not-established' },
};

/** State of a step on a host, or of a step as a whole. `bare`: the word is for those who do not see the glyph. */
export function CellMark({ state, bare = false }: { readonly state: CellState; readonly bare?: boolean }): ReactNode {
  return <Mark look={CELLS[state]} bare={bare} turns={state === 'running'} />;
}

/** Outcome of a check; `word`: for several at once, in the place of its own. */
export function OutcomeMark({
  outcome,
  word,
  bare = false,
}: {
  readonly outcome: Outcome;
  readonly word?: string;
  readonly bare?: boolean;
}): ReactNode {
  return <Mark look={OUTCOMES[outcome]} bare={bare} {...(word === undefined ? {} : { said: word })} />;
}

export function VerdictMark({ verdict }: { readonly verdict: Verdict }): ReactNode {
  return <Mark look={VERDICTS[verdict]} />;
}

function Mark({
  look,
  bare = false,
  turns = false,
  said,
}: {
  readonly look: Look;
  readonly bare?: boolean;
  readonly turns?: boolean;
  readonly said?: string;
}): ReactNode {
  const say = useWords();
  const { glyph: Glyph, tone, word } = look;
  return (
    <span className={`mark tone-${tone}${turns ? ' mark-turns' : ''}`} {...(bare && said !== undefined ? { title: said } : {})}>
      <Glyph aria-hidden="true" />
      <span className={bare ? 'only-heard' : ''}>{said ?? say(word)}</span>
    </span>
  );
}
