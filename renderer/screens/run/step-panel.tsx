import { lazy, Suspense, useEffect, useRef, type ReactNode } from 'react';
import type { Plan } from '../../../core/procedure/plan.ts';
import { stepsOf } from '../../../core/procedure/order.ts';
import type { Procedure } from '../../../core/procedure/schema.ts';
import { sourceWords } from '../../../core/report/plan-words.ts';
import { durationText } from '../../../core/run/duration.ts';
import type { Underway } from '../../../core/run/underway.ts';
import { ClassBadge } from '../../parts/class-badge.tsx';
import { Fold } from '../../parts/fold.tsx';
import { CellMark } from '../../parts/mark.tsx';
import { Notice } from '../../parts/problem-alert.tsx';
import { Prose, WithCode } from '../../parts/prose.tsx';
import { useWords } from '../../words/words.tsx';
import { ByHandList } from './by-hand-list.tsx';
import { ChecksTable } from './checks-table.tsx';
import { ChangedFiles } from './changed-files.tsx';
import { HistoryList } from './history-list.tsx';
import { LivePanel } from './live-panel.tsx';
import { NotesSection } from './notes-section.tsx';
import { StepActs } from './step-acts.tsx';
import { StepCommands } from './step-commands.tsx';
import { StepInputsView } from './step-inputs.tsx';
import { StepTimes } from './step-times.tsx';
import { StepWaits } from './step-waits.tsx';
import type { StepRow } from './step-view.ts';
import { useStepEvents } from './use-step-events.ts';
import type { RunSight } from './use-run.ts';

/** Its drawings come with the layout of diagrams: later than the step. */
const StepFigures = lazy(() => import('./step-figure.tsx'));

/** One step: what it is for, what it does on each host, what proves it, and what became of it. */
export function StepPanel({
  sight,
  row,
  busy,
  plan,
  procedure,
  underway,
}: {
  readonly sight: RunSight;
  readonly row: StepRow;
  readonly busy: boolean;
  readonly plan: Plan | null;
  readonly procedure: Procedure | null;
  readonly underway: readonly Underway[];
}): ReactNode {
  const say = useWords();
  const { step, cells, state } = row;
  const { run } = sight.state;
  const events = useStepEvents(run, step.id);
  const planned = plan?.steps.find(({ id }) => id === step.id) ?? null;
  const written = procedure === null ? null : (stepsOf(procedure).find((one) => one.step.id === step.id)?.step ?? null);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Whoever came here by keyboard or by ear is at the step, not where the last one was.
    if (document.activeElement === document.body) title.current?.focus();
  }, []);
  return (
    <article className="step" aria-labelledby="step-title">
      <header>
        <p className="step-place quiet">
          {procedure === null ? '' : `${procedure.chapters.find(({ id }) => id === step.chapter)?.title ?? step.chapter} · `}
          {say('step.number', { number: sight.rows.indexOf(row) + 1, count: sight.rows.length })}
        </p>
        <h2 id="step-title" ref={title} tabIndex={-1}>
          {step.title}
        </h2>
        <p className="step-about">
          <CellMark state={state} /> <ClassBadge of={step.class} />
          {written === null ? null : <span className="quiet">{sourceWords(written.source)}</span>}
          <span className="quiet">{say('step.estimate', { time: durationText(step.estimateMs, 'about') })}</span>
          <StepTimes state={sight.state} row={row} />
        </p>
      </header>
      <StepActs row={row} standings={sight.standings} busy={busy} />
      <StepWaits row={row} sight={sight} plan={plan} busy={busy} />
      <LivePanel state={sight.state} step={step} underway={underway} />
      {written === null ? null : <Prose text={written.why} />}
      {written?.warning === undefined ? null : (
        <Notice tone="warning" title={say('step.warning')}>
          <WithCode text={written.warning} />
        </Notice>
      )}
      {step.undo === 'irreversible' ? (
        <p className="quiet">{say('step.irreversible', { why: planned?.irreversible ?? '' })}</p>
      ) : null}
      <section aria-labelledby="step-checks">
        <h3 id="step-checks">{say('step.checks')}</h3>
        <ChecksTable sight={sight} row={row} written={written} events={events} plan={plan} busy={busy} />
      </section>
      <section aria-labelledby="step-commands">
        <h3 id="step-commands">{say('step.commands')}</h3>
        {planned === null ? <p className="quiet">{say('window.loading')}</p> : <StepCommands hosts={planned.hosts} />}
      </section>
      <ByHandList hosts={planned?.hosts ?? []} />
      {written === null || procedure === null ? null : (
        <Suspense fallback={null}>
          <StepFigures run={run} written={written} procedure={procedure} version={sight.state.totals.probes} />
        </Suspense>
      )}
      <StepInputsView sight={sight} step={step.id} />
      <ChangedFiles events={events} busy={busy} />
      <NotesSection sight={sight} row={row} />
      <Fold title={say('step.history', { count: events.length })}>
        <HistoryList events={events} checks={step.checks} />
      </Fold>
      {cells.length === 0 ? <p className="quiet">{say('step.no-hosts')}</p> : null}
    </article>
  );
}
