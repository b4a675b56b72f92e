import type { ReactNode } from 'react';
import type { HostSource } from '../../../core/contract/hosts.ts';
import { addressOf } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { inventoryOf } from './source-of.ts';

/** Inventories, and labs that run, each one a link. */
export function SourceList({
  sources,
  chosen,
}: {
  readonly sources: readonly HostSource[];
  readonly chosen: string | null;
}): ReactNode {
  const say = useWords();
  const labs = sources.filter(({ kind }) => kind === 'lab');
  return (
    <nav className="sources" aria-label={say('inventory.list')}>
      <h2>{say('inventory.yours')}</h2>
      <List sources={sources.filter(({ kind }) => kind === 'inventory')} chosen={chosen} />
      {labs.length === 0 ? null : (
        <>
          <h2>{say('inventory.labs')}</h2>
          <List sources={labs} chosen={chosen} />
        </>
      )}
    </nav>
  );
}

function List({ sources, chosen }: { readonly sources: readonly HostSource[]; readonly chosen: string | null }): ReactNode {
  const say = useWords();
  if (sources.length === 0) return <p className="quiet">{say('inventory.none')}</p>;
  return (
    <ul>
      {sources.map((source) => (
        <li key={source.id}>
          <a
            href={addressOf({ screen: 'hosts', inventory: inventoryOf(source), host: null })}
            {...(source.id === chosen ? { 'aria-current': 'true' as const } : {})}
          >
            <span className="source-name">{source.name}</span>
            {source.problems.length > 0 ? (
              <span className="badge badge-destructive">{say('inventory.broken')}</span>
            ) : (
              <span className="quiet">{say('inventory.count', { count: source.hosts.length })}</span>
            )}
          </a>
        </li>
      ))}
    </ul>
  );
}
