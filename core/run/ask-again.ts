import { freshness, type Disturbance } from '../checks/freshness.ts';
import { hostsThatCount } from './gates.ts';
import type { PlannedCheck } from './planned.ts';
import { mapValues, own } from './records.ts';
import { checkState } from './reduce-checks.ts';
import { stepState } from './reduce-steps.ts';
import { standing, type Standing } from './standing.ts';
import type { RunState, StepStatus } from './state.ts';

/** A step on a host. */
export interface StepPlace {
  readonly step: string;
  readonly host: string;
}

/** Places in the plan, and all that they stand on, there and on the hosts that count for them, each once. */
export function withGround(state: RunState, places: readonly StepPlace[]): readonly StepPlace[] {
  const byId = new Map((state.plan ?? []).map((step) => [step.id, step]));
  const found = new Map<string, StepPlace>();
  const open = [...places];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const key = JSON.stringify([place.step, place.host]);
    if (found.has(key)) continue;
    found.set(key, { step: place.step, host: place.host });
    for (const id of byId.get(place.step)?.needs ?? []) {
      const needed = byId.get(id);
      for (const host of needed === undefined ? [] : hostsThatCount(state, needed, place.host)) open.push({ step: id, host });
    }
  }
  return [...found.values()];
}

const AT_THEIR_END: ReadonlySet<StepStatus> = new Set(['done', 'already-so']);

/**
 * The checks of steps that are done which a run that is gone on with asks again before anything else, in the plan's order: what passed then may not hold
 * now, and what failed may have been mended. Left out are checks about a moment (`staleAfter: []`), those that a person put a word in the place of, and
 * those that held before an act of a step that is still in its middle, or a fault that is in force, which may have to break them: they are asked when
 * that is over. `places`: see {@link withGround}. `now`: our clock, ISO 8601.
 */
export function toAskAgain(state: RunState, places: readonly StepPlace[], now: string): Standing[] {
  const wanted = new Set(places.map(({ step, host }) => JSON.stringify([step, host])));
  const amid = stepsAmid(state);
  return (state.plan ?? []).flatMap((step) =>
    step.checks.flatMap((check) =>
      check.staleAfter.length === 0
        ? []
        : step.hosts.flatMap((host) => {
            if (!wanted.has(JSON.stringify([step.id, host]))) return [];
            if (!AT_THEIR_END.has(stepState(state, step.id, host).status)) return [];
            const found = standing(state, step.id, check, host, now);
            switch (found.outcome) {
              case 'pending':
              case 'waived':
              case 'attested':
                return [];
              case 'pass':
              case 'not-applicable':
              case 'stale':
                return breaksRightly(state, found, check, amid) ? [] : [found];
              case 'fail':
              case 'error':
              case 'unreachable':
                return [found];
            }
          }),
    ),
  );
}

/** Whether anything was done since a check was asked last after which it may come out otherwise. Age does not count. */
export function disturbedSince(state: RunState, check: PlannedCheck, { step, host }: StepPlace): boolean {
  const { sequence, bootIds } = checkState(state, step, check.id, host);
  const now = { atMs: 0, bootIds: mapValues(state.hosts, (one) => one.bootId) };
  const rule = { ...check, maxAgeMs: null };
  return freshness(
    { host, sequence, atMs: 0, bootIds },
    disturbancesOf(state, () => true),
    now,
    rule,
  ).stale;
}

/** Whether anything was done anywhere in the run since a check was asked last. */
export function doneSince(state: RunState, { step, check, host }: Pick<Standing, 'step' | 'check' | 'host'>): boolean {
  const { sequence } = checkState(state, step, check, host);
  return disturbancesOf(state, () => true).some((one) => one.sequence > sequence);
}

/** Steps that began to act and are not at their end, and those that a fault in force is of. */
function stepsAmid(state: RunState): ReadonlySet<string> {
  const amid = new Set(state.faults.map(({ step }) => step));
  for (const [step, hosts] of Object.entries(state.steps)) {
    for (const { status, actions } of Object.values(hosts)) {
      if (AT_THEIR_END.has(status) || status === 'skipped' || status === 'not-taken' || status === 'undone') continue;
      if (Object.values(actions).some((action) => action.state !== 'did-not-happen')) amid.add(step);
    }
  }
  return amid;
}

/** Guests feel what is done to the host that they are reached through, and switches and arrays a fault wherever it was made. */
function breaksRightly(state: RunState, { step, host }: Standing, check: PlannedCheck, amid: ReadonlySet<string>): boolean {
  const { sequence } = checkState(state, step, check.id, host);
  const via = own(state.hosts, host)?.via ?? null;
  const hosts = new Set([host, ...check.dependsOn, ...(via === null ? [] : [via])]);
  const role = own(state.hosts, host)?.role ?? null;
  const isFabric = role === 'switch' || role === 'array';
  return disturbancesOf(state, (of) => of !== null && amid.has(of)).some(
    (one) =>
      one.sequence > sequence &&
      check.staleAfter.includes(one.cause) &&
      (hosts.has(one.host) || (isFabric && one.cause === 'fault')),
  );
}

function disturbancesOf(state: RunState, wanted: (step: string | null) => boolean): Disturbance[] {
  return Object.values(state.hosts).flatMap((host) =>
    (['change', 'reboot', 'fault', 'terminal'] as const).flatMap((cause) => {
      const one = host.disturbed[cause];
      return one === undefined || !wanted(one.step) ? [] : [{ host: host.name, cause, sequence: one.sequence, what: one.what }];
    }),
  );
}
