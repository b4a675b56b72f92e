import type { Act } from '../../core/actions/expand.ts';
import { durationMs } from '../../core/checks/terms.ts';
import { inert } from '../../core/evidence/inert.ts';
import type { Problem, Result } from '../../core/result.ts';
import type { ExecDone, ExecRequest, HostSession } from '../ssh/session.ts';
import { localePreamble } from '../ssh/preamble.ts';
import { sessionOf } from './connection.ts';
import { endAct } from './end-act.ts';
import { MARK_FOLDER, markedCommand, notBegun } from './marker.ts';
import type { OpenRun } from './open-run.ts';
import type { ActEnding } from './ports.ts';

type RunWork = Extract<Act['work'], { kind: 'run' }>;

/** Host time that a command is given when its action does not say. */
const DEFAULT_TIMEOUT_MS = durationMs('10m');

/**
 * Sends one command whose intent is stored, and stores what came of it. Commands that change something leave a mark on the
 * host, see marker.ts. When its end was not seen nothing is stored: the intent stays open, and the host is asked.
 */
export async function actRun(run: OpenRun, session: HostSession, act: Act, work: RunWork, intent: string): Promise<ActEnding> {
  const marked = session.shell === 'posix' && act.class !== 'read';
  const command =
    session.shell === 'posix'
      ? localePreamble + (marked ? markedCommand(work.command, run.id, intent) : work.command)
      : work.command;
  const request: ExecRequest = {
    command,
    ...(work.stdin === null ? {} : { stdin: new TextEncoder().encode(work.stdin) }),
    timeoutMs: run.realTime(act.timeoutMs ?? DEFAULT_TIMEOUT_MS),
  };
  const done = await run.underway(
    { kind: 'act', host: act.host, intent, bytes: 0, tail: '', withinMs: request.timeoutMs },
    (teller) => execSurely(run, session, { ...request, onOutput: teller.printed }),
  );
  const without = marked && done.ok ? noMark(act.host, intent, done.value) : undefined;
  return recordExec(run, intent, done, work.exits, without);
}

/** Sends a command; once more over a new session when the old one had ended before anything went out, in the boot that the intent names. */
async function execSurely(run: OpenRun, session: HostSession, request: ExecRequest): Promise<Result<ExecDone>> {
  const done = await session.exec(request);
  if (done.ok || session.ended() === undefined) return done;
  const bootId = run.state.hosts[session.host]?.bootId ?? null;
  const again = await sessionOf(run, session.host);
  if (!again.ok) return again;
  if ((run.state.hosts[session.host]?.bootId ?? null) !== bootId) return done;
  return again.value.exec(request);
}

/** The host could not write down that the command begins, and so did not begin it. */
function noMark(host: string, intent: string, { exit, stderr }: ExecDone): Problem | undefined {
  const said = new TextDecoder().decode(stderr.bytes);
  if (!notBegun(intent, exit, said)) return undefined;
  const why = inert(said.split('\n').find((line) => line !== '' && !line.startsWith('xenpath: ')) ?? 'it did not say why');
  return {
    code: 'mark-not-written',
    sentence: `Nothing was done on ${host}: that the command begins could not be written down there in ${MARK_FOLDER}: ${why}.`,
    next: `See that ${MARK_FOLDER} can be written (is the disk full? df /var/run), and run again from this step.`,
  };
}

/** Stores the outcome of an exec; leaves the intent open when its end was not seen. */
export async function recordExec(
  run: OpenRun,
  intent: string,
  done: Result<ExecDone>,
  exits: readonly number[],
  without?: Problem,
): Promise<ActEnding> {
  if (!done.ok) return endAct(run, intent, run.ports.clock.monotonic(), done.problem);
  const { exit, signal, stdout, stderr, durationMs: took, problem } = done.value;
  if (problem !== undefined) return { ending: 'unknown', problem };
  const succeeded = exit !== null && exits.includes(exit);
  const failed = without ?? (succeeded ? undefined : exitProblem(exit, signal, stdout.bytes, stderr.bytes));
  await run.emit({
    type: 'act-done',
    version: 1,
    intent,
    exit,
    ...(signal === undefined ? {} : { signal }),
    stdout: run.reference(stdout.bytes, stdout.cut),
    stderr: run.reference(stderr.bytes, stderr.cut),
    durationMs: took,
    succeeded: failed === undefined,
    ...(failed === undefined ? {} : { problem: failed }),
    by: 'host',
  });
  return failed === undefined ? { ending: 'succeeded' } : { ending: 'failed', problem: failed };
}

function exitProblem(exit: number | null, signal: string | undefined, stdout: Uint8Array, stderr: Uint8Array): Problem {
  const how = exit === null ? `was ended by ${signal ?? 'a signal'}` : `ended with exit status ${exit}`;
  const said = lastLines(stderr.length > 0 ? stderr : stdout);
  return {
    code: 'command-failed',
    sentence: said === '' ? `The command ${how} and printed nothing.` : `The command ${how}: ${said}`,
    next: 'Look at its whole output, mend the cause, and run again from this step.',
  };
}

function lastLines(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(Math.max(0, bytes.length - 2000))).trim();
  return inert(text.split('\n').slice(-3).join(' | '));
}
