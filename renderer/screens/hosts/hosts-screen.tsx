import { useState, type ReactNode } from 'react';
import type { HostSource } from '../../../core/contract/hosts.ts';
import { useStream } from '../../connection/use-stream.ts';
import { Button } from '../../parts/button.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { goTo } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import '../../theme/hosts.css';
import { ImportDialog } from './import-dialog.tsx';
import { NewInventoryDialog } from './new-inventory-dialog.tsx';
import { SourceList } from './source-list.tsx';
import { SourceView } from './source-view.tsx';
import { sourceOf } from './source-of.ts';

/** Everybody's hosts: inventories of one's own, and labs that run. */
export default function HostsScreen({
  inventory,
  host,
}: {
  readonly inventory: string | null;
  readonly host: string | null;
}): ReactNode {
  const say = useWords();
  const { latest: sources, problem } = useStream('hosts.sources', null);
  const [open, setOpen] = useState<'import' | 'new' | null>(null);
  if (problem !== null) {
    return (
      <div className="page">
        <ProblemAlert problem={problem} />
      </div>
    );
  }
  if (sources === null) {
    return <Waiting />;
  }
  const chosen = inventory === null ? (sources[0] ?? null) : (sources.find(({ id }) => id === sourceOf(inventory)) ?? null);
  const taken = sources.filter(({ kind }) => kind === 'inventory').map(({ name }) => name);
  const show = (name: string): void => {
    setOpen(null);
    goTo({ screen: 'hosts', inventory: name, host: null });
  };
  return (
    <div className="hosts">
      <div className="hosts-side">
        <h1>{say('host.title')}</h1>
        <SourceList sources={sources} chosen={chosen?.id ?? null} />
        <p className="acts">
          <Button small onClick={() => setOpen('new')}>
            {say('inventory.new')}
          </Button>
          <Button small onClick={() => setOpen('import')}>
            {say('inventory.import-button')}
          </Button>
        </p>
      </div>
      <Chosen chosen={chosen} inventory={inventory} host={host} onImport={() => setOpen('import')} onNew={() => setOpen('new')} />
      {open === 'import' ? <ImportDialog taken={taken} onClose={() => setOpen(null)} onDone={show} /> : null}
      {open === 'new' ? <NewInventoryDialog taken={taken} onClose={() => setOpen(null)} onDone={show} /> : null}
    </div>
  );
}

function Chosen({
  chosen,
  inventory,
  host,
  onImport,
  onNew,
}: {
  readonly chosen: HostSource | null;
  readonly inventory: string | null;
  readonly host: string | null;
  readonly onImport: () => void;
  readonly onNew: () => void;
}): ReactNode {
  const say = useWords();
  if (chosen !== null) return <SourceView key={chosen.id} source={chosen} chosen={host} />;
  return (
    <section className="hosts-empty" aria-labelledby="hosts-empty">
      <h2 id="hosts-empty">
        {inventory === null ? say('host.empty') : say('host.gone', { name: inventory.replace(/^lab:/u, '') })}
      </h2>
      <p>{say(inventory === null ? 'host.empty.body' : 'host.gone.body')}</p>
      <p className="acts">
        <Button kind="primary" onClick={onImport}>
          {say('inventory.import-button')}
        </Button>
        <Button onClick={onNew}>{say('inventory.new')}</Button>
      </p>
    </section>
  );
}
