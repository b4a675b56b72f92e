import { whatNext, estimateLeftMs } from './next.ts';
import { instantMs } from './instant.ts';
import { stepHostMs } from './timeline.ts';
import type { RunState } from './state.ts';

/** Weight of the plan's own word against what was measured: as much as a step of this length, in milliseconds of host time. */
const PRIOR_MS = 120_000;

/**
 * Time that is left, in milliseconds of our clock: the plan's estimates of what is still to be done, corrected by how long the steps
 * took that were done in this run. `now`: our clock, ISO 8601.
 */
export function timeLeftMs(state: RunState, now: string, steps: ReadonlySet<string> | null = null): number {
  const cells = whatNext(state, now).filter(({ step }) => steps === null || steps.has(step));
  const plan = new Map((state.plan ?? []).map((step) => [step.id, step]));
  const scale = state.header?.lab.scale ?? 1;
  let estimated = PRIOR_MS;
  let took = PRIOR_MS;
  let running = 0;
  for (const { step, host, state: cell } of cells) {
    const estimate = plan.get(step)?.estimateMs ?? 0;
    if (cell === 'done') {
      estimated += estimate;
      took += stepHostMs(state, step, host) ?? estimate;
    } else if (cell === 'running') {
      const from = instantMs(state.steps[step]?.[host]?.startedAt ?? '');
      const until = instantMs(now);
      if (from !== null && until !== null) running += Math.min(estimate, (until - from) * scale);
    }
  }
  const left = Math.max(0, estimateLeftMs(state, cells) - running);
  return (left * (took / estimated)) / scale;
}
