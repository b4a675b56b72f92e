import type { ReactNode } from 'react';
import type { Plan } from '../../../core/procedure/plan.ts';
import { Button } from '../../parts/button.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { CellMark } from '../../parts/mark.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { addressOf } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { RemedyButtons } from './remedy-buttons.tsx';
import { useActs } from './run-acts.ts';
import type { StepRow } from './step-view.ts';
import type { RunSight } from './use-run.ts';

/** Why the step does not go on where it does not, once for hosts that wait for the same; with a way to what it waits for, and what can be tried. */
export function StepWaits({
  row,
  sight,
  plan,
  busy,
}: {
  readonly row: StepRow;
  readonly sight: RunSight;
  readonly plan: Plan | null;
  readonly busy: boolean;
}): ReactNode {
  const say = useWords();
  const acts = useActs();
  const { run, steps } = sight.state;
  const reasons = [...new Set(row.cells.flatMap(({ why }) => (why === null ? [] : [why])))];
  return reasons.map((reason) => {
    const cells = row.cells.filter(({ why }) => why === reason);
    const [first] = cells;
    if (first === undefined) return null;
    const hosts = cells.map(({ host }) => host).join(', ');
    const waitedFor = sight.rows.filter(({ step }) => step.id !== row.step.id && reason.includes(`“${step.title}”`));
    const ways = waitedFor.map(({ step, state }) => (
      <a key={step.id} href={addressOf({ screen: 'run', run, view: 'steps', step: step.id })}>
        <CellMark state={state} bare /> {step.title}
      </a>
    ));
    if (first.state !== 'failed' && first.state !== 'unknown') {
      return (
        <div key={reason} className="waits">
          <p>
            <CellMark state={first.state} /> {say('step.on', { hosts })} <InertText text={reason} limit={600} />
          </p>
          {ways.length === 0 ? null : <p className="wait-ways">{ways}</p>}
        </div>
      );
    }
    const problem = steps[row.step.id]?.[first.host]?.problem ?? null;
    const ownLock = problem?.code === 'host-leased' && problem.next?.includes(`--run ${run}`) === true;
    return (
      <div key={reason} className="failed">
        <ProblemAlert
          problem={{
            code: problem?.code ?? first.state,
            sentence: `${hosts}: ${reason}`,
            ...(problem?.next === undefined ? {} : { next: problem.next }),
          }}
          tone={first.state === 'failed' ? 'danger' : 'warning'}
        />
        {ways.length === 0 ? null : <p className="wait-ways">{ways}</p>}
        {ownLock ? (
          <Button kind="secondary" small disabled={busy} onClick={() => void acts.begin({ kind: 'unlock', host: first.host })}>
            {say('command.unlock', { host: first.host })}
          </Button>
        ) : null}
        {plan === null || first.state !== 'failed' ? null : (
          <RemedyButtons
            words={`${reason} ${problem?.next ?? ''}`}
            step={row.step.id}
            host={first.host}
            sight={sight}
            plan={plan}
            busy={busy}
          />
        )}
      </div>
    );
  });
}
