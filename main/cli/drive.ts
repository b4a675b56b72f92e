import { orderSteps } from '../../core/procedure/order.ts';
import type { Procedure } from '../../core/procedure/schema.ts';
import { assertNever, failure, success, type Result } from '../../core/result.ts';
import { didYouMean } from '../../core/procedure/similar.ts';
import { standings } from '../../core/run/standing.ts';
import { exitCode, judge, strongestExit, VERDICT_WORDS, type ExitCode, type Judgement } from '../../core/run/verdict.ts';
import type { Application } from '../app/open-application.ts';
import { executeRun, type ExecuteOptions, type RunEnding } from '../engine/execute.ts';
import type { OpenRun } from '../engine/open-run.ts';
import { createEventTeller } from './show-event.ts';
import { toned, type Terminal } from './terminal.ts';

export interface Selection {
  readonly from?: string;
  readonly to?: string;
  readonly only?: readonly string[];
  readonly hosts?: readonly string[];
  readonly redo?: readonly string[];
}

/** Steps and hosts that a person named, or what is wrong with the names. */
export function selectionOf(procedure: Procedure, given: Selection): Result<ExecuteOptions> {
  const { order } = orderSteps(procedure);
  for (const id of [given.from, given.to, ...(given.only ?? []), ...(given.redo ?? [])]) {
    if (id !== undefined && !order.includes(id)) {
      return failure(
        'no-such-step',
        `The procedure has no step \`${id}\`.`,
        didYouMean(id, order) ?? 'xenpath procedure show lists its steps.',
      );
    }
  }
  const first = given.from === undefined ? 0 : order.indexOf(given.from);
  const last = given.to === undefined ? order.length - 1 : order.indexOf(given.to);
  if (first > last) return failure('from-after-to', `Step \`${given.from ?? ''}\` comes after step \`${given.to ?? ''}\`.`);
  const whole = given.from === undefined && given.to === undefined && given.only === undefined;
  const steps = given.only ?? order.slice(first, last + 1);
  return success({
    steps: whole ? null : new Set(steps),
    hosts: given.hosts === undefined ? null : new Set(given.hosts),
    redo: new Set(given.redo ?? []),
    recheck: whole,
  });
}

/**
 * Executes a run with its events told on the terminal, or printed as JSON lines as they are stored. Returns the exit code.
 */
export async function drive(
  application: Application,
  run: OpenRun,
  options: ExecuteOptions,
  terminal: Terminal,
  json: boolean,
): Promise<ExitCode> {
  const { order } = orderSteps(run.procedure);
  const tell = createEventTeller(terminal, run.procedure, order.length);
  let printed: Promise<void> = Promise.resolve();
  const watching = application.store.watch((stored) => {
    if (stored.run !== run.id) return;
    if (json) printed = printed.then(() => terminal.print(`${JSON.stringify(stored)}\n`));
    else tell(stored);
  });
  const ending = await executeRun(run, options);
  watching.dispose();
  await printed;
  const judgement = judge(run.state, standings(run.state, run.ports.clock.now()));
  if (json) await terminal.print(`${JSON.stringify({ run: run.id, verdict: judgement.verdict, counts: judgement.counts })}\n`);
  else tellEnding(terminal, run, ending, judgement);
  return exitOf(ending, judgement);
}

function tellEnding(terminal: Terminal, run: OpenRun, ending: RunEnding, judgement: Judgement): void {
  const good = judgement.verdict === 'passed' || judgement.verdict === 'passed-with-words';
  terminal.say('');
  terminal.say(
    `Run ${run.id}: ${toned(terminal, good ? 'good' : 'bad', VERDICT_WORDS[judgement.verdict])}. ${judgement.sentence}`,
  );
  if (run.state.header?.lab.simulated === true)
    terminal.say(`On simulated hosts, at ${run.state.header.lab.scale} times the pace of real ones.`);
  if (ending.reason === 'evidence-lost') terminal.say(`${ending.problem.sentence} ${ending.problem.next ?? ''}`.trim());
  else if (ending.reason !== 'finished') terminal.say(ending.sentence);
  if (ending.reason !== 'finished') terminal.say(`Go on with: xenpath resume ${run.id}`);
}

function exitOf(ending: RunEnding, judgement: Judgement): ExitCode {
  const verdict = exitCode(judgement.verdict);
  switch (ending.reason) {
    case 'finished':
      return verdict;
    case 'evidence-lost':
      return strongestExit([5, verdict]);
    case 'failed':
    case 'declined':
    case 'interrupted':
      return strongestExit([3, verdict]);
    default:
      return assertNever(ending);
  }
}
