import type { Answer } from '../../core/checks/evaluate.ts';
import { identifyingFacts } from '../../core/probes/identifying-facts.ts';
import type { Citation, Probe } from '../../core/probes/probe.ts';
import type { Problem } from '../../core/result.ts';
import type { RunEvent } from '../../core/run/events.ts';
import type { BatchAnswer, BatchDone } from '../ssh/batch.ts';
import { runBatch } from '../ssh/run-batch.ts';
import { allOrFirstProblem } from './together.ts';
import { hostLost, sessionOf } from './connection.ts';
import type { OpenRun } from './open-run.ts';

/** One probe wanted of one host. */
export interface Question {
  readonly host: string;
  readonly probe: Probe;
  readonly parameters: unknown;
}

/** The answer to a question, and where in the evidence it stands. `batch` is null when nothing was asked. */
export interface Asked {
  readonly answer: Answer;
  readonly batch: string | null;
  readonly result: number;
}

/**
 * Asks several probes: those of one host travel in one exec, different hosts are asked side by side. Every answer is held for the record: it is
 * stored with the event that is concluded from it, see {@link OpenRun.hold}. Answers come in the order of the questions.
 */
export async function askProbes(run: OpenRun, questions: readonly Question[], step?: string): Promise<readonly Asked[]> {
  const byHost = grouped(questions);
  const answers = new Map<Question, Asked>();
  await allOrFirstProblem(
    [...byHost].map(async ([host, wanted]) => {
      const asked = await askHost(run, host, wanted, step);
      wanted.forEach((question, index) => answers.set(question, asked[index] ?? NOT_ASKED));
    }),
  );
  return questions.map((question) => answers.get(question) ?? NOT_ASKED);
}

const NOT_ASKED: Asked = { answer: { state: 'not-run' }, batch: null, result: 0 };

function grouped(questions: readonly Question[]): Map<string, Question[]> {
  const groups = new Map<string, Question[]>();
  for (const question of questions) {
    const group = groups.get(question.host);
    if (group === undefined) groups.set(question.host, [question]);
    else group.push(question);
  }
  return groups;
}

async function askHost(
  run: OpenRun,
  host: string,
  questions: readonly Question[],
  step: string | undefined,
): Promise<readonly Asked[]> {
  if (!run.hosts.has(host)) {
    const why = `${host} has not come into being yet.`;
    return questions.map(() => ({ answer: { state: 'not-run', why }, batch: null, result: 0 }));
  }
  const parts = questions.map(({ probe, parameters }) => ({ command: probe.command(parameters), deadlineMs: probe.deadline }));
  const { clock, sessions } = run.ports;
  for (let again = false; ; again = true) {
    const session = await sessionOf(run, host);
    if (!session.ok) return questions.map(() => unreachable(session.problem));
    const startedAt = clock.now();
    const asking = { kind: 'asking', host, step: step ?? null, probes: questions.map(({ probe }) => probe.name) } as const;
    const done = await run.underway({ ...asking, withinMs: null }, () =>
      runBatch(session.value, parts, { scale: clock.scale, slackMs: clock.ownSideMs, signal: run.signal }),
    );
    const problem = done.ok ? done.value.problem : done.problem;
    // What was broken off by us says nothing about the host.
    if (problem !== undefined) run.stopIfAsked();
    const gone = session.value.ended() !== undefined;
    if (gone || problem?.code === 'exec-timeout') {
      // What did not answer one question is not asked the next over the same connection.
      await sessions.close(host);
      if (problem !== undefined) await hostLost(run, host, problem);
    }
    // To ask changes nothing: over a new session it is asked once more, all of it.
    if (gone && problem !== undefined && !again) continue;
    if (!done.ok) return questions.map(() => (gone ? unreachable(done.problem) : notAnswered(done.problem)));
    return record(run, host, questions, done.value, startedAt, step);
  }
}

function notAnswered(problem: Problem): Asked {
  return { answer: { state: 'problem', problem }, batch: null, result: 0 };
}

function unreachable(problem: Problem): Asked {
  return { answer: { state: 'unreachable', problem }, batch: null, result: 0 };
}

type ProbeResult = Extract<RunEvent, { type: 'probed' }>['results'][number];

function record(
  run: OpenRun,
  host: string,
  questions: readonly Question[],
  done: BatchDone,
  startedAt: string,
  step: string | undefined,
): readonly Asked[] {
  const batch = run.ports.identifiers();
  const results: ProbeResult[] = [];
  const answers: Answer[] = [];
  questions.forEach((question, index) => {
    const { result, answer } = understand(run, question, done.answers[index], done.problem);
    results.push(result);
    answers.push(answer);
  });
  const outside = new Uint8Array([...done.outside.stdout, ...done.outside.stderr]);
  run.hold({
    type: 'probed',
    version: 1,
    batch,
    host,
    ...(step === undefined ? {} : { step }),
    command: done.command,
    startedAt,
    durationMs: done.durationMs,
    ...(outside.length === 0 ? {} : { outside: run.reference(outside) }),
    ...(done.problem === undefined ? {} : { problem: done.problem }),
    results,
  });
  return answers.map((answer, result) => ({ answer, batch, result }));
}

/** Parses what was stored, so that a fact's byte range is one of the evidence. */
function understand(
  run: OpenRun,
  question: Question,
  given: BatchAnswer | undefined,
  lost: Problem | undefined,
): { result: ProbeResult; answer: Answer } {
  const { probe, parameters } = question;
  const output = given?.output ?? { stdout: new Uint8Array(), stderr: new Uint8Array(), exit: null, truncated: true };
  if (run.parts.writer.pseudonymous) {
    // What it calls its things must be known before what it said is kept.
    const said = probe.parse(output, parameters);
    if (said.ok) run.parts.writer.learn(identifyingFacts(probe.name, said.facts));
  }
  const stdout = run.keep(output.stdout);
  const stderr = run.keep(output.stderr);
  const base = {
    probe: probe.name,
    parameters,
    command: probe.command(parameters),
    exit: output.exit,
    durationMs: given?.durationMs ?? 0,
    stdout: stdout.reference,
    stderr: stderr.reference,
  };
  // The host went away, or hung, before it had answered.
  if (lost !== undefined && (given === undefined || given.state === 'not-run' || given.state === 'cut'))
    return { result: { ...base, problem: lost }, answer: { state: 'unreachable', problem: lost } };
  if (given === undefined || given.state === 'not-run') {
    return { result: base, answer: { state: 'not-run', why: given?.problem?.sentence ?? `${question.host} was not asked.` } };
  }
  if (given.problem !== undefined)
    return { result: { ...base, problem: given.problem }, answer: { state: 'problem', problem: given.problem } };
  const parsed = probe.parse({ ...output, stdout: stdout.bytes, stderr: stderr.bytes }, parameters);
  if (!parsed.ok) return { result: { ...base, problem: parsed.problem }, answer: { state: 'problem', problem: parsed.problem } };
  return {
    result: { ...base, facts: parsed.facts, citations: tuples(parsed.citations) },
    answer: { state: 'facts', facts: parsed.facts },
  };
}

function tuples(citations: Readonly<Record<string, Citation>>): Record<string, ['stdout' | 'stderr', number, number]> {
  return Object.fromEntries(
    Object.entries(citations).map(([pointer, { stream, start, end }]) => [pointer, [stream, start, end]]),
  );
}
