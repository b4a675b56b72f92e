import type { OpenRun } from '../engine/open-run.ts';
import { inSitting, type Sat } from '../engine/sitting.ts';
import type { Application, Reach } from './open-application.ts';
import { asItWas, resumeRun, type Several } from './runs.ts';
import { watchStop } from './stop-request.ts';

export interface ActInRun {
  readonly run: string;
  readonly reach: Reach;
  /** Aborted when the operator says to stop: the act in flight comes to its end first. */
  readonly signal: AbortSignal;
}

/**
 * Opens a run to do one thing in it on its own hosts, beside its steps: taking something back, breaking a lock. Whether the run is at its end is
 * afterwards as it was; hosts are given back whatever comes.
 */
export async function actInRun<Value>(
  application: Application,
  request: ActInRun,
  act: (run: OpenRun) => Promise<Value>,
): Promise<Several<Sat<Value>>> {
  const before = await application.store.state(request.run);
  if (!before.ok) return { ok: false, problems: [before.problem] };
  const { stopped } = before.value;
  const stop = new AbortController();
  const signal = AbortSignal.any([request.signal, stop.signal]);
  const run = await resumeRun(application, { ...request, signal, current: null, replace: false });
  if (!run.ok) return run;
  const { value } = run;
  const listening = await watchStop(application.store.folder, request.run, () => stop.abort());
  try {
    const sat = await inSitting(
      value,
      () => act(value),
      () => asItWas(stopped),
    );
    return { ok: true, value: sat };
  } finally {
    await listening.dispose();
  }
}
