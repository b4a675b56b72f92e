import type { RunEvent, StoredEvent } from '../run/events.ts';

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>;

/** An event with its place in the run. */
export interface Placed<Type extends RunEvent['type']> {
  readonly sequence: number;
  readonly at: string;
  readonly operator: string;
  readonly event: EventOf<Type>;
}

/** What became of an intent. */
export interface ActHistory {
  readonly intent: Placed<'intent'>;
  readonly done: Placed<'act-done'> | null;
  readonly settled: Placed<'act-settled'> | null;
}

/** A run's events by what the report looks for. */
export interface RunIndex {
  readonly events: readonly StoredEvent[];
  readonly acts: readonly ActHistory[];
  readonly batches: ReadonlyMap<string, Placed<'probed'>>;
  readonly checked: readonly Placed<'checked'>[];
  readonly asked: readonly Placed<'asked'>[];
  readonly skipped: readonly Placed<'step-skipped'>[];
  readonly undone: readonly Placed<'undo-done'>[];
  readonly terminals: readonly Placed<'terminal-closed'>[];
  /** Where a step was first done, or found already so, with its checks passed: sequences by `step host`. */
  readonly firstDone: ReadonlyMap<string, number>;
}

/** The events of a run, found by what they belong to. */
export function indexRun(events: readonly StoredEvent[]): RunIndex {
  const done = new Map(of(events, 'act-done').map((one) => [one.event.intent, one]));
  const settled = new Map(of(events, 'act-settled').map((one) => [one.event.intent, one]));
  return {
    events,
    acts: of(events, 'intent').map((intent) => ({
      intent,
      done: done.get(intent.event.intent) ?? null,
      settled: settled.get(intent.event.intent) ?? null,
    })),
    batches: new Map(of(events, 'probed').map((one) => [one.event.batch, one])),
    checked: of(events, 'checked'),
    asked: of(events, 'asked'),
    skipped: of(events, 'step-skipped'),
    undone: of(events, 'undo-done'),
    terminals: of(events, 'terminal-closed'),
    firstDone: firstDone(events),
  };
}

function firstDone(events: readonly StoredEvent[]): ReadonlyMap<string, number> {
  const list = new Map<string, number>();
  for (const { sequence, event } of events) {
    const ended = event.type === 'step-already-so' || (event.type === 'step-done' && event.outcome === 'done');
    if (!ended) continue;
    const key = `${event.place.step} ${event.place.host}`;
    if (!list.has(key)) list.set(key, sequence);
  }
  return list;
}

function of<Type extends RunEvent['type']>(events: readonly StoredEvent[], type: Type): Placed<Type>[] {
  return events.flatMap((stored) =>
    isType(stored.event, type)
      ? [{ sequence: stored.sequence, at: stored.at, operator: stored.operator, event: stored.event }]
      : [],
  );
}

function isType<Type extends RunEvent['type']>(event: RunEvent, type: Type): event is EventOf<Type> {
  return event.type === type;
}
