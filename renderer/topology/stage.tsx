import {
  memo,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
} from 'react';
import { drawnParts, type DrawnPart } from '../../core/topology/drawing.ts';
import type { MarkupElement } from '../../core/markup/node.ts';
import { NO_MARKS, type Marks } from '../../core/topology/marks.ts';
import { Button } from '../parts/button.tsx';
import { MarkupTree } from '../parts/markup-tree.tsx';
import { useWords } from '../words/words.tsx';
import { fitted, showing, zoomed, ZOOM_STEP, type Camera, type Size } from './camera.ts';
import { adoptDrawingStyle } from './drawing-style-sheet.ts';
import { Halo } from './halo.tsx';
import type { LaidOut } from './use-layout.ts';
import { Walk, type Direction } from './walk.ts';
import '../theme/topology.css';

export interface StageProps {
  readonly drawn: LaidOut;
  readonly label: string;
  /** What the camera belongs to: with another one the whole drawing is shown again, with the same one it stays where it is. */
  readonly of: string;
  readonly marks?: Marks;
  /** Element or link that facts are shown of. */
  readonly chosen?: string | null;
  readonly found?: readonly string[];
  readonly onChoose: (id: string | null) => void;
  /** Something to be seen: when it changes, the cursor goes there. */
  readonly goTo?: { readonly id: string; readonly count: number } | null;
  /** Without buttons: a drawing beside something else. */
  readonly small?: boolean;
}

const WALKS: Readonly<Record<string, Direction>> = {
  ArrowRight: 'along',
  ArrowLeft: 'back',
  ArrowDown: 'next',
  ArrowUp: 'previous',
  Home: 'first',
  End: 'last',
};
/** Pixels that a pointer may move while it clicks, and that a key pans. */
const STILL = 4;
const PAN = 60;

/** A drawing to look around in: zoomed and moved by mouse, wheel, touch and keyboard; walked along its connections by keyboard. */
export function Stage(props: StageProps): ReactNode {
  const { drawn, label, of, marks = NO_MARKS, chosen = null, found = [], onChoose, goTo = null, small = false } = props;
  const say = useWords();
  const { view, layout } = drawn;
  const prefix = useId();
  const stage = useRef<HTMLDivElement>(null);
  const paper = useRef<HTMLDivElement>(null);
  const camera = useRef<Camera>({ x: 0, y: 0, scale: 1 });
  const [percent, setPercent] = useState(100);
  const [cursor, setCursor] = useState<string | null>(null);
  const [within, setWithin] = useState(false);
  const walk = useMemo(() => new Walk(view, layout), [view, layout]);
  const parts = useMemo(() => drawnParts(view, layout, marks), [view, layout, marks]);
  const numbers = useMemo(
    () => new Map(parts.flatMap(({ id, is }, index) => (is === 'label' ? [] : [[id, index] as const]))),
    [parts],
  );
  const domId = (id: string): string => `${prefix}${numbers.get(id) ?? ''}`;

  useEffect(adoptDrawingStyle, []);

  const size = useCallback((): Size => {
    const { clientWidth: width, clientHeight: height } = stage.current ?? { clientWidth: 1, clientHeight: 1 };
    return { width, height };
  }, []);
  const settle = useRef<ReturnType<typeof setTimeout> | null>(null);
  const look = useCallback((next: Camera): void => {
    camera.current = next;
    const { current } = paper;
    if (current === null) return;
    // While it moves the drawing is one picture; once it stays it is drawn sharply.
    current.style.willChange = 'transform';
    current.style.transform = `translate(${next.x}px, ${next.y}px) scale(${next.scale})`;
    if (settle.current !== null) clearTimeout(settle.current);
    settle.current = setTimeout(() => {
      current.style.willChange = 'auto';
      setPercent(Math.round(next.scale * 100));
    }, 150);
  }, []);
  useEffect(
    () => () => {
      if (settle.current !== null) clearTimeout(settle.current);
    },
    [],
  );
  const fit = useCallback(() => look(fitted(layout, size())), [layout, look, size]);
  const zoom = useCallback(
    (factor: number) => {
      const { width, height } = size();
      look(zoomed(camera.current, factor, { x: width / 2, y: height / 2 }));
    },
    [look, size],
  );

  // Another drawing is shown as a whole; the same one, drawn anew because something was found, stays as it is looked at.
  const shownOf = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (shownOf.current === of) return;
    shownOf.current = of;
    fit();
  }, [of, fit]);
  const touched = useRef(false);
  useEffect(() => {
    if (stage.current === null) return undefined;
    const watcher = new ResizeObserver(() => {
      if (!touched.current) fit();
    });
    watcher.observe(stage.current);
    return () => watcher.disconnect();
  }, [fit]);
  useEffect(() => {
    touched.current = false;
  }, [of]);

  // React listens to the wheel passively; here it must not scroll the page.
  useEffect(() => {
    const { current } = stage;
    if (current === null) return undefined;
    const turned = (event: WheelEvent): void => {
      event.preventDefault();
      touched.current = true;
      const { left, top } = current.getBoundingClientRect();
      const { x, y, scale } = camera.current;
      if (event.shiftKey) look({ x: x - event.deltaY - event.deltaX, y, scale });
      else look(zoomed(camera.current, Math.exp(-event.deltaY / 400), { x: event.clientX - left, y: event.clientY - top }));
    };
    current.addEventListener('wheel', turned, { passive: false });
    return () => current.removeEventListener('wheel', turned);
  }, [look]);

  const moveTo = useCallback(
    (id: string | null) => {
      setCursor(id);
      const box = id === null ? null : walk.boxOf(id);
      if (box === null) return;
      touched.current = true;
      look(showing(camera.current, box, size()));
    },
    [look, size, walk],
  );
  const latestMove = useRef(moveTo);
  useEffect(() => {
    latestMove.current = moveTo;
  });
  useEffect(() => {
    if (goTo !== null) latestMove.current(goTo.id);
  }, [goTo]);

  const drag = useRef<{ readonly x: number; readonly y: number; readonly from: Camera; moved: boolean } | null>(null);
  const pressed = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0 || (event.target as Element).closest('button') !== null) return;
    drag.current = { x: event.clientX, y: event.clientY, from: camera.current, moved: false };
  };
  const moved = (event: PointerEvent<HTMLDivElement>): void => {
    const { current } = drag;
    if (current === null) return;
    const [x, y] = [event.clientX - current.x, event.clientY - current.y];
    if (!current.moved && Math.hypot(x, y) < STILL) return;
    if (!current.moved) event.currentTarget.setPointerCapture(event.pointerId);
    current.moved = true;
    touched.current = true;
    look({ ...current.from, x: current.from.x + x, y: current.from.y + y });
  };
  const released = (event: PointerEvent<HTMLDivElement>): void => {
    const { current } = drag;
    drag.current = null;
    if (current === null || current.moved) return;
    const id = (event.target as Element).closest('[data-thing]')?.getAttribute('data-thing') ?? null;
    setCursor(id);
    onChoose(id);
  };

  const typed = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = WALKS[event.key];
    if (direction !== undefined && event.shiftKey) {
      const { x, y, scale } = camera.current;
      const dx = direction === 'along' ? -PAN : direction === 'back' ? PAN : 0;
      const dy = direction === 'next' ? -PAN : direction === 'previous' ? PAN : 0;
      touched.current = true;
      look({ x: x + dx, y: y + dy, scale });
    } else if (direction !== undefined) moveTo(walk.go(cursor, direction));
    else if (event.key === '+' || event.key === '=') zoom(ZOOM_STEP);
    else if (event.key === '-') zoom(1 / ZOOM_STEP);
    else if (event.key === '0') fit();
    else if (event.key === 'Enter' || event.key === ' ') onChoose(cursor);
    else if (event.key === 'Escape') onChoose(null);
    else return;
    event.preventDefault();
  };

  const at = cursor !== null && walk.has(cursor) ? cursor : null;
  return (
    <div
      className={small ? 'topology-stage topology-stage-small' : 'topology-stage'}
      ref={stage}
      onPointerDown={pressed}
      onPointerMove={moved}
      onPointerUp={released}
      onPointerCancel={() => (drag.current = null)}
    >
      <div
        className="topology-walk"
        role="application"
        tabIndex={0}
        aria-label={label}
        aria-describedby={`${prefix}-keys`}
        {...(at === null ? {} : { 'aria-activedescendant': domId(at) })}
        onKeyDown={typed}
        onFocus={() => {
          setWithin(true);
          if (at === null) setCursor(walk.order[0] ?? null);
        }}
        onBlur={() => setWithin(false)}
      >
        <div className="topology-paper" ref={paper}>
          <svg
            className="topology"
            width={Math.ceil(layout.width)}
            height={Math.ceil(layout.height)}
            viewBox={`0 0 ${Math.ceil(layout.width)} ${Math.ceil(layout.height)}`}
          >
            {parts.map((part, index) => (
              <Part key={`${part.is} ${part.id}`} part={part} id={`${prefix}${index}`} />
            ))}
            <Halo walk={walk} layout={layout} cursor={within ? at : null} chosen={chosen} found={found} />
          </svg>
        </div>
      </div>
      <p id={`${prefix}-keys`} className="only-heard">
        {say('topology.keys')}
      </p>
      <div className="topology-zoom">
        <Button small label={say('topology.smaller')} onClick={() => zoom(1 / ZOOM_STEP)}>
          −
        </Button>
        {small ? null : <output className="topology-percent">{say('topology.percent', { percent })}</output>}
        <Button small label={say('topology.larger')} onClick={() => zoom(ZOOM_STEP)}>
          +
        </Button>
        <Button
          small
          onClick={() => {
            touched.current = false;
            fit();
          }}
        >
          {say('topology.fit')}
        </Button>
      </div>
    </div>
  );
}

/** What a piece of a drawing is called: a title further within names nothing for who hears it. */
function titleOf(node: MarkupElement): string {
  const title = node.children.find((child) => typeof child !== 'string' && child.tag === 'title');
  return typeof title === 'object' ? title.children.filter((child) => typeof child === 'string').join('') : '';
}

/** One piece of a drawing. What is written on a line belongs to the line. */
const Part = memo(function Part({ part, id }: { readonly part: DrawnPart; readonly id: string }): ReactNode {
  const { node } = part;
  const line = part.is === 'link' ? node.children.find((child) => typeof child !== 'string' && child.tag === 'polyline') : null;
  return (
    <g data-thing={part.id} {...(part.is === 'label' ? {} : { id, role: 'img', 'aria-label': titleOf(node) })}>
      {typeof line === 'object' && line !== null ? (
        <polyline className="topology-grip" points={String(line.attributes.points)} />
      ) : null}
      <MarkupTree node={node} />
    </g>
  );
});
