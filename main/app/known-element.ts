import { inert } from '../../core/evidence/inert.ts';
import { didYouMean } from '../../core/procedure/similar.ts';
import { failure, success, type Result } from '../../core/result.ts';
import { calledWhole } from '../../core/topology/called-whole.ts';
import type { Application } from './open-application.ts';
import { runTopology } from './topology.ts';

/** What an element or a link of a run's topology is called, by its id. Problems: `no-such-element`, those of reading the run. */
export async function knownElement(application: Application, run: string, id: string): Promise<Result<string>> {
  const topology = await runTopology(application, run, null);
  if (!topology.ok) return topology;
  const called = calledWhole(topology.value, id);
  if (called !== null) return success(called);
  const { elements, links } = topology.value;
  return failure(
    'no-such-element',
    `Nothing called ${inert(id, { limit: 200 })} is known in run ${run}.`,
    didYouMean(
      id,
      [...elements, ...links].map((one) => one.id),
    ) ?? `xenpath topology show ${run} --json has what is known, each with its id.`,
  );
}
