import type { ReactNode } from 'react';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import ExclamationCircleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import ExclamationTriangleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import OutlinedCircleIcon from '@patternfly/react-icons/dist/esm/icons/outlined-circle-icon';
import QuestionCircleIcon from '@patternfly/react-icons/dist/esm/icons/question-circle-icon';
import SyncAltIcon from '@patternfly/react-icons/dist/esm/icons/sync-alt-icon';
import UnlinkIcon from '@patternfly/react-icons/dist/esm/icons/unlink-icon';
import type { HostState } from '../../../core/contract/hosts.ts';
import { assertNever } from '../../../core/result.ts';
import type { Tone } from '../../parts/mark.tsx';
import { useWords, type WordId } from '../../words/words.tsx';

interface Look {
  readonly glyph: typeof CheckCircleIcon;
  readonly tone: Tone;
  readonly word: WordId;
}

const APART: Look = { glyph: OutlinedCircleIcon, tone: 'quiet', word: 'host.link.apart' };

/** How a host stands, as glyph, colour and word. */
export function LinkMark({ state }: { readonly state: HostState | undefined }): ReactNode {
  const say = useWords();
  const { glyph: Glyph, tone, word } = linkLook(state);
  return (
    <span className={`mark tone-${tone}${word === 'host.link.connecting' ? ' mark-turns' : ''}`}>
      <Glyph aria-hidden="true" />
      <span>{say(word)}</span>
    </span>
  );
}

/** The same as parts, for what is announced. */
export function linkLook(state: HostState | undefined): Look {
  if (state === undefined) return APART;
  const { link, health } = state;
  switch (link.kind) {
    case 'apart':
      return APART;
    case 'connecting':
      return { glyph: SyncAltIcon, tone: 'busy', word: 'host.link.connecting' };
    case 'asking':
      return {
        glyph: QuestionCircleIcon,
        tone: 'warn',
        word: link.what === 'secret' ? 'host.link.asks-secret' : 'host.link.asks-key',
      };
    case 'connected':
      return health !== null && health.problem !== null
        ? { glyph: ExclamationTriangleIcon, tone: 'warn', word: 'host.link.silent' }
        : { glyph: CheckCircleIcon, tone: 'good', word: 'host.link.connected' };
    case 'failed':
      return failedLook(link.problem.code);
    default:
      return assertNever(link);
  }
}

function failedLook(code: string): Look {
  if (code === 'host-key-changed') return { glyph: ExclamationCircleIcon, tone: 'bad', word: 'host.link.key-changed' };
  if (code === 'host-key-revoked') return { glyph: ExclamationCircleIcon, tone: 'bad', word: 'host.link.key-revoked' };
  if (code.startsWith('host-key-')) return { glyph: QuestionCircleIcon, tone: 'warn', word: 'host.link.key-unknown' };
  if (code === 'auth-failed') return { glyph: ExclamationCircleIcon, tone: 'bad', word: 'host.link.not-let-in' };
  if (code === 'no-common-algorithm') return { glyph: ExclamationCircleIcon, tone: 'bad', word: 'host.link.no-algorithm' };
  if (code === 'session-lost') return { glyph: UnlinkIcon, tone: 'warn', word: 'host.link.lost' };
  return { glyph: UnlinkIcon, tone: 'warn', word: 'host.link.unreachable' };
}
