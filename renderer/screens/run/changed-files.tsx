import type { ReactNode } from 'react';
import type { StoredEvent } from '../../../core/run/events.ts';
import { Button } from '../../parts/button.tsx';
import { DiffBlock } from '../../parts/diff-block.tsx';
import { Fold } from '../../parts/fold.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { useWords } from '../../words/words.tsx';
import { useActs } from './run-acts.ts';

/** A file of a host that the step changed, with what it last changed in it. */
interface ChangedFile {
  readonly host: string;
  readonly path: string;
  readonly diff: string;
  readonly sequence: number;
}

/** Files that the step changed on its hosts, to be put back one by one. */
export function ChangedFiles({ events, busy }: { readonly events: readonly StoredEvent[]; readonly busy: boolean }): ReactNode {
  const say = useWords();
  const acts = useActs();
  const files = changedFiles(events);
  if (files.length === 0) return null;
  return (
    <section aria-labelledby="step-files">
      <h3 id="step-files">{say('files.title')}</h3>
      {files.map(({ host, path, diff, sequence }) => (
        <div className="changed-file" key={sequence}>
          <Fold
            title={
              <>
                <code>{host}</code>: <InertText text={path} />
              </>
            }
          >
            <DiffBlock diff={diff} label={path} />
          </Fold>
          <Button
            kind="link"
            small
            disabled={busy}
            label={say('command.restore', { path, host })}
            onClick={() => void acts.begin({ kind: 'restore', host, path })}
          >
            {say('files.restore')}
          </Button>
        </div>
      ))}
    </section>
  );
}

/** The latest change of each file. */
export function changedFiles(events: readonly StoredEvent[]): readonly ChangedFile[] {
  const hosts = new Map(
    events.flatMap(({ event }) => (event.type === 'intent' ? [[event.intent, event.on ?? event.place.host] as const] : [])),
  );
  const files = new Map<string, ChangedFile>();
  for (const { event, sequence } of events) {
    if (event.type !== 'act-done' || event.file === undefined || event.file.diff === '' || !event.succeeded) continue;
    const host = hosts.get(event.intent);
    const { path, diff } = event.file;
    if (host !== undefined) files.set(`${host}:${path}`, { host, path, diff, sequence });
  }
  return [...files.values()];
}
