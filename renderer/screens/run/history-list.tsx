import { useState, type ReactNode } from 'react';
import type { RunEvent, StoredEvent } from '../../../core/run/events.ts';
import type { PlannedCheck } from '../../../core/run/planned.ts';
import { Button } from '../../parts/button.tsx';
import { CommandBlock } from '../../parts/command-block.tsx';
import { DiffBlock } from '../../parts/diff-block.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { OutcomeMark } from '../../parts/mark.tsx';
import { useMoment, useWords } from '../../words/words.tsx';
import { OutputFold } from './output-fold.tsx';
import { valueWords } from './value-words.ts';

/** Events that are drawn at first: the latest. */
const FIRST = 60;

/** Everything that was recorded of the step, the latest first. */
export function HistoryList({
  events,
  checks,
}: {
  readonly events: readonly StoredEvent[];
  /** Of the step, for their titles. */
  readonly checks: readonly PlannedCheck[];
}): ReactNode {
  const say = useWords();
  const [all, setAll] = useState(false);
  const moment = useMoment();
  const latest = events.toReversed();
  const intents = new Map(events.flatMap(({ event }) => (event.type === 'intent' ? [[event.intent, event] as const] : [])));
  const titles = new Map(checks.map(({ id, title }) => [id, title]));
  if (events.length === 0) return <p className="quiet">{say('history.none')}</p>;
  return (
    <>
      <ol className="history">
        {(all ? latest : latest.slice(0, FIRST)).map((stored) => (
          <li key={stored.sequence}>
            <span className="quiet">
              {stored.sequence} · {moment(stored.at)} · {stored.operator}
            </span>
            <EventWords event={stored.event} intents={intents} titles={titles} />
          </li>
        ))}
      </ol>
      {all || latest.length <= FIRST ? null : (
        <Button kind="link" onClick={() => setAll(true)}>
          {say('history.all', { count: latest.length })}
        </Button>
      )}
    </>
  );
}

type Intent = Extract<RunEvent, { type: 'intent' }>;

function EventWords({
  event,
  intents,
  titles,
}: {
  readonly event: RunEvent;
  readonly intents: ReadonlyMap<string, Intent>;
  readonly titles: ReadonlyMap<string, string>;
}): ReactNode {
  const say = useWords();
  switch (event.type) {
    case 'intent':
      return (
        <CommandBlock
          title={say('history.intent', { host: event.on ?? event.place.host })}
          command={event.command}
          of={event.class}
        />
      );
    case 'act-done': {
      const host = intents.get(event.intent)?.place.host ?? '';
      return (
        <div>
          <p>
            {say(event.succeeded ? 'history.act-done' : 'history.act-failed', {
              host,
              exit: event.exit ?? '?',
              seconds: (event.durationMs / 1000).toFixed(1),
            })}{' '}
            {event.problem === undefined ? null : <InertText text={event.problem.sentence} />}
          </p>
          {event.file === undefined || event.file.diff === '' ? null : (
            <DiffBlock diff={event.file.diff} label={event.file.path} />
          )}
          {event.stdout.bytes === 0 ? null : (
            <OutputFold
              output={event.stdout}
              title={say('evidence.stdout', { bytes: event.stdout.bytes, exit: event.exit ?? '?' })}
            />
          )}
          {event.stderr.bytes === 0 ? null : (
            <OutputFold output={event.stderr} title={say('evidence.stderr', { bytes: event.stderr.bytes })} />
          )}
        </div>
      );
    }
    case 'checked':
      return (
        <p>
          <OutcomeMark outcome={event.outcome} /> <code>{event.place.host}</code> {titles.get(event.check) ?? event.check}{' '}
          <span className="quiet">{say(`history.phase.${event.phase}`)}</span>
        </p>
      );
    case 'probed':
      return (
        <p>
          {say('history.probed', { host: event.host, probes: event.results.map(({ probe }) => probe).join(', ') })}{' '}
          {event.problem === undefined ? null : <InertText text={event.problem.sentence} />}
        </p>
      );
    case 'asked':
      return (
        <p>
          <InertText text={event.question} /> <strong>{event.answer}</strong>
        </p>
      );
    case 'captured':
      return (
        <p>
          {say('history.captured', { name: event.name })} <InertText text={valueWords(event.value, say)} />
        </p>
      );
    case 'waived':
      return (
        <p>
          {say('history.waived', { check: titles.get(event.check) ?? event.check })} <InertText text={event.reason} />
        </p>
      );
    case 'attested':
      return (
        <p>
          {say('history.attested')} <InertText text={event.statement} />
        </p>
      );
    case 'noted':
      return (
        <p>
          <InertText text={event.text} lines />
        </p>
      );
    case 'step-skipped':
    case 'step-not-taken':
      return (
        <p>
          {say(`history.${event.type}`, { host: event.place.host })} <InertText text={event.reason} />
        </p>
      );
    case 'step-done':
      return (
        <p>
          {say(`history.step-${event.outcome}`, { host: event.place.host })}{' '}
          {event.problem === undefined ? null : <InertText text={event.problem.sentence} />}
        </p>
      );
    case 'step-started':
    case 'step-already-so':
      return <p>{say(`history.${event.type}`, { host: event.place.host })}</p>;
    default:
      return <p>{event.type}</p>;
  }
}
