import { freshness, type Disturbance } from '../checks/freshness.ts';
import type { Outcome } from '../checks/outcome.ts';
import { instantMs } from './instant.ts';
import type { PlannedCheck } from './planned.ts';
import { mapValues } from './records.ts';
import { checkState } from './reduce-checks.ts';
import { stepState } from './reduce-steps.ts';
import type { RunState } from './state.ts';

/** What a checkpoint on a host counts as now. */
export interface Standing {
  readonly step: string;
  readonly check: string;
  readonly host: string;
  readonly title: string;
  readonly severity: 'fatal' | 'warning';
  readonly outcome: Outcome;
  /** Why it counts as that, when it is not simply what the host answered. */
  readonly why: string | null;
}

/**
 * The standing of one checkpoint on one host. `now` is our clock (ISO 8601), for age limits.
 *
 * A failure before the step was done leaves the check pending. A pass counts until something makes it stale, and so does that a check does
 * not apply: whether it does may hang on what was changed since. A waiver stands for everything but a pass. An attestation stands where the host could
 * not be asked or was not: a failure that was seen needs a waiver, with its reason.
 */
export function standing(
  state: RunState,
  step: string,
  check: PlannedCheck,
  host: string,
  now: string,
  since: readonly Disturbance[] = disturbances(state),
): Standing {
  const found = checkState(state, step, check.id, host);
  const give = (outcome: Outcome, why: string | null = null): Standing => ({
    step,
    check: check.id,
    host,
    title: check.title,
    severity: check.severity,
    outcome,
    why,
  });
  const held = found.recorded === 'pass' || found.recorded === 'not-applicable';
  const stale = found.recorded === null || held ? staleness(state, check, host, found, now, since) : null;
  if (found.recorded === 'pass' && stale === null) return give('pass');
  if (found.recorded === 'not-applicable' && stale === null) return give('not-applicable', found.last?.message ?? null);
  if (found.waivedAt !== null) {
    const waiver = state.waivers.find((one) => one.sequence === found.waivedAt);
    return give('waived', waiver === undefined ? null : `${waiver.operator}: ${waiver.reason}`);
  }
  if (found.attestedAt !== null && found.recorded !== 'fail') {
    const word = state.attestations.find((one) => one.sequence === found.attestedAt);
    return give('attested', word === undefined ? null : `${word.operator}: ${word.statement}`);
  }
  if (found.recorded === null) return give('pending');
  if (found.recorded === 'fail' && found.phase === 'before' && !wasTried(state, step, host)) {
    return give('pending', 'It did not hold before its step was done, and the step is still to be done.');
  }
  if (stale !== null) return give('stale', stale);
  return give(found.recorded, found.last?.problem?.sentence ?? found.last?.message ?? null);
}

/** Whether a step's acts were begun there: until then a check that does not hold says only that there is something to do. */
function wasTried(state: RunState, step: string, host: string): boolean {
  const { status } = stepState(state, step, host);
  return status === 'done' || status === 'failed';
}

function staleness(
  state: RunState,
  check: PlannedCheck,
  host: string,
  found: ReturnType<typeof checkState>,
  now: string,
  since: readonly Disturbance[],
): string | null {
  if (found.at === null) return null;
  if (found.spoiled !== null) return `Since then ${found.spoiled.why}.`;
  const scale = state.header?.lab.scale ?? 1;
  const hostTime = (at: string): number => (instantMs(at) ?? 0) * scale;
  const judged = freshness(
    { host, sequence: found.sequence, atMs: hostTime(found.at), bootIds: found.bootIds },
    since,
    { atMs: hostTime(now), bootIds: mapValues(state.hosts, (one) => one.bootId) },
    check,
  );
  return judged.stale ? judged.why : null;
}

/** The latest disturbance of each kind on each host: earlier ones make nothing stale that these do not. */
function disturbances(state: RunState): Disturbance[] {
  return Object.values(state.hosts).flatMap((host) =>
    (['change', 'reboot', 'fault', 'terminal'] as const).flatMap((cause) => {
      const one = host.disturbed[cause];
      return one === undefined ? [] : [{ host: host.name, cause, sequence: one.sequence, what: one.what }];
    }),
  );
}

/**
 * The standing of every checkpoint that the plan has, in the plan's order. Steps whose branch was not taken on a host have none there.
 * Without a plan: of those that events speak of.
 */
export function standings(state: RunState, now: string): Standing[] {
  if (state.plan === null) return standingsOfEvents(state, now);
  const since = disturbances(state);
  return state.plan.flatMap((step) =>
    step.checks.flatMap((check) =>
      step.hosts
        .filter((host) => stepState(state, step.id, host).status !== 'not-taken')
        .map((host) => standing(state, step.id, check, host, now, since)),
    ),
  );
}

function standingsOfEvents(state: RunState, now: string): Standing[] {
  return Object.entries(state.checks).flatMap(([step, checks]) =>
    Object.entries(checks).flatMap(([id, hosts]) =>
      Object.entries(hosts).map(([host, { severity }]) =>
        standing(state, step, { id, title: id, severity, staleAfter: [], dependsOn: [], maxAgeMs: null }, host, now),
      ),
    ),
  );
}
