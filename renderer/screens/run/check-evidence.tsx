import type { ReactNode } from 'react';
import type { StoredEvent } from '../../../core/run/events.ts';
import type { CheckState } from '../../../core/run/state.ts';
import { CommandBlock } from '../../parts/command-block.tsx';
import { useWords } from '../../words/words.tsx';
import { OutputFold } from './output-fold.tsx';

/** What a check looked at: the commands, and the bytes that came back. */
export function CheckEvidence({
  last,
  events,
}: {
  readonly last: NonNullable<CheckState['last']>;
  readonly events: readonly StoredEvent[];
}): ReactNode {
  const say = useWords();
  return last.evidence.map(({ binding, host, batch, result }) => {
    const probed = events.find(({ event }) => event.type === 'probed' && event.batch === batch)?.event;
    const found = probed?.type === 'probed' ? probed.results[result] : undefined;
    if (found === undefined)
      return (
        <p key={`${binding} ${host}`} className="quiet">
          {say('evidence.elsewhere', { host, binding })}
        </p>
      );
    return (
      <div key={`${binding} ${host}`}>
        <CommandBlock title={`${host}: ${found.probe}`} command={found.command} of="read" />
        <OutputFold
          output={found.stdout}
          title={say('evidence.stdout', { bytes: found.stdout.bytes, exit: found.exit ?? '?' })}
        />
        {found.stderr.bytes === 0 ? null : (
          <OutputFold output={found.stderr} title={say('evidence.stderr', { bytes: found.stderr.bytes })} />
        )}
      </div>
    );
  });
}
