import type { ReactNode } from 'react';
import type { Outlook } from '../../../core/contract/runs.ts';
import type { Plan, PlanStep } from '../../../core/procedure/plan.ts';
import { totalsLines } from '../../../core/report/plan-words.ts';
import { ClassBadge } from '../../parts/class-badge.tsx';
import { Fold } from '../../parts/fold.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { Notice, ProblemAlert } from '../../parts/problem-alert.tsx';
import { useWords } from '../../words/words.tsx';
import { StepCommands } from '../run/step-commands.tsx';

/** What a run would do, and what stands against it: what keeps it from beginning before what is only to be known. */
export function OutlookView({ outlook, preflight }: { readonly outlook: Outlook; readonly preflight: boolean }): ReactNode {
  const say = useWords();
  const { plan, problems, fatal, warnings, asked } = outlook;
  const against = [...problems, ...fatal];
  return (
    <>
      {against.length === 0 ? null : (
        <section aria-labelledby="outlook-fatal" className="outlook">
          <h3 id="outlook-fatal">{say('outlook.fatal', { count: against.length })}</h3>
          {against.map((problem, index) => (
            <ProblemAlert key={index} problem={problem} />
          ))}
        </section>
      )}
      {warnings.length === 0 ? null : (
        <section aria-labelledby="outlook-warnings" className="outlook">
          <h3 id="outlook-warnings">{say('outlook.warnings', { count: warnings.length })}</h3>
          {warnings.map((warning) => (
            <Notice key={warning} tone="warning" title={warning} />
          ))}
        </section>
      )}
      {preflight && problems.length === 0 && fatal.length === 0 ? (
        <Notice tone="success" title={say('outlook.clear', { count: asked.length })} />
      ) : null}
      {plan === null ? null : <PlanView plan={plan} told={new Set(warnings)} />}
    </>
  );
}

function PlanView({ plan, told }: { readonly plan: Plan; readonly told: ReadonlySet<string> }): ReactNode {
  const say = useWords();
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const acts = plan.steps.flatMap(({ hosts }) => hosts.flatMap((host) => host.acts));
  const predicted = acts.filter((act) => !act.known).length;
  const known = acts.length - predicted;
  return (
    <>
      <ul className="totals">
        {totalsLines(plan).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {plan.concerns
        .filter((concern) => !told.has(concern))
        .map((concern) => (
          <Notice key={concern} tone="warning" title={concern} />
        ))}
      <p className="quiet">{say('outlook.known', { known, predicted })}</p>
      {plan.chapters.map((chapter) => (
        <Fold key={chapter.id} title={say('outlook.chapter', { title: chapter.title, count: chapter.steps.length })}>
          {chapter.steps.map((id) => {
            const step = steps.get(id);
            return step === undefined ? null : <PlannedStepView key={id} step={step} />;
          })}
        </Fold>
      ))}
    </>
  );
}

function PlannedStepView({ step }: { readonly step: PlanStep }): ReactNode {
  const predicted = step.hosts.flatMap(({ acts }) => acts).filter(({ known }) => !known).length;
  const say = useWords();
  return (
    <Fold
      title={
        <>
          {step.title} <ClassBadge of={step.class} />{' '}
          {predicted === 0 ? null : <span className="badge">{say('outlook.predicted', { count: predicted })}</span>}
        </>
      }
    >
      {step.warning === null ? null : (
        <p className="tone-warn">
          <InertText text={step.warning} />
        </p>
      )}
      <StepCommands hosts={step.hosts} />
    </Fold>
  );
}
