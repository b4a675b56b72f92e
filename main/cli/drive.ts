import { orderSteps, stepsOf } from '../../core/procedure/order.ts';
import type { Procedure } from '../../core/procedure/schema.ts';
import { assertNever, failure, problemText, success, type Result } from '../../core/result.ts';
import { didYouMean } from '../../core/procedure/similar.ts';
import { summarize, summaryLine, type RunSummary } from '../../core/run/summary.ts';
import { exitCode, strongestExit, VERDICT_WORDS, type ExitCode } from '../../core/run/verdict.ts';
import { watchStop } from '../app/stop-request.ts';
import type { CommandContext } from './context.ts';
import type { UnderwayBoard } from '../app/desk/underway-board.ts';
import type { Application, Reach } from '../app/open-application.ts';
import { executeRun, type ExecuteOptions, type RunEnding } from '../engine/execute.ts';
import type { OpenRun } from '../engine/open-run.ts';
import type { RunState, StepStatus } from '../../core/run/state.ts';
import { durationText } from '../../core/run/duration.ts';
import { jsonLines, type JsonLines } from './json-lines.ts';
import { endFor, isUnreachable } from './problems.ts';
import { createEventTeller } from './show-event.ts';
import { timeLeftMs } from '../../core/run/time-left.ts';
import { saidLook } from './look.ts';
import { toned, type Terminal } from './terminal.ts';
import { wrapLine } from './wrap-line.ts';

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
  const fixed = (given.redo ?? []).filter((id) => !stepsOf(procedure).some(({ step }) => step.id === id && step.repeatable));
  if (fixed.length > 0) {
    return failure(
      'not-repeatable',
      `Not made to be done again: ${fixed.join(', ')}.`,
      'Steps that may be repeated say so in the procedure (`repeatable: true`).',
    );
  }
  return success({
    steps: whole ? null : new Set(steps),
    hosts: given.hosts === undefined ? null : new Set(given.hosts),
    redo: new Set(given.redo ?? []),
    recheck: whole,
  });
}

export interface Stoppable {
  readonly signal: AbortSignal;
  readonly stop: () => void;
}

/** What ends a run in order: Ctrl-C here, or `xenpath stop` from elsewhere. */
export function stoppable(context: CommandContext): Stoppable {
  const controller = new AbortController();
  return { signal: AbortSignal.any([context.signal, controller.signal]), stop: () => controller.abort() };
}

/** Hosts of which the board is told what is under way on them. */
export function watchedReach(reach: Reach, board: UnderwayBoard): Reach {
  return { ...reach, ports: { ...reach.ports, progress: board.progressFor(reach.redactor) } };
}

/** How often the line of progress is drawn anew, in milliseconds. */
const REFRESH_MS = 1000;

/** What a sitting at a run is told with. */
export interface Driving {
  readonly terminal: Terminal;
  /** Print the events on standard output as well. */
  readonly json: boolean;
  readonly stop: Stoppable;
  /** Sequence of the last event before this sitting. */
  readonly since: number;
  /** What is under way on the hosts of the run. */
  readonly board: UnderwayBoard;
}

/** Prints what was stored of this sitting before anything could be watched: its beginning. */
async function printStored(application: Application, run: string, since: number, lines: JsonLines): Promise<void> {
  const events = await application.store.events(run, since);
  if (!events.ok) throw endFor(events.problem);
  for (const stored of events.value) lines.print(JSON.stringify(stored));
}

/**
 * Executes a run with its events told on standard error, and with `json` also printed on standard output as JSON lines as they are stored.
 * Returns the exit code.
 */
export async function drive(
  application: Application,
  run: OpenRun,
  options: ExecuteOptions,
  { terminal, json, stop, since, board }: Driving,
): Promise<ExitCode> {
  // Whoever follows the run by its lines would not see what is done from there on: it stops in order.
  const lines = jsonLines(terminal, stop.stop);
  if (json) await printStored(application, run.id, since, lines);
  const listening = await watchStop(application.store.folder, run.id, stop.stop);
  const width = saidLook(terminal).columns;
  tellPace(terminal, run.state);
  const teller = createEventTeller(terminal, run.procedure, {
    steps: options.steps,
    ended: endedCells(run.state),
    scale: scaleOf(run.state),
    width,
    timeLeft: () => leftInWords(run, options.steps),
    open: Object.values(run.state.open),
    through: (host) => run.state.hosts[host]?.via ?? null,
  });
  const { own, concealed } = run.parts.writer;
  const watching = application.store.watch((stored) => {
    if (stored.run !== run.id) return;
    if (json) lines.print(JSON.stringify(stored));
    // Who works on the hosts is told by their names.
    teller.tell({ ...stored, event: own(stored.event) });
  });
  // Into a pipe no line of progress goes.
  const ticking = process.stderr.isTTY ? setInterval(() => teller.refresh(board.whole(), Date.now()), REFRESH_MS) : undefined;
  const asksAgain = (checks: number): void =>
    terminal.say(`Asking again what was proved: ${checks} ${checks === 1 ? 'check' : 'checks'}`);
  const ending = await executeRun(run, json ? options : { ...options, asksAgain }).finally(async () => {
    clearInterval(ticking);
    watching.dispose();
    await listening.dispose();
    terminal.progress('');
  });
  const summary = summarize(run.state, run.ports.clock.now());
  if (json) lines.print(summaryLine(concealed(summary) as RunSummary));
  await lines.handedOver();
  tellEnding(terminal, run, ending, summary, width);
  return exitOf(ending, summary, run.state);
}

const ENDED: ReadonlySet<StepStatus> = new Set(['done', 'already-so', 'skipped', 'not-taken']);

function endedCells(state: RunState): readonly string[] {
  return Object.entries(state.steps).flatMap(([step, hosts]) =>
    Object.entries(hosts).flatMap(([host, { status }]) => (ENDED.has(status) ? [`${step} ${host}`] : [])),
  );
}

function scaleOf(state: RunState): number {
  return state.header?.lab.scale ?? 1;
}

/** On a lab whose time is scaled both are said, how much the hosts have still to do and how long a person waits for it, where there is room for both. */
function leftInWords(run: OpenRun, steps: ReadonlySet<string> | null): readonly string[] {
  const left = timeLeftMs(run.state, run.ports.clock.now(), steps);
  const scale = scaleOf(run.state);
  if (left < 1000) return [];
  const ofHosts = `about ${durationText(left * scale, 'about')}`;
  if (scale === 1) return [`${ofHosts} left`];
  return [`${ofHosts} of host time left (${durationText(left, 'about')} here)`, `${ofHosts} left`];
}

/** What everything that is told of time on this lab means. */
function tellPace(terminal: Terminal, state: RunState): void {
  const lab = state.header?.lab;
  if (lab === undefined || (!lab.simulated && lab.scale === 1)) return;
  const hosts = lab.simulated ? 'On simulated hosts' : 'On hosts';
  terminal.say(`${hosts}, at ${lab.scale} times the pace of real ones. Times are of the hosts.`);
}

function tellEnding(terminal: Terminal, run: OpenRun, ending: RunEnding, summary: RunSummary, width: number): void {
  const good = summary.verdict === 'passed' || summary.verdict === 'passed-with-words';
  const say = (text: string): void => {
    for (const line of wrapLine(text, width, 0)) terminal.say(line);
  };
  say('');
  say(`Run ${run.id}: ${toned(terminal, good ? 'good' : 'bad', VERDICT_WORDS[summary.verdict])}. ${summary.sentence}`);
  tellPace(terminal, run.state);
  if (ending.reason === 'evidence-lost') say(problemText(ending.problem));
  else if (ending.reason !== 'finished') say(ending.sentence);
  if (ending.reason !== 'finished') say(`Go on with: xenpath resume ${run.id}`);
}

function exitOf(ending: RunEnding, summary: RunSummary, state: RunState): ExitCode {
  // A step that failed since its host is away leaves its checks unasked: the host is what is to be told.
  const away = Object.values(state.steps).some((hosts) =>
    Object.values(hosts).some(({ status, problem }) => status === 'failed' && problem !== null && isUnreachable(problem)),
  );
  const verdict = strongestExit([exitCode(summary.verdict), ...(away ? [4 as const] : [])]);
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
