import { useState, type ReactNode } from 'react';
import AngleRightIcon from '@patternfly/react-icons/dist/esm/icons/angle-right-icon';
import type { Plan } from '../../../core/procedure/plan.ts';
import type { StoredEvent } from '../../../core/run/events.ts';
import type { PlannedCheck } from '../../../core/run/planned.ts';
import type { Step } from '../../../core/procedure/schema.ts';
import type { CheckState } from '../../../core/run/state.ts';
import type { Standing } from '../../../core/run/standing.ts';
import { Button } from '../../parts/button.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { OutcomeMark } from '../../parts/mark.tsx';
import { WithCode } from '../../parts/prose.tsx';
import { useMoment, useWords } from '../../words/words.tsx';
import { CheckEvidence } from './check-evidence.tsx';
import { RemedyButtons } from './remedy-buttons.tsx';
import { valueWords } from './value-words.ts';
import { WordDialog, type WordKind } from './word-dialog.tsx';
import { mayBeSaid } from './word-places.ts';
import type { StepRow } from './step-view.ts';
import type { RunSight } from './use-run.ts';

/** What proves the step: each check on each host, with what was expected and what was found. */
export function ChecksTable({
  sight,
  row,
  written,
  events,
  plan,
  busy,
}: {
  readonly sight: RunSight;
  readonly row: StepRow;
  readonly written: Step | null;
  readonly events: readonly StoredEvent[];
  readonly plan: Plan | null;
  readonly busy: boolean;
}): ReactNode {
  const say = useWords();
  const { step } = row;
  const its = sight.standings.filter((one) => one.step === step.id);
  const [word, setWord] = useState<{ readonly kind: WordKind; readonly check: PlannedCheck; readonly host: string } | null>(null);
  return (
    <>
      <div className="scroll-x" tabIndex={0} role="group" aria-labelledby="step-checks">
        <table className="table checks">
          <thead>
            <tr>
              <th scope="col">{say('checks.outcome')}</th>
              <th scope="col">{say('checks.host')}</th>
              <th scope="col">{say('checks.check')}</th>
              <th scope="col">{say('checks.expected')}</th>
              <th scope="col">{say('checks.actual')}</th>
            </tr>
          </thead>
          <tbody>
            {step.checks.flatMap((check) =>
              its
                .filter((one) => one.check === check.id)
                .map((standing) => (
                  <CheckRow
                    key={`${check.id} ${standing.host}`}
                    check={check}
                    standing={standing}
                    found={sight.state.checks[step.id]?.[check.id]?.[standing.host] ?? null}
                    poll={written?.checkpoints.find(({ id }) => id === check.id)?.poll ?? null}
                    events={events}
                    onWord={(kind) => setWord({ kind, check, host: standing.host })}
                    remedies={(words) =>
                      plan === null ? null : (
                        <RemedyButtons words={words} step={step.id} host={standing.host} sight={sight} plan={plan} busy={busy} />
                      )
                    }
                  />
                )),
            )}
          </tbody>
        </table>
      </div>
      {word === null ? null : <WordDialog kind={word.kind} step={step} places={[word]} onClose={() => setWord(null)} />}
    </>
  );
}

function CheckRow({
  check,
  standing,
  found,
  poll,
  events,
  onWord,
  remedies,
}: {
  readonly check: PlannedCheck;
  readonly standing: Standing;
  readonly found: CheckState | null;
  readonly poll: Step['checkpoints'][number]['poll'] | null;
  readonly events: readonly StoredEvent[];
  readonly onWord: (kind: WordKind) => void;
  /** Buttons for what the words of a hint come to. */
  readonly remedies: (words: string) => ReactNode;
}): ReactNode {
  const say = useWords();
  const moment = useMoment();
  const [open, setOpen] = useState(false);
  const last = found?.last ?? null;
  const { outcome } = standing;
  // A failure found before the step was tried says only what there is to do: its hint would be of no help.
  const hint = outcome === 'fail' || outcome === 'error' || outcome === 'unreachable' ? (last?.hint ?? null) : null;
  return (
    <>
      <tr>
        <td>
          <OutcomeMark outcome={outcome} />
        </td>
        <td>
          <code>{standing.host}</code>
        </td>
        <th scope="row">
          <button type="button" className="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
            <AngleRightIcon aria-hidden="true" className={open ? 'fold-open' : ''} /> {check.title}
          </button>
          {check.severity === 'warning' ? <span className="badge">{say('checks.warning')}</span> : null}
        </th>
        <td>
          <InertText text={valueWords(last?.expected, say)} limit={160} />
        </td>
        <td>
          {last?.actual === undefined ? null : (
            <button
              type="button"
              className="plain"
              aria-expanded={open}
              aria-label={say('checks.behind', { check: check.title })}
              onClick={() => setOpen(!open)}
            >
              <InertText text={valueWords(last.actual, say)} limit={160} />
            </button>
          )}
        </td>
      </tr>
      {hint === null && standing.why === null && !open ? null : (
        <tr className="check-more">
          <td />
          <td colSpan={4}>
            {standing.why === null ? null : (
              <p>
                <InertText text={standing.why} limit={800} />
              </p>
            )}
            {hint === null ? null : (
              <div className="hint">
                <p>
                  <strong>{hint.cause}</strong> <WithCode text={hint.next} />
                </p>
                {remedies(`${hint.cause} ${hint.next}`)}
              </div>
            )}
            {open ? (
              <>
                <Lists last={last} />
                {poll === null || poll === undefined ? null : (
                  <p className="quiet">{say('checks.poll', { every: poll.every, until: poll.until })}</p>
                )}
                {found === null || found.at === null ? null : (
                  <p className="quiet">{say('checks.asked', { at: moment(found.at), count: found.asked })}</p>
                )}
                {last === null ? (
                  <p className="quiet">{say('checks.not-asked')}</p>
                ) : (
                  <CheckEvidence last={last} events={events} />
                )}
                {!mayBeSaid('waive', outcome) ? null : (
                  <p>
                    <Button kind="link" small onClick={() => onWord('waive')}>
                      {say('acts.waive')}
                    </Button>{' '}
                    {!mayBeSaid('attest', outcome) ? null : (
                      <Button kind="link" small onClick={() => onWord('attest')}>
                        {say('acts.attest')}
                      </Button>
                    )}
                  </p>
                )}
              </>
            ) : null}
          </td>
        </tr>
      )}
    </>
  );
}

function Lists({ last }: { readonly last: CheckState['last'] }): ReactNode {
  const say = useWords();
  if (last === null) return null;
  return (['missing', 'extra'] as const).map((kind) => {
    const values = last[kind] ?? [];
    return values.length === 0 ? null : (
      <p key={kind}>
        {say(`checks.${kind}`)} <InertText text={values.map((value) => valueWords(value, say)).join(', ')} limit={1000} />
      </p>
    );
  });
}
