import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { ClickText } from '../../../core/procedure/by-hand.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { CellMark } from '../../parts/mark.tsx';
import { goTo } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { useActs } from '../run/run-acts.ts';
import { StepCommands } from '../run/step-commands.tsx';
import type { GuestSteps, PlannedRow } from './guest-steps.ts';

/** States in which a step can be begun. */
const BEGINS: readonly string[] = ['ready', 'failed', 'done', 'already-so', 'declined'];

/**
 * A step of the procedure, page by page as the Virtual Machine Manager has it, with this run's values; and at its end the exact commands and files of the
 * step, which it begins. It has no way of its own to change a host.
 */
export function Assistant({
  step: { row, planned, chapter },
  steps,
  onClose,
}: {
  readonly step: PlannedRow;
  readonly steps: GuestSteps;
  readonly onClose: () => void;
}): ReactNode {
  const say = useWords();
  const acts = useActs();
  const [page, setPage] = useState(0);
  const clicks = planned.hosts.find(({ byHand }) => byHand !== null)?.byHand?.clicks ?? [];
  const last = clicks.length;
  const click = clicks[page];
  const begin = async (): Promise<void> => {
    const { id } = row.step;
    const begun = await acts.begin({ kind: 'go', steps: [id], hosts: null, redo: [] });
    onClose();
    if (begun) goTo({ screen: 'run', run: steps.run, view: 'steps', step: id });
  };
  const can = !steps.busy && row.cells.some(({ state }) => BEGINS.includes(state));
  return (
    <Dialog
      title={`${chapter}: ${row.step.title}`}
      size="large"
      onClose={onClose}
      footer={
        <>
          <Button kind="secondary" disabled={page === 0} onClick={() => setPage(page - 1)}>
            {say('assistant.back')}
          </Button>
          {page < last ? (
            <>
              <Button kind="primary" onClick={() => setPage(page + 1)}>
                {say('assistant.forward')}
              </Button>
              <Button kind="link" onClick={() => setPage(last)}>
                {say('assistant.summary')}
              </Button>
            </>
          ) : (
            <Button kind="primary" disabled={!can} onClick={() => void begin()}>
              {say('assistant.begin')}
            </Button>
          )}
          <Button kind="link" onClick={onClose}>
            {say('dialog.cancel')}
          </Button>
        </>
      }
    >
      <div className="assistant">
        <ol className="assistant-pages" aria-label={say('assistant.pages')}>
          {[...clicks.map(({ screen }) => screen), say('assistant.last')].map((screen, index) => (
            <li key={index} {...(index === page ? { 'aria-current': 'step' as const } : {})}>
              <button type="button" className="plain" onClick={() => setPage(index)}>
                {screen}
              </button>
            </li>
          ))}
        </ol>
        {click === undefined ? (
          <Summary clicks={clicks} row={row} planned={planned} chapter={chapter} busy={steps.busy} />
        ) : (
          <Page key={page} click={click} at={page + 1} of={last + 1} />
        )}
      </div>
    </Dialog>
  );
}

function Page({ click, at, of }: { readonly click: ClickText; readonly at: number; readonly of: number }): ReactNode {
  const say = useWords();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const { screen, figure, enters, shows, known } = click;
  return (
    <section className="assistant-page" aria-labelledby="assistant-page">
      <h2 id="assistant-page" ref={title} tabIndex={-1}>
        {screen}
      </h2>
      <p className="quiet">
        {say('assistant.page', { at, of })}
        {figure === null ? null : ` · ${say('assistant.figure', { number: figure })}`}
      </p>
      <p>{click.do}</p>
      {enters.length === 0 ? null : <Entered enters={enters} />}
      {shows === null ? null : <p className="quiet">{say('by-hand.shows', { what: shows })}</p>}
      {known ? null : <p className="tone-warn">{say('assistant.unknown')}</p>}
    </section>
  );
}

function Entered({ enters }: { readonly enters: ClickText['enters'] }): ReactNode {
  return (
    <dl className="facts assistant-values">
      {enters.map(({ field, value }) => (
        <div key={field}>
          <dt>{field}</dt>
          <dd>
            <code>
              <InertText text={value} limit={300} />
            </code>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Summary({
  clicks,
  row,
  planned,
  busy,
}: PlannedRow & { readonly clicks: readonly ClickText[]; readonly busy: boolean }): ReactNode {
  const say = useWords();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const enters = clicks.flatMap((click) => click.enters);
  const why = row.cells.find((cell) => cell.why !== null)?.why ?? null;
  return (
    <section className="assistant-page" aria-labelledby="assistant-summary">
      <h2 id="assistant-summary" ref={title} tabIndex={-1}>
        {say('assistant.last')}
      </h2>
      <p>
        <CellMark state={row.state} /> {why === null ? null : <InertText text={why} limit={400} />}
      </p>
      {busy ? <p className="tone-warn">{say('assistant.busy')}</p> : null}
      {enters.length === 0 ? null : <Entered enters={enters} />}
      <p className="help">{say('assistant.values')}</p>
      <h3>{say('assistant.runs')}</h3>
      <StepCommands hosts={planned.hosts} />
    </section>
  );
}
