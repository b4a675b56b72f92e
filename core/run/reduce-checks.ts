import type { RunEvent, StoredEvent } from './events.ts';
import { mapValues, own } from './records.ts';
import type { CheckState, RunState } from './state.ts';

type Checks = RunState['checks'];
type Checked = Extract<RunEvent, { type: 'checked' }>;

const UNASKED: CheckState = {
  recorded: null,
  severity: 'fatal',
  sequence: 0,
  at: null,
  bootIds: {},
  phase: null,
  last: null,
  asked: 0,
  passedAt: null,
  waivedAt: null,
  attestedAt: null,
  spoiled: null,
};

/** State of a checkpoint on a host; never asked when there is no event about it. */
export function checkState(state: RunState, step: string, check: string, host: string): CheckState {
  return own(own(own(state.checks, step), check), host) ?? UNASKED;
}

/** The checks with one of them changed on one host; the rest is shared with what was given. */
export function withCheck(
  checks: Checks,
  place: { readonly step: string; readonly host: string },
  check: string,
  change: (state: CheckState) => Partial<CheckState>,
): Checks {
  const ofStep = own(checks, place.step) ?? {};
  const hosts = own(ofStep, check) ?? {};
  const state = own(hosts, place.host) ?? UNASKED;
  return { ...checks, [place.step]: { ...ofStep, [check]: { ...hosts, [place.host]: { ...state, ...change(state) } } } };
}

/** Takes in an answer. A pass ends a waiver or an attestation that was given before it: a later failure needs a new word. */
export function answered(
  state: CheckState,
  stored: StoredEvent,
  event: Checked,
  bootIds: CheckState['bootIds'],
): Partial<CheckState> {
  const held = event.outcome === 'pass' || event.outcome === 'not-applicable';
  return {
    recorded: event.outcome,
    severity: event.severity,
    sequence: stored.sequence,
    at: stored.at,
    bootIds,
    phase: event.phase,
    last: event,
    asked: state.asked + 1,
    passedAt: event.outcome === 'pass' ? stored.sequence : state.passedAt,
    spoiled: null,
    ...(held ? { waivedAt: null, attestedAt: null } : {}),
  };
}

/** Makes stale what an undo took the ground from: the step's checks on that host, or on all when it has none there. */
export function spoiledBy(checks: Checks, stored: StoredEvent, step: string, host: string, why: string): Checks {
  const ofStep = own(checks, step);
  if (ofStep === undefined) return checks;
  const here = Object.values(ofStep).some((hosts) => Object.hasOwn(hosts, host));
  const spoil = (state: CheckState, name: string): CheckState =>
    here && name !== host ? state : { ...state, spoiled: { sequence: stored.sequence, why }, waivedAt: null, attestedAt: null };
  return { ...checks, [step]: mapValues(ofStep, (hosts) => mapValues(hosts, spoil)) };
}
