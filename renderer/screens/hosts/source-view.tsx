import { useEffect, useRef, useState, type ReactNode } from 'react';
import FlaskIcon from '@patternfly/react-icons/dist/esm/icons/flask-icon';
import { NEW_HOST_FIELDS } from '../../../core/contract/new-host-fields.ts';
import type { HostFields, HostSource, InventoryText } from '../../../core/contract/hosts.ts';
import type { Problem } from '../../../core/result.ts';
import { ask } from '../../connection/ask.ts';
import { useStores } from '../../connection/stores-context.ts';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { SearchField } from '../../parts/search-field.tsx';
import { addressOf, goTo } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { HostForm } from './host-form.tsx';
import { HostPanel } from './host-panel.tsx';
import { hostRows, hostsMatching } from './host-rows.ts';
import { HostTable } from './host-table.tsx';
import { InventoryTextEditor } from './inventory-text.tsx';
import { LabPanel } from './lab-panel.tsx';
import { linkLook } from './link-mark.tsx';
import { inventoryOf } from './source-of.ts';
import { SureDialog } from './sure-dialog.tsx';
import { useHostStates, type HostStates } from './use-host-states.ts';

/** What is open over the list. */
type Open =
  | { readonly kind: 'text'; readonly read: InventoryText }
  | { readonly kind: 'form'; readonly read: InventoryText; readonly before: string | null; readonly fields: HostFields }
  | { readonly kind: 'remove'; readonly host: string }
  | { readonly kind: 'delete' };

/** One inventory or lab: its hosts, how they stand, and one of them in full. */
export function SourceView({ source, chosen }: { readonly source: HostSource; readonly chosen: string | null }): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const { states, problem: unwatched } = useHostStates(source.problems.length > 0 ? null : source.id);
  const [filter, setFilter] = useState('');
  const [open, setOpen] = useState<Open | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useAnnounced(states);
  const inventory = inventoryOf(source);
  const own = source.kind === 'inventory';
  const shown = hostsMatching(source.hosts, filter);
  const host = source.hosts.find(({ name }) => name === chosen) ?? null;
  const connected = shown.filter(({ name }) => isTied(states, name)).map(({ name }) => name);
  const isConnected = shown.filter(({ name }) => states.get(name)?.link.kind === 'connected');
  const apart = shown.filter(({ name }) => !isTied(states, name)).map(({ name }) => name);

  /** Reads the text first: what is changed is changed in what is there now. */
  const withText = async (then: (read: InventoryText) => void | Promise<void>): Promise<void> => {
    const read = await ask(connection, 'inventories.read', { name: source.name });
    setProblem(read.ok ? null : read.problem);
    if (read.ok) await then(read.value);
  };
  const edit = (name: string): Promise<void> =>
    withText(async (read) => {
      const fields = await ask(connection, 'inventories.hostFields', { text: read.text, host: name });
      if (fields.ok) setOpen({ kind: 'form', read, before: name, fields: fields.value });
      else setProblem(fields.problem);
    });
  const remove = async (name: string): ReturnType<typeof ask<'inventories.save'>> => {
    const read = await ask(connection, 'inventories.read', { name: source.name });
    if (!read.ok) return read;
    const { text, version } = read.value;
    const without = await ask(connection, 'inventories.withHost', { text, before: name, host: name, fields: null });
    if (!without.ok) return without;
    goTo({ screen: 'hosts', inventory, host: null }, true);
    return ask(connection, 'inventories.save', { name: source.name, text: without.value.text, version });
  };
  const tie = async (what: 'hosts.connect' | 'hosts.disconnect', hosts: readonly string[]): Promise<void> => {
    const done = await ask(connection, what, { source: source.id, hosts: [...hosts] });
    setProblem(done.ok ? null : done.problem);
  };

  if (open?.kind === 'text') {
    return <InventoryTextEditor name={source.name} read={open.read} onDone={() => setOpen(null)} />;
  }
  return (
    <>
      <section className="hosts-list" aria-labelledby="source-title">
        <header>
          <h2 id="source-title">
            {source.name}{' '}
            {source.title === source.name ? null : (
              <span className="quiet">
                <InertText text={source.title} limit={80} />
              </span>
            )}
            {source.simulated ? <span className="badge badge-simulated">{say('runs.simulated')}</span> : null}
          </h2>
          <div className="acts">
            {own ? (
              <>
                <Button
                  small
                  onClick={() => void withText((read) => setOpen({ kind: 'form', read, before: null, fields: NEW_HOST_FIELDS }))}
                  disabled={source.problems.length > 0}
                >
                  {say('host.add')}
                </Button>
                <Button small onClick={() => void withText((read) => setOpen({ kind: 'text', read }))}>
                  {say('inventory.edit-text')}
                </Button>
                <Button small kind="link" onClick={() => setOpen({ kind: 'delete' })}>
                  {say('inventory.delete')}
                </Button>
              </>
            ) : (
              <>
                <span className="quiet">{say('inventory.read-only')}</span>
                {chosen === null ? null : <a href={addressOf({ screen: 'hosts', inventory, host: null })}>{say('lab.title')}</a>}
              </>
            )}
          </div>
        </header>
        {source.simulated ? (
          <div className="banner" role="note">
            <FlaskIcon aria-hidden="true" /> <strong>{say('banner.simulated')}</strong>{' '}
            {say('host.simulated', { scale: source.scale })}
          </div>
        ) : null}
        {problem === null ? null : <ProblemAlert problem={problem} />}
        {unwatched === null ? null : <ProblemAlert problem={unwatched} />}
        {source.problems.length > 0 ? (
          source.problems.slice(0, 20).map((one, index) => <ProblemAlert key={index} problem={one} />)
        ) : source.hosts.length === 0 ? (
          <p className="quiet">{say('inventory.empty')}</p>
        ) : (
          <>
            <div className="hosts-tools">
              <SearchField label={say('host.filter')} value={filter} onChange={setFilter} />
              <span className="quiet" role="status">
                {say('host.counted', { shown: shown.length, connected: isConnected.length })}
              </span>
              {apart.length === 0 ? null : (
                <Button small onClick={() => void tie('hosts.connect', apart)}>
                  {say('host.connect-many', { count: apart.length })}
                </Button>
              )}
              {connected.length === 0 ? null : (
                <Button small onClick={() => void tie('hosts.disconnect', connected)}>
                  {say('host.disconnect-many', { count: connected.length })}
                </Button>
              )}
            </div>
            {shown.length === 0 ? (
              <p className="quiet">{say('host.none-match')}</p>
            ) : (
              <HostTable rows={hostRows(shown, say('host.no-group'))} states={states} inventory={inventory} chosen={chosen} />
            )}
          </>
        )}
      </section>
      {host === null ? (
        own ? null : (
          <div className="hosts-one hosts-lab">
            <LabPanel lab={source.name} />
          </div>
        )
      ) : (
        <div className="hosts-one">
          <a className="hosts-back" href={addressOf({ screen: 'hosts', inventory, host: null })}>
            {say('host.back')}
          </a>
          <HostPanel
            key={host.name}
            source={source}
            host={host}
            state={states.get(host.name)}
            onEdit={own ? () => void edit(host.name) : null}
            onRemove={own ? () => setOpen({ kind: 'remove', host: host.name }) : null}
          />
        </div>
      )}
      {open?.kind === 'form' ? (
        <HostForm
          inventory={source.name}
          read={open.read}
          before={open.before}
          fields={open.fields}
          onClose={() => setOpen(null)}
          onSaved={(name) => {
            setOpen(null);
            goTo({ screen: 'hosts', inventory, host: name });
          }}
        />
      ) : null}
      {open?.kind === 'remove' ? (
        <SureDialog
          title={say('host.remove.title', { host: open.host, inventory: source.name })}
          body={say('host.remove.body')}
          yes={say('host.remove.yes')}
          act={() => remove(open.host)}
          onClose={() => setOpen(null)}
        />
      ) : null}
      {open?.kind === 'delete' ? (
        <SureDialog
          title={say('inventory.delete.title', { name: source.name })}
          body={say('inventory.delete.body')}
          yes={say('inventory.delete.yes')}
          act={async () => {
            const gone = await ask(connection, 'inventories.delete', { name: source.name });
            if (gone.ok) goTo({ screen: 'hosts', inventory: null, host: null }, true);
            return gone;
          }}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </>
  );
}

/** Whether a host is connected, or on its way. */
function isTied(states: HostStates, host: string): boolean {
  const link = states.get(host)?.link.kind ?? 'apart';
  return link !== 'apart' && link !== 'failed';
}

/** Says when a host comes to stand otherwise: from its state, once each. */
function useAnnounced(states: HostStates): void {
  const say = useWords();
  const before = useRef<ReadonlyMap<string, string> | null>(null);
  useEffect(() => {
    const words = new Map([...states].map(([host, state]) => [host, linkLook(state).word]));
    const old = before.current;
    before.current = words;
    if (old === null) return;
    const news = [...words].filter(([host, word]) => old.get(host) !== word && word !== 'host.link.connecting');
    if (news.length > 0 && news.length <= 3) announce(news.map(([host, word]) => `${host}: ${say(word)}`).join('; '));
    else if (news.length > 3) announce(say('host.many-changed', { count: news.length }));
  }, [states, say]);
}
