import type { Answer } from '../../core/checks/evaluate.ts';
import type { Probe } from '../../core/probes/probe.ts';
import type { Problem } from '../../core/result.ts';
import { runBatch } from '../ssh/run-batch.ts';
import type { Reach } from './open-application.ts';

/** A question to one host, told from others by its text. */
export interface Question {
  readonly host: string;
  readonly probe: Probe;
  readonly parameters: unknown;
}

/** By `keyOf` of the question. */
export type Answers = ReadonlyMap<string, Answer>;

export interface AskRequest {
  readonly reach: Reach;
  readonly signal: AbortSignal;
}

export const NOT_ASKED: Answer = { state: 'not-run' };

/** What tells a question from others. */
export function keyOf({ host, probe, parameters }: Question): string {
  return JSON.stringify([host, probe.name, parameters]);
}

/** Asks hosts side by side, each host's probes in one exec; what is asked twice of a host is asked once. Nothing is recorded. */
export async function askHosts(request: AskRequest, questions: readonly Question[]): Promise<Answers> {
  const byHost = new Map<string, Map<string, Question>>();
  for (const question of questions) {
    const own = byHost.get(question.host) ?? new Map<string, Question>();
    own.set(keyOf(question), question);
    byHost.set(question.host, own);
  }
  const answered = await Promise.all([...byHost].map(([host, own]) => askHost(request, host, [...own.values()])));
  return new Map(answered.flat());
}

async function askHost(
  { reach, signal }: AskRequest,
  host: string,
  questions: readonly Question[],
): Promise<readonly (readonly [string, Answer])[]> {
  const all = (problem: Problem): readonly (readonly [string, Answer])[] =>
    questions.map((question) => [keyOf(question), { state: 'unreachable', problem }]);
  const session = await reach.sessions.open(host, { signal });
  if (!session.ok) return all(session.problem);
  const { scale, ownSideMs } = reach.ports.clock;
  const parts = questions.map(({ probe, parameters }) => ({ command: probe.command(parameters), deadlineMs: probe.deadline }));
  const done = await runBatch(session.value, parts, { scale, slackMs: ownSideMs, signal });
  if (!done.ok) return all(done.problem);
  return questions.map((question, index): readonly [string, Answer] => {
    const given = done.value.answers[index];
    const lost = given?.problem ?? done.value.problem;
    if (given === undefined || given.state === 'not-run')
      return [keyOf(question), lost === undefined ? NOT_ASKED : { state: 'unreachable', problem: lost }];
    if (given.problem !== undefined) return [keyOf(question), { state: 'problem', problem: given.problem }];
    const parsed = question.probe.parse(given.output, question.parameters);
    return [keyOf(question), parsed.ok ? { state: 'facts', facts: parsed.facts } : { state: 'problem', problem: parsed.problem }];
  });
}
