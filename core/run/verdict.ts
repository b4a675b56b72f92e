import type { Outcome } from '../checks/outcome.ts';
import { changesInFlight } from './in-flight.ts';
import type { Standing } from './standing.ts';
import type { RunState, StepStatus } from './state.ts';

export type Verdict = 'passed' | 'passed-with-words' | 'failed' | 'unreachable' | 'not-established';

/** How the verdicts are written for a person. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  passed: 'passed',
  'passed-with-words': 'passed with waivers or attestations',
  failed: 'failed',
  unreachable: 'unreachable',
  'not-established': 'not established',
};

export type Counts = Readonly<Record<Outcome, number>>;

export interface Judgement {
  readonly verdict: Verdict;
  /** Why, in one sentence. */
  readonly sentence: string;
  readonly counts: Counts;
}

/** Steps and hosts that somebody asked about; null: all. */
export interface Asked {
  readonly steps: ReadonlySet<string> | null;
  readonly hosts: ReadonlySet<string> | null;
}

const WHOLE: Asked = { steps: null, hosts: null };

/** How many checks stand at each outcome. */
export function countOutcomes(standings: readonly Pick<Standing, 'outcome'>[]): Counts {
  const counts = {
    pass: 0,
    fail: 0,
    error: 0,
    unreachable: 0,
    'not-applicable': 0,
    waived: 0,
    attested: 0,
    stale: 0,
    pending: 0,
  };
  for (const { outcome } of standings) counts[outcome] += 1;
  return counts;
}

/**
 * The verdict on a run. Any failing check fails it, of whatever severity: a warning that is all right is waived, by name and
 * reason. What could not be asked, was not asked, or does not count any more leaves it not established, as does an act of
 * which nobody knows whether it happened. `asked`: what is judged; all of the run without it.
 */
export function judge(state: RunState, all: readonly Standing[], asked: Asked = WHOLE): Judgement {
  const within = (step: string, host: string | null): boolean =>
    (asked.steps === null || asked.steps.has(step)) && (asked.hosts === null || host === null || asked.hosts.has(host));
  const standings = all.filter(({ step, host }) => within(step, host));
  const counts = countOutcomes(standings);
  const give = (verdict: Verdict, sentence: string): Judgement => ({ verdict, sentence, counts });
  // A failed step that a person put a word in the place of counts as that word.
  const worded = new Set(
    standings.filter(({ outcome }) => outcome === 'waived' || outcome === 'attested').map(({ step, host }) => `${step} ${host}`),
  );
  const stepsAt = (wanted: StepStatus): number =>
    Object.entries(state.steps).flatMap(([step, hosts]) =>
      Object.entries(hosts).filter(
        ([host, { status }]) => status === wanted && within(step, host) && !worded.has(`${step} ${host}`),
      ),
    ).length;
  const total = standings.length;
  if (counts.fail > 0) return give('failed', `${counts.fail} of ${total} checks failed.`);
  if (counts.unreachable > 0)
    return give('unreachable', `${counts.unreachable} of ${total} checks met a host that could not be reached.`);
  const left = [
    counts.error > 0 ? `${counts.error} could not be checked` : '',
    counts.stale > 0 ? `${counts.stale} held before something changed and must be asked again` : '',
    counts.pending > 0 ? `${counts.pending} were not asked yet` : '',
  ].filter((text) => text !== '');
  if (left.length > 0) return give('not-established', `Of ${total} checks, ${left.join(', ')}.`);
  if (total === 0) return give('not-established', 'Nothing was checked.');
  if (changesInFlight(state).some(({ place }) => within(place.step, place.host))) {
    return give('not-established', 'Of an act in flight nobody knows yet whether it happened.');
  }
  const [failed, declined] = [stepsAt('failed'), stepsAt('declined')];
  if (failed > 0) return give('failed', `No check fails, and yet ${failed} steps failed.`);
  if (declined > 0) return give('not-established', `No check fails, and yet ${declined} steps were not allowed.`);
  const acts = state.attestations.filter(({ act, step, host }) => act !== null && within(step, host)).length;
  if (counts.waived + counts.attested + acts > 0) {
    const checks = `${counts.pass} of ${total} checks passed, ${counts.waived} waived, ${counts.attested} attested.`;
    const ofActs = acts === 0 ? '' : ` What became of ${acts === 1 ? 'an act' : `${acts} acts`} is attested, not proved.`;
    return give('passed-with-words', `${checks}${ofActs}`);
  }
  return give('passed', `All ${total} checks passed or do not apply.`);
}

/** Exit codes of the command line. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5;

/** The exit status that a verdict gives a command: 0, 1, 3 or 4 (README, exit codes). */
export function exitCode(verdict: Verdict): ExitCode {
  switch (verdict) {
    case 'passed':
    case 'passed-with-words':
      return 0;
    case 'failed':
      return 1;
    case 'not-established':
      return 3;
    case 'unreachable':
      return 4;
  }
}

/** The one to end with when several apply: an internal error before usage, failed, unreachable, not established. */
export function strongestExit(codes: readonly ExitCode[]): ExitCode {
  return ([5, 2, 1, 4, 3] as const).find((code) => codes.includes(code)) ?? 0;
}
