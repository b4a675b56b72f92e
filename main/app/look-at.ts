import { findProbe } from '../../core/probes/registry.ts';
import { failure, success, type Result } from '../../core/result.ts';
import { looksAt } from '../../core/topology/commands-for.ts';
import { topologyAt } from '../../core/topology/topology-at.ts';
import { admitJoined } from '../engine/act-join.ts';
import { askProbes, type Question } from '../engine/ask-probes.ts';
import type { OpenRun } from '../engine/open-run.ts';
import type { Application } from './open-application.ts';
import { readOwnRun } from './runs.ts';
import { runIntent } from './topology.ts';

/**
 * Asks what tells of an element of the topology, of the machine that it stands in, and keeps the answers with the run: the topology is made of them from
 * then on. Reads alone. A sentence of who was asked what. Problems: `nothing-to-ask`, `no-answer`, and those of reading the run.
 */
export async function lookAt(application: Application, run: OpenRun, element: string): Promise<Result<string>> {
  admitJoined(run);
  const own = await application.store.own(run.id);
  if (!own.ok) return own;
  const events = await own.value.events();
  if (!events.ok) return events;
  const stored = await readOwnRun(application, run.id);
  if (!stored.ok) return stored;
  const { procedure, inventory, state } = stored.value;
  const { planned } = runIntent(procedure.procedure, inventory, state);
  const topology = topologyAt(events.value, state.sequence, planned);
  const questions = looksAt(topology, ownNames(run, element)).flatMap(({ host, probe, parameters }): Question[] => {
    const found = findProbe(probe);
    return found === undefined || !run.hosts.has(host) ? [] : [{ host, probe: found, parameters }];
  });
  const [first] = questions;
  if (first === undefined)
    return failure('nothing-to-ask', 'No machine of this run can be asked about it by itself.', 'A check of a step tells of it.');
  const asked = await askProbes(run, questions);
  await run.emit();
  await run.parts.topology?.settled();
  const told = asked.filter(({ answer }) => answer.state === 'facts').length;
  if (told > 0) return success(`${first.host} answered ${told} of ${asked.length} questions.`);
  const problem = asked.flatMap(({ answer }) => ('problem' in answer ? [answer.problem] : []))[0];
  return problem === undefined
    ? failure('no-answer', `${first.host} gave no answer.`, 'Look at its host page, and ask again.')
    : { ok: false, problem };
}

/** An id as it is in the hosts' own names: where a run has pseudonyms, a window has those. */
function ownNames(run: OpenRun, element: string): string {
  const revealed = run.parts.writer.own({ type: 'noted', version: 1, text: element });
  return revealed.type === 'noted' ? revealed.text : element;
}
