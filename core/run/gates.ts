import type { PlannedStep } from './planned.ts';
import { own } from './records.ts';
import { stepState } from './reduce-steps.ts';
import { standing, type Standing } from './standing.ts';
import type { RunState } from './state.ts';

/** Whether a step that another needs lets it go on. */
export interface Gate {
  readonly open: boolean;
  /** What it waits for, when it is closed. */
  readonly why: string | null;
  /** Checks behind it that passed and are stale: they do not close it, and are asked again before something that matters. */
  readonly stale: readonly Standing[];
}

/**
 * The hosts of a needed step that count for a host: itself when the step is for it; the dom0 that it was reached through, or the guests
 * that are reached through it; else all.
 */
export function hostsThatCount(state: RunState, needed: PlannedStep, host: string): readonly string[] {
  if (needed.hosts.includes(host)) return [host];
  const via = own(state.hosts, host)?.via ?? null;
  if (via !== null && needed.hosts.includes(via)) return [via];
  const through = needed.hosts.filter((name) => own(state.hosts, name)?.via === host);
  return through.length > 0 ? through : needed.hosts;
}

/**
 * A step lets others go on when it came to an end on that host and each of its fatal checks passes, does not apply, or is waived
 * or attested. A step that a person skipped, and a branch that was not taken, let go on as they are: their reason is on record.
 */
export function gate(state: RunState, needed: PlannedStep, host: string, now: string): Gate {
  const closed = (why: string): Gate => ({ open: false, why, stale: [] });
  const { status, problem } = stepState(state, needed.id, host);
  if (status === 'skipped' || status === 'not-taken') return { open: true, why: null, stale: [] };
  const fatal = needed.checks
    .filter((check) => check.severity === 'fatal')
    .map((check) => standing(state, needed.id, check, host, now));
  const worded = fatal.length > 0 && fatal.every(({ outcome }) => outcome === 'waived' || outcome === 'attested');
  const name = `“${needed.title}” on ${host}`;
  switch (status) {
    case 'untouched':
    case 'undone':
      if (!worded) return closed(`${name} is still to be done.`);
      break;
    case 'declined':
      if (!worded) return closed(`${name} was not allowed.`);
      break;
    case 'running':
    case 'interrupted':
      return closed(`${name} is not at its end yet.`);
    case 'unknown':
      return closed(`What became of ${name} is not known yet.`);
    case 'failed':
    case 'done':
    case 'already-so':
      break;
  }
  for (const { outcome, title } of fatal) {
    switch (outcome) {
      case 'pass':
      case 'not-applicable':
      case 'waived':
      case 'attested':
      case 'stale':
        break;
      case 'fail':
        return closed(`The check “${title}” of ${name} failed.`);
      case 'error':
        return closed(`The check “${title}” of ${name} could not be made.`);
      case 'unreachable':
        return closed(`For the check “${title}” of ${name} the host could not be reached.`);
      case 'pending':
        return closed(`The check “${title}” of ${name} was not asked yet.`);
    }
  }
  if (status === 'failed' && !fatal.some(({ outcome }) => outcome === 'waived' || outcome === 'attested')) {
    return closed(`${name} failed${problem === null ? '.' : `: ${problem.sentence}`}`);
  }
  return { open: true, why: null, stale: fatal.filter(({ outcome }) => outcome === 'stale') };
}
