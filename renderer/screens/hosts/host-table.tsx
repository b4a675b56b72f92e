import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { HostEntry, HostState } from '../../../core/contract/hosts.ts';
import { InertText } from '../../parts/inert-text.tsx';
import { addressOf, goTo } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import type { HostRow } from './host-rows.ts';
import { LinkMark } from './link-mark.tsx';
import { LARGE_SKEW_MS, lengthWords, skewWords } from './time-words.ts';
import type { HostStates } from './use-host-states.ts';

/** Height of a line in rem: the same for all, so that a long list needs no measuring. */
const LINE_REM = 2.25;

/** Hosts as a list that may be long: only what is seen is drawn. Arrow keys choose one. */
export function HostTable({
  rows,
  states,
  inventory,
  chosen,
}: {
  readonly rows: readonly HostRow[];
  readonly states: HostStates;
  readonly inventory: string;
  readonly chosen: string | null;
}): ReactNode {
  const say = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const focusing = useRef(false);
  const rem = useRef(16);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_REM * rem.current,
    overscan: 10,
  });
  useEffect(() => {
    rem.current = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    virtual.measure();
  }, [virtual]);
  const at = rows.findIndex((row) => row.kind === 'host' && row.host.name === chosen);
  useEffect(() => {
    if (at < 0) return;
    virtual.scrollToIndex(at, { align: 'auto' });
    if (!focusing.current) return;
    focusing.current = false;
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>('a[aria-current]')?.focus());
  }, [at, virtual]);

  const move = (event: KeyboardEvent): void => {
    const names = rows.flatMap((row) => (row.kind === 'host' ? [row.host.name] : []));
    const from = chosen === null ? -1 : names.indexOf(chosen);
    const to =
      event.key === 'ArrowDown'
        ? Math.min(names.length - 1, from + 1)
        : event.key === 'ArrowUp'
          ? Math.max(0, from - 1)
          : event.key === 'Home'
            ? 0
            : event.key === 'End'
              ? names.length - 1
              : null;
    const name = to === null ? undefined : names[to];
    if (name === undefined) return;
    event.preventDefault();
    focusing.current = true;
    goTo({ screen: 'hosts', inventory, host: name }, true);
  };
  const first = rows.findIndex(({ kind }) => kind === 'host');

  return (
    <div className="host-table" role="table" aria-label={say('host.list')} aria-rowcount={rows.length + 1}>
      <div role="rowgroup" className="host-head">
        <div role="row" aria-rowindex={1} className="host-line">
          <span role="columnheader">{say('host.column.host')}</span>
          <span role="columnheader">{say('host.column.state')}</span>
          <span role="columnheader" className="wide-only">
            {say('host.column.role')}
          </span>
          <span role="columnheader" className="wide-only number">
            {say('host.column.round-trip')}
          </span>
          <span role="columnheader" className="wide-only">
            {say('host.column.skew')}
          </span>
          <span role="columnheader" className="wide-only">
            {say('host.column.uptime')}
          </span>
        </div>
      </div>
      <div className="host-scroll" ref={scroller} role="rowgroup" onKeyDown={move}>
        <div className="host-space" role="presentation" style={{ blockSize: `${virtual.getTotalSize()}px` }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const place = { transform: `translateY(${item.start}px)` };
            return row.kind === 'group' ? (
              <div key={`group ${row.name}`} role="row" aria-rowindex={item.index + 2} className="host-group" style={place}>
                <span role="cell" aria-colspan={6}>
                  <InertText text={row.name} limit={60} /> <span className="quiet">{row.count}</span>
                </span>
              </div>
            ) : (
              <HostLine
                key={row.host.name}
                host={row.host}
                state={states.get(row.host.name)}
                inventory={inventory}
                current={item.index === at}
                reachable={at < 0 ? item.index === first : item.index === at}
                index={item.index + 2}
                place={place}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

function HostLine({
  host,
  state,
  inventory,
  current,
  reachable,
  index,
  place,
}: {
  readonly host: HostEntry;
  readonly state: HostState | undefined;
  readonly inventory: string;
  readonly current: boolean;
  /** The one line that Tab comes to. */
  readonly reachable: boolean;
  readonly index: number;
  readonly place: { readonly transform: string };
}): ReactNode {
  const say = useWords();
  const health = state?.link.kind === 'connected' ? state.health : null;
  const { roundTripMs = null, skewMs = null, uptimeSeconds = null, rebooted = false } = health ?? {};
  return (
    <div role="row" aria-rowindex={index} className={`host-line host-body${current ? ' host-chosen' : ''}`} style={place}>
      <span role="rowheader" className="host-name">
        <a
          href={addressOf({ screen: 'hosts', inventory, host: host.name })}
          tabIndex={reachable ? 0 : -1}
          {...(current ? { 'aria-current': 'true' as const } : {})}
        >
          {host.name}
        </a>{' '}
        <span className="quiet host-address">
          <InertText text={host.port === 22 ? host.address : `${host.address}:${host.port}`} limit={60} />
        </span>
      </span>
      <span role="cell">
        <LinkMark state={state} />
        {host.crypto === 'legacy' ? (
          <span className="badge badge-reboot" title={say('host.legacy.title')}>
            {say('host.legacy.short')}
          </span>
        ) : null}
      </span>
      <span role="cell" className="wide-only">
        {host.role}
      </span>
      <span role="cell" className="wide-only number">
        {roundTripMs === null ? '' : say('host.milliseconds', { count: Math.round(roundTripMs) })}
      </span>
      <span role="cell" className={`wide-only${skewMs !== null && Math.abs(skewMs) >= LARGE_SKEW_MS ? ' tone-warn' : ''}`}>
        {skewMs === null ? '' : skewWords({ skewMs, roundTripMs }, say)}
      </span>
      <span role="cell" className="wide-only">
        {uptimeSeconds === null ? '' : lengthWords(uptimeSeconds, say)}
        {rebooted ? <span className="badge badge-reboot">{say('host.rebooted')}</span> : null}
      </span>
    </div>
  );
}
