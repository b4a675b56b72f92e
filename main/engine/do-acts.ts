import { expandAction, type Act } from '../../core/actions/expand.ts';
import { previewAction, type PlannedAct } from '../../core/actions/preview.ts';
import { hostsOfAction } from '../../core/procedure/plan.ts';
import type { Action, Step } from '../../core/procedure/schema.ts';
import { actHost, allHosts } from '../../core/procedure/step-scope.ts';
import type { Problem } from '../../core/result.ts';
import { guardAct } from './guard-act.ts';
import type { OpenRun } from './open-run.ts';
import { perform } from './perform.ts';
import type { ActEnding } from './ports.ts';
import { scopeFor, sourceOf } from './scope-of-run.ts';
import { isDone } from './settle.ts';

/**
 * Does the acts of actions in their order, each on the hosts that it is for: what is known to be done is left, what may not be done ends it. Values are
 * put in right before an act, since the one before may have given them. Ends with the first act that did not succeed.
 * `over`: acts that this run is known to have done already.
 */
export async function doActs(
  run: OpenRun,
  step: Step,
  host: string,
  actions: readonly Action[],
  over: (act: Act, action: Action) => boolean | Promise<boolean>,
): Promise<ActEnding> {
  for (const action of actions) {
    const source = sourceOf(run);
    const self = allHosts(source).find(({ name }) => name === host);
    if (self === undefined) return { ending: 'failed', problem: hostNotThere(host) };
    const targets = hostsOfAction(action, self, source);
    if (!targets.ok) return { ending: 'failed', problem: targets.problem };
    for (const target of targets.value) {
      const acts = expandAction(action, actHost(source, target), scopeFor(run, target.name));
      if (!acts.ok) return { ending: 'failed', problem: acts.problem };
      for (const act of acts.value) {
        if (await over(act, action)) continue;
        const ending = await doAct(run, step, host, action, act);
        if (ending.ending !== 'succeeded') return ending;
      }
    }
  }
  return { ending: 'succeeded' };
}

/** What actions would do for a host, as far as it can be told before the first of them. */
export function actsAhead(run: OpenRun, actions: readonly Action[], host: string): readonly PlannedAct[] {
  const source = sourceOf(run);
  const self = allHosts(source).find(({ name }) => name === host);
  if (self === undefined) return [];
  return actions.flatMap((action) => {
    const hosts = hostsOfAction(action, self, source);
    return hosts.ok ? hosts.value.flatMap((one) => previewAction(action, actHost(source, one), scopeFor(run, one.name))) : [];
  });
}

async function doAct(run: OpenRun, step: Step, host: string, action: Action, act: Act): Promise<ActEnding> {
  const item = act.item === null ? undefined : act.itemValue;
  if ((await isDone(run, action, act.host, item, step.id)) === true) return { ending: 'succeeded' };
  const refused = await guardAct(run, step, host, action, act);
  if (refused !== null) return { ending: 'failed', problem: refused };
  const ending = await perform(run, step, host, action, act);
  // Its session was lost on the way, and the host says that nothing had begun: it is sent once more.
  return ending.ending === 'failed' && ending.nothingHappened === true ? perform(run, step, host, action, act) : ending;
}

/** Why nothing can be done on a host that the run does not have. */
export function hostNotThere(host: string): Problem {
  return {
    code: 'no-such-host',
    sentence: `${host} is not a host of this run.`,
    next: 'It comes into being in an earlier step: run that first.',
  };
}
