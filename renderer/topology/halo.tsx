import type { ReactNode } from 'react';
import type { Layout } from '../../core/topology/layout-graph.ts';
import type { Walk } from './walk.ts';

/** What is drawn over a drawing: where the keyboard is, what is chosen and the lines at it, what was searched. */
export function Halo({
  walk,
  layout,
  cursor,
  chosen,
  found,
}: {
  readonly walk: Walk;
  readonly layout: Layout;
  readonly cursor: string | null;
  readonly chosen: string | null;
  readonly found: readonly string[];
}): ReactNode {
  return (
    <g className="topology-halo" aria-hidden="true">
      {found.map((id) => (
        <Around key={id} walk={walk} layout={layout} id={id} of="found" by={5} />
      ))}
      {chosen === null ? null : (
        <>
          {walk.linksAt(chosen).map((id) => (
            <Around key={id} walk={walk} layout={layout} id={id} of="near" by={0} />
          ))}
          <Around walk={walk} layout={layout} id={chosen} of="chosen" by={3} />
        </>
      )}
      {cursor === null ? null : <Around walk={walk} layout={layout} id={cursor} of="cursor" by={6} />}
    </g>
  );
}

function Around({
  walk,
  layout,
  id,
  of,
  by,
}: {
  readonly walk: Walk;
  readonly layout: Layout;
  readonly id: string;
  readonly of: string;
  readonly by: number;
}): ReactNode {
  const line = layout.lines[id];
  if (line !== undefined)
    return <polyline className={`halo-line halo-${of}`} points={line.map(({ x, y }) => `${x},${y}`).join(' ')} />;
  const box = walk.boxOf(id);
  if (box === null) return null;
  return (
    <rect
      className={`halo-box halo-${of}`}
      x={box.x - by}
      y={box.y - by}
      width={box.width + 2 * by}
      height={box.height + 2 * by}
      rx={8 + by}
    />
  );
}
