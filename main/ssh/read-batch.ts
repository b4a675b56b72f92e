import type { ProbeOutput } from '../../core/probes/probe.ts';
import { failure, type Problem } from '../../core/result.ts';
import type { BatchAnswer, BatchDone, BatchPart } from './batch.ts';
import type { Nonce } from './framing.ts';
import type { ExecDone } from './session.ts';
import { unframe, type FramedSection } from './unframe.ts';

/** Bytes kept of each stream of a probe unless it says otherwise. */
export const defaultProbeLimit = 1024 * 1024;

/** Whole seconds that a part is given on the host, since sleep(1) of POSIX knows no others. */
export function givenSeconds(part: BatchPart): number {
  return Math.max(1, Math.ceil(part.deadlineMs / 1000));
}

/** Answers from the two streams of a framed exec, which may be cut anywhere. */
export function readBatch(
  parts: readonly BatchPart[],
  nonce: Nonce,
  done: Pick<ExecDone, 'stdout' | 'stderr' | 'problem'>,
): Pick<BatchDone, 'answers' | 'outside'> {
  const stdout = unframe(done.stdout.bytes, parts.length, nonce);
  const stderr = unframe(done.stderr.bytes, parts.length, nonce);
  const answers = parts.map((part, index) => answerOf(part, stdout.sections[index], stderr.sections[index], done.problem));
  return { answers, outside: { stdout: stdout.outside, stderr: stderr.outside } };
}

function answerOf(
  part: BatchPart,
  stdout: FramedSection | undefined,
  stderr: FramedSection | undefined,
  problem: Problem | undefined,
): BatchAnswer {
  if (stdout === undefined && stderr === undefined) return notRun(problem);
  const limit = part.limitBytes ?? defaultProbeLimit;
  const out = stdout?.content ?? new Uint8Array();
  const err = stderr?.content ?? new Uint8Array();
  const closed = stdout?.closed === true && stderr?.closed === true;
  const exit = closed ? stdout.exit : null;
  const output: ProbeOutput = {
    stdout: out.length > limit ? out.subarray(0, limit) : out,
    stderr: err.length > limit ? err.subarray(0, limit) : err,
    exit,
    truncated: !closed || exit === null || out.length > limit || err.length > limit,
  };
  const seconds = stdout?.seconds ?? null;
  const durationMs = seconds === null ? 0 : Math.round(seconds * 1000);
  if (!closed) {
    const cause = problem ?? failure('output-cut', 'The output ended before the command did.').problem;
    return { state: 'cut', output, durationMs, problem: cause };
  }
  if (exit !== null) return { state: 'done', output, durationMs };
  // The clock of /proc/uptime counts hundredths.
  if (seconds !== null && durationMs + 20 < givenSeconds(part) * 1000) {
    return {
      state: 'killed',
      output,
      durationMs,
      problem: failure('probe-killed', 'The command was killed on the host before its deadline.').problem,
    };
  }
  const given = `${givenSeconds(part)} s`;
  return {
    state: 'timed-out',
    output,
    durationMs,
    problem: failure(
      'probe-timeout',
      `The command had not ended after ${given} and was killed on the host.`,
      'A command that hangs on a disk often means a dead path: look at the paths first.',
    ).problem,
  };
}

/** The answer of a part that was never begun, with the reason when there is one. */
export function notRun(problem: Problem | undefined): BatchAnswer {
  return {
    state: 'not-run',
    output: { stdout: new Uint8Array(), stderr: new Uint8Array(), exit: null, truncated: true },
    durationMs: 0,
    problem: problem ?? failure('probe-not-run', 'The command was not begun: the shell ended before it.').problem,
  };
}
