import { useEffect, useRef, type ReactNode } from 'react';
import type { Procedure } from '../../../core/procedure/schema.ts';
import { CellMark, OutcomeMark } from '../../parts/mark.tsx';
import { addressOf } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { chapterState, type StepRow } from './step-view.ts';
import type { RunSight } from './use-run.ts';

/** Chapters and their steps, each with its state, and with a mark for each host where there are several. */
export function StepList({
  sight,
  chosen,
  procedure,
}: {
  readonly sight: RunSight;
  readonly chosen: string | null;
  readonly procedure: Procedure | null;
}): ReactNode {
  const say = useWords();
  const list = useRef<HTMLElement>(null);
  const named = procedure !== null;
  useEffect(() => showWithin(list.current, '[aria-current="step"]'), [chosen, named]);
  const chapters = [...new Set(sight.rows.map(({ step }) => step.chapter))];
  /** Undefined until the procedure is there. */
  const title = (id: string): string | undefined =>
    procedure === null ? undefined : (procedure.chapters.find((chapter) => chapter.id === id)?.title ?? id);
  return (
    <nav className="steps" ref={list} aria-label={say('run.steps')}>
      {chapters.map((chapter) => {
        const rows = sight.rows.filter(({ step }) => step.chapter === chapter);
        const over = rows.filter(
          ({ state }) => state === 'done' || state === 'already-so' || state === 'not-taken' || state === 'skipped',
        );
        return (
          <section key={chapter} aria-label={title(chapter)}>
            {named ? <h2>{title(chapter)}</h2> : null}
            <p className="chapter-state">
              <StateMarks {...chapterState(rows)} />
              <span className="quiet">{say('run.chapter', { done: over.length, of: rows.length })}</span>
            </p>
            <ol>
              {rows.map((row) => (
                <StepItem key={row.step.id} row={row} run={sight.state.run} current={row.step.id === chosen} />
              ))}
            </ol>
          </section>
        );
      })}
    </nav>
  );
}

/** Moves a list, and nothing around it, until one of its items is seen. */
function showWithin(list: HTMLElement | null, which: string): void {
  const item = list?.querySelector<HTMLElement>(which) ?? null;
  if (list === null || item === null) return;
  const below = item.offsetTop + item.offsetHeight - list.clientHeight;
  if (item.offsetTop < list.scrollTop || below > list.scrollTop) list.scrollTop = item.offsetTop - list.clientHeight / 3;
}

/** A state, and what stands against it. */
function StateMarks({ state, doubt }: Pick<StepRow, 'state' | 'doubt'>): ReactNode {
  const say = useWords();
  return (
    <>
      <CellMark state={state} />
      {doubt === null ? null : (
        // Half of the steps have stale checks after a reboot, which are asked again by themselves: a glyph is enough of it.
        <OutcomeMark
          outcome={doubt.outcome}
          word={say('step.doubt', { outcome: doubt.outcome, count: doubt.count })}
          bare={doubt.outcome === 'stale'}
        />
      )}
    </>
  );
}

function StepItem({ row, run, current }: { readonly row: StepRow; readonly run: string; readonly current: boolean }): ReactNode {
  const { step, cells, state, doubt } = row;
  return (
    <li>
      <a
        href={addressOf({ screen: 'run', run, view: 'steps', step: step.id })}
        className={current ? 'step-item step-item-current' : 'step-item'}
        {...(current ? { 'aria-current': 'step' as const } : {})}
      >
        <span className="step-item-title">{step.title}</span>
        <span className="step-item-state">
          <StateMarks state={state} doubt={doubt} />
          {cells.length < 2 ? null : (
            <span className="host-marks">
              {cells.map((cell) => (
                <span key={cell.host} className="host-mark" title={cell.host}>
                  <span className="only-heard">{cell.host}: </span>
                  <CellMark state={cell.state} bare />
                </span>
              ))}
            </span>
          )}
        </span>
      </a>
    </li>
  );
}
