import { useEffect, useRef, type ReactNode } from 'react';
import type { Plan } from '../../../core/procedure/plan.ts';
import { stepsOf } from '../../../core/procedure/order.ts';
import type { Procedure } from '../../../core/procedure/schema.ts';
import { durationWords, sourceWords } from '../../../core/report/plan-words.ts';
import { ClassBadge } from '../../parts/class-badge.tsx';
import { Fold } from '../../parts/fold.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { CellMark } from '../../parts/mark.tsx';
import { Notice, ProblemAlert } from '../../parts/problem-alert.tsx';
import { Prose, WithCode } from '../../parts/prose.tsx';
import { useWords } from '../../words/words.tsx';
import { ByHandList } from './by-hand-list.tsx';
import { ChecksTable } from './checks-table.tsx';
import { HistoryList } from './history-list.tsx';
import { StepActs } from './step-acts.tsx';
import { StepCommands } from './step-commands.tsx';
import type { StepRow } from './step-view.ts';
import { useStepEvents } from './use-step-events.ts';
import type { RunSight } from './use-run.ts';

/** One step: what it is for, what it does on each host, what proves it, and what became of it. */
export function StepPanel({
  sight,
  row,
  busy,
  plan,
  procedure,
}: {
  readonly sight: RunSight;
  readonly row: StepRow;
  readonly busy: boolean;
  readonly plan: Plan | null;
  readonly procedure: Procedure | null;
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
  const notes = sight.state.notes.filter((note) => note.step === step.id);
  return (
    <article className="step" aria-labelledby="step-title">
      <header>
        <h2 id="step-title" ref={title} tabIndex={-1}>
          {step.title}
        </h2>
        <p className="step-about">
          <CellMark state={state} /> <ClassBadge of={step.class} />
          {written === null ? null : <span className="quiet">{sourceWords(written.source)}</span>}
          <span className="quiet">{say('step.estimate', { time: durationWords(step.estimateMs) })}</span>
        </p>
      </header>
      <StepActs row={row} busy={busy} />
      <Waits row={row} />
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
        <ChecksTable sight={sight} row={row} written={written} events={events} />
      </section>
      <section aria-labelledby="step-commands">
        <h3 id="step-commands">{say('step.commands')}</h3>
        {planned === null ? <p className="quiet">{say('window.loading')}</p> : <StepCommands hosts={planned.hosts} />}
      </section>
      <ByHandList hosts={planned?.hosts ?? []} />
      {notes.length === 0 ? null : (
        <section aria-labelledby="step-notes">
          <h3 id="step-notes">{say('step.notes')}</h3>
          <ul className="notes">
            {notes.map((note) => (
              <li key={note.sequence}>
                <strong>{note.operator}</strong> {note.host === null ? null : <code>{note.host}</code>}{' '}
                <InertText text={note.text} lines />
              </li>
            ))}
          </ul>
        </section>
      )}
      <Fold title={say('step.history', { count: events.length })}>
        <HistoryList events={events} />
      </Fold>
      {cells.length === 0 ? <p className="quiet">{say('step.no-hosts')}</p> : null}
    </article>
  );
}

/** Why it cannot go on where it cannot, once for hosts that wait for the same. */
function Waits({ row }: { readonly row: StepRow }): ReactNode {
  const say = useWords();
  const reasons = [...new Set(row.cells.filter(({ why }) => why !== null).map(({ why }) => why ?? ''))];
  return reasons.map((reason) => {
    const cells = row.cells.filter(({ why }) => why === reason);
    const hosts = cells.map(({ host }) => host).join(', ');
    if (cells.some(({ state }) => state === 'failed')) {
      return <ProblemAlert key={reason} problem={{ code: 'failed', sentence: `${hosts}: ${reason}` }} />;
    }
    return (
      <p key={reason} className="waits">
        {cells[0] === undefined ? null : <CellMark state={cells[0].state} bare />} {say('step.on', { hosts })}{' '}
        <InertText text={reason} limit={600} />
      </p>
    );
  });
}
