import type { Problem } from '../../core/result.ts';
import { changesInFlight } from '../../core/run/in-flight.ts';
import { findStep } from './find-step.ts';
import type { OpenRun } from './open-run.ts';
import { actHostOf, settle } from './settle.ts';

/**
 * Asks the hosts about acts of which nobody knows what became of them, where something is about to be taken back: those on the hosts that it touches, and
 * those of its step. Why nothing may be taken back beside them, or null.
 */
export async function settleBeside(
  run: OpenRun,
  touched: ReadonlySet<string>,
  place: { readonly step: string; readonly host: string } | null,
): Promise<Problem | null> {
  for (const intent of changesInFlight(run.state)) {
    const own = place !== null && intent.place.step === place.step && intent.place.host === place.host;
    if (!own && !touched.has(actHostOf(intent))) continue;
    run.stopIfAsked();
    const { verdict, how, runs } = await settle(run, intent);
    if (verdict !== 'unreachable' && verdict !== 'unknown') continue;
    const { step, host } = intent.place;
    return {
      code: 'act-in-flight',
      sentence: `Nothing is taken back: what became of an act of “${findStep(run, step).title}” is not known. ${how}`,
      next:
        verdict === 'unreachable' || runs === true
          ? 'Do it when that is known: the host is asked again then.'
          : `Look at ${actHostOf(intent)} and say what you saw, then do it again: xenpath attest ${run.id} ${step} --host ${host} --happened (or --did-not-happen) --statement TEXT`,
    };
  }
  return null;
}
