import { useMemo, useRef, type ReactNode } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { TopologyView } from '../../../core/topology/views.ts';
import { topologyTable } from '../../../core/topology/table.ts';
import { InertText } from '../../parts/inert-text.tsx';
import { useWords } from '../../words/words.tsx';
import { StateMark } from './state-mark.tsx';

/** A row with one line of text, in pixels: what a row really takes is measured. */
const LINE = 36;
const COLUMNS = ['what', 'name', 'in', 'state', 'connected', 'facts'] as const;

/** The content of the drawing as rows; only those that are seen are made. `only`: elements to which it is narrowed; null: all. */
export function TopologyTable({
  view,
  only,
  chosen,
  onChoose,
}: {
  readonly view: TopologyView;
  readonly only: readonly string[] | null;
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
}): ReactNode {
  const say = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => {
    const all = topologyTable(view);
    const wanted = only === null ? null : new Set(only);
    return view.elements.flatMap((element, index) => {
      const row = all[index];
      return row === undefined || wanted?.has(element.id) === false ? [] : [{ element, row }];
    });
  }, [view, only]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    overscan: 20,
  });
  const seen = virtual.getVirtualItems();
  const before = seen[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (seen.at(-1)?.end ?? 0);
  return (
    <div
      className="topology-table"
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label={say('topology.table', { title: view.title })}
    >
      <table className="table" aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {say(`topology.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before === 0 ? null : (
            <tr aria-hidden="true">
              <td colSpan={COLUMNS.length} style={{ blockSize: before }} />
            </tr>
          )}
          {seen.map((item) => {
            const one = rows[item.index];
            if (one === undefined) return null;
            const { element, row } = one;
            return (
              <tr
                key={element.id}
                data-index={item.index}
                ref={virtual.measureElement}
                aria-rowindex={item.index + 2}
                className={element.id === chosen ? 'topology-row-chosen' : ''}
              >
                <td>{row.what}</td>
                <th scope="row">
                  <button type="button" className="plain" onClick={() => onChoose(element.id)}>
                    <InertText text={row.name} limit={120} />
                  </button>
                </th>
                <td>
                  <InertText text={row.in} limit={80} />
                </td>
                <td>
                  <StateMark state={element.state} />
                  {row.why === '' ? null : (
                    <div className="quiet">
                      <InertText text={row.why} limit={200} />
                    </div>
                  )}
                  <div className="quiet">{row.origin}</div>
                </td>
                <td>
                  <InertText text={row.connected} limit={400} />
                </td>
                <td>
                  <InertText text={row.facts} limit={400} />
                </td>
              </tr>
            );
          })}
          {after <= 0 ? null : (
            <tr aria-hidden="true">
              <td colSpan={COLUMNS.length} style={{ blockSize: after }} />
            </tr>
          )}
        </tbody>
      </table>
      {rows.length === 0 ? <p className="quiet">{say('topology.found', { count: 0 })}</p> : null}
    </div>
  );
}
