import type { StoredEvent } from './events.ts';
import { changesInFlight } from './in-flight.ts';
import { mapValues, own } from './records.ts';
import type { ActionState, OpenIntent, RunState, StepState } from './state.ts';

type Steps = RunState['steps'];

const UNTOUCHED: StepState = {
  status: 'untouched',
  attempts: 0,
  startedAt: null,
  endedAt: null,
  reason: null,
  problem: null,
  actions: {},
  rest: null,
  sequence: 0,
};

/** State of a step on a host; `untouched` when there is no event about it. */
export function stepState(state: RunState, step: string, host: string): StepState {
  return own(own(state.steps, step), host) ?? UNTOUCHED;
}

/** The steps with one of them changed on one host; the rest is shared with what was given. */
export function withStep(
  steps: Steps,
  stored: StoredEvent,
  place: { readonly step: string; readonly host: string },
  change: (step: StepState) => Partial<StepState>,
): Steps {
  const hosts = own(steps, place.step) ?? {};
  const step = own(hosts, place.host) ?? UNTOUCHED;
  return { ...steps, [place.step]: { ...hosts, [place.host]: { ...step, ...change(step), sequence: stored.sequence } } };
}

/**
 * A start after the step had come to its end begins anew; after a failure or a crash it goes on, and knows what was done.
 */
export function started(step: StepState, stored: StoredEvent): Partial<StepState> {
  const anew = !GOES_ON.has(step.status);
  return {
    status: 'running',
    attempts: step.attempts + 1,
    startedAt: anew || step.startedAt === null ? stored.at : step.startedAt,
    endedAt: null,
    reason: null,
    problem: null,
    ...(anew ? { actions: {} } : {}),
  };
}

const GOES_ON: ReadonlySet<StepState['status']> = new Set(['running', 'failed', 'declined', 'interrupted', 'unknown']);

/** Name of an act in a step's state: its action, its item's index, and its host where that is not the step's. */
export function actKey(act: {
  readonly action: string;
  readonly item: number | null;
  /** Host that it acts on, and the one that its step is for. */
  readonly host: string;
  readonly stepHost: string;
}): string {
  const item = act.item === null ? '' : `#${act.item}`;
  return `${act.action}${item}${act.host === act.stepHost ? '' : `@${act.host}`}`;
}

/** Records what became of the action that an intent is for. Reads and acts outside of an action leave no trace here. */
export function withAction(steps: Steps, stored: StoredEvent, intent: IntentOf, state: ActionState['state']): Steps {
  const { action, item, host } = intent.place;
  if (action === undefined) return steps;
  const key = actKey({ action, item: item ?? null, host: intent.on ?? host, stepHost: host });
  return withStep(steps, stored, intent.place, (step) => ({
    actions: {
      ...step.actions,
      [key]: { intent: intent.intent, state, bootId: intent.bootId ?? null, sequence: stored.sequence },
    },
  }));
}
type IntentOf = Pick<OpenIntent, 'intent' | 'place' | 'on' | 'bootId'>;

/** After a crash: what ran is interrupted, or unknown when something that changes the host was in flight. */
export function afterCrash(steps: Steps, open: RunState['open']): Steps {
  const inFlight = new Set(changesInFlight({ open }).map((intent) => JSON.stringify([intent.place.step, intent.place.host])));
  return mapValues(steps, (hosts, name) =>
    mapValues(hosts, (step, host) => {
      const actions = mapValues(step.actions, (action) =>
        action.state === 'open' ? { ...action, state: 'unknown' as const } : action,
      );
      if (step.status !== 'running') return { ...step, actions };
      const status = inFlight.has(JSON.stringify([name, host])) ? ('unknown' as const) : ('interrupted' as const);
      return { ...step, actions, status };
    }),
  );
}
