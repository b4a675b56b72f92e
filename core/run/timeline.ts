import { instantMs } from './instant.ts';
import type { RunEvent, StoredEvent } from './events.ts';
import { own } from './records.ts';
import type { RunState } from './state.ts';

/** A stretch of a run on one host, for a list or a chart: a step, an act within it, or the time that a host was away. */
export interface Span {
  readonly kind: 'step' | 'act' | 'probes' | 'away';
  readonly host: string;
  readonly step: string | null;
  /** Title of a step is the plan's business: here its id, an act's command, the probes' names, why a host was away. */
  readonly what: string;
  /** Sequence numbers of its first and last event; `last` is null while it goes on, or when it ended without a word. */
  readonly first: number;
  readonly last: number | null;
  readonly from: string;
  readonly to: string | null;
  readonly outcome: string | null;
}

/** Everything in a run that took time, in the order in which it began. */
export function timeline(events: readonly StoredEvent[]): Span[] {
  const spans: Span[] = [];
  /** Index in `spans` of what is not over yet. */
  const open = new Map<string, number>();
  const begin = (key: string, stored: StoredEvent, span: Pick<Span, 'kind' | 'host' | 'step' | 'what'>): void => {
    open.set(key, spans.length);
    spans.push({ ...span, first: stored.sequence, last: null, from: stored.at, to: null, outcome: null });
  };
  const end = (key: string, stored: StoredEvent, outcome: string): void => {
    const index = open.get(key);
    const span = index === undefined ? undefined : spans[index];
    if (index === undefined || span === undefined) return;
    spans[index] = { ...span, last: stored.sequence, to: stored.at, outcome };
    open.delete(key);
  };
  for (const stored of events) take(stored, stored.event, begin, end);
  return spans;
}

function take(
  stored: StoredEvent,
  event: RunEvent,
  begin: (key: string, stored: StoredEvent, span: Pick<Span, 'kind' | 'host' | 'step' | 'what'>) => void,
  end: (key: string, stored: StoredEvent, outcome: string) => void,
): void {
  const stepKey = (place: { readonly step: string; readonly host: string }): string =>
    JSON.stringify(['step', place.step, place.host]);
  switch (event.type) {
    case 'step-started':
      begin(stepKey(event.place), stored, {
        kind: 'step',
        host: event.place.host,
        step: event.place.step,
        what: event.place.step,
      });
      break;
    case 'step-already-so':
    case 'step-not-taken':
    case 'step-skipped':
      end(stepKey(event.place), stored, event.type.slice('step-'.length));
      break;
    case 'step-done':
      end(stepKey(event.place), stored, event.outcome);
      break;
    case 'intent': {
      const host = event.on ?? event.place.host;
      begin(JSON.stringify(['act', event.intent]), stored, { kind: 'act', host, step: event.place.step, what: event.command });
      break;
    }
    case 'act-done':
      end(JSON.stringify(['act', event.intent]), stored, event.succeeded ? 'succeeded' : 'failed');
      break;
    case 'act-settled':
      end(JSON.stringify(['act', event.intent]), stored, event.verdict);
      break;
    case 'probed': {
      const key = JSON.stringify(['probes', event.batch]);
      const what = event.results.map((result) => result.probe).join(', ');
      begin(key, { ...stored, at: event.startedAt }, { kind: 'probes', host: event.host, step: event.step ?? null, what });
      end(key, stored, event.problem === undefined ? 'answered' : 'error');
      break;
    }
    case 'host-lost':
      begin(JSON.stringify(['away', event.host]), stored, {
        kind: 'away',
        host: event.host,
        step: null,
        what: event.problem.sentence,
      });
      break;
    case 'host-connected':
      end(JSON.stringify(['away', event.host]), stored, 'back');
      break;
    default:
      break;
  }
}

/** Milliseconds of our clock from one event's time to another's; null when either is not known. */
export function durationBetween(from: string | null, to: string | null): number | null {
  const [start, end] = [instantMs(from ?? ''), instantMs(to ?? '')];
  return start === null || end === null ? null : end - start;
}

/**
 * Time that a run was worked on, in milliseconds of our clock: its sittings, without the time between them. One that ended without a word
 * counts to the last event.
 */
export function workedMs(state: RunState): number {
  return state.sittings.reduce(
    (sum, sitting) => sum + Math.max(0, durationBetween(sitting.from, sitting.to ?? state.lastAt) ?? 0),
    0,
  );
}

/**
 * Time that a step took on a host, in milliseconds of host time: of the sittings in which it was worked on, without the time between them. Null for one that
 * has no beginning and end, and where our clock was set back meanwhile: then it cannot be told.
 */
export function stepHostMs(state: RunState, step: string, host: string): number | null {
  const found = own(own(state.steps, step), host);
  const { startedAt = null, endedAt = null } = found ?? {};
  const whole = durationBetween(startedAt, endedAt);
  if (whole === null || whole < 0) return null;
  const away = state.sittings.reduce((sum, { to }, index) => {
    const next = state.sittings[index + 1]?.from;
    return to === null || next === undefined ? sum : sum + overlapMs({ from: to, to: next }, startedAt, endedAt);
  }, 0);
  return Math.max(0, whole - away) * (state.header?.lab.scale ?? 1);
}

/** Milliseconds of a span that lie between two instants. */
function overlapMs(span: { readonly from: string; readonly to: string }, from: string | null, to: string | null): number {
  const begin = Math.max(instantMs(span.from) ?? Number.NaN, instantMs(from ?? '') ?? Number.NaN);
  const end = Math.min(instantMs(span.to) ?? Number.NaN, instantMs(to ?? '') ?? Number.NaN);
  return end > begin ? end - begin : 0;
}
