import { adoptFabric, type Proposal } from '../../core/topology/adopt.ts';
import { fabricQuestions, furtherQuestions } from '../../core/topology/fabric-questions.ts';
import { fromDiscovered } from '../../core/topology/from-discovered.ts';
import type { Observation } from '../../core/topology/observations.ts';
import type { Problem } from '../../core/result.ts';
import { askHosts, keyOf, type Answers, type AskRequest, type Question } from './ask-hosts.ts';

/** A proposal from what the hosts say now, and which of them could not be reached. */
export interface AskedFabric {
  readonly proposal: Proposal;
  /** By host, in the order of the inventory. */
  readonly away: readonly Problem[];
}

/**
 * Asks every host of an inventory for its part of the fabric and proposes the section `fabric:` from the answers alone: nothing of it is taken from a
 * section that is there already. Reads alone, and records nothing.
 */
export async function askFabric(request: AskRequest): Promise<AskedFabric> {
  const { inventory } = request.reach.lab;
  const hosts = Object.entries(inventory.hosts);
  const first = hosts.flatMap(([host, target]) => fabricQuestions(target).map((one): Question => ({ host, ...one })));
  const told = await askHosts(request, first);
  const more = first.flatMap((question) => {
    const answer = told.get(keyOf(question));
    return answer?.state === 'facts'
      ? furtherQuestions(answer.facts).map((one): Question => ({ host: question.host, ...one }))
      : [];
  });
  const answers: Answers = new Map([...told, ...(await askHosts(request, more))]);
  const questions = [...first, ...more];
  const now = request.reach.ports.clock.now();
  const observations = questions.flatMap((question, result): Observation[] => {
    const answer = answers.get(keyOf(question));
    if (answer?.state !== 'facts') return [];
    const { host, probe, parameters } = question;
    const role = inventory.hosts[host]?.role ?? 'unknown';
    return [{ host, role, probe: probe.name, parameters, facts: answer.facts, at: now, evidence: { sequence: 0, result } }];
  });
  const arrays = hosts.flatMap(([name, { role }]) => (role === 'array' ? [name] : []));
  const known = { arrays, ports: { initiators: new Map(), targets: new Map() }, images: [] };
  const { fabric, remarks } = adoptFabric(fromDiscovered({ observations, lost: [] }, known));
  const unread = questions.flatMap((question) => {
    const answer = answers.get(keyOf(question));
    return answer?.state === 'problem' ? [`${question.host}: ${question.probe.title}: ${answer.problem.sentence}`] : [];
  });
  const silent = hosts.flatMap(([name, { role, controllers }]) =>
    role === 'array' && (controllers ?? []).length === 0
      ? [`${name} was not asked: the addresses of its controllers are missing (\`controllers: [...]\` in the inventory).`]
      : [],
  );
  const away = hosts.flatMap(([name]) => {
    const lost = first.filter(({ host }) => host === name).map((question) => answers.get(keyOf(question)));
    const [problem] = lost.flatMap((answer) => (answer?.state === 'unreachable' ? [answer.problem] : []));
    return problem === undefined ? [] : [problem];
  });
  return { proposal: { fabric, remarks: [...silent, ...unread, ...remarks] }, away };
}
