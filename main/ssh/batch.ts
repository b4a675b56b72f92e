import { randomBytes } from 'node:crypto';
import type { ProbeOutput } from '../../core/probes/probe.ts';
import { assertNever, failure, success, type Problem, type Result } from '../../core/result.ts';
import { frameText, type Nonce } from './framing.ts';
import type { ExecDone, HostSession } from './session.ts';
import { unframe, type FramedSection } from './unframe.ts';

/** One probe of a batch: its command and the time it is given on the host, in milliseconds of host time. */
export interface BatchPart {
  readonly command: string;
  readonly deadlineMs: number;
  /** Bytes kept of each stream on the host. Default 1 MiB. */
  readonly limitBytes?: number;
}

export interface BatchOptions {
  /** How many milliseconds of our clock a millisecond of host time takes: 1, or less on a lab whose time runs faster. */
  readonly ourMsPerHostMs?: number;
  /** Added to the parts' deadlines for the way there and back, in milliseconds of our clock. Default 15 s. */
  readonly slackMs?: number;
  readonly signal?: AbortSignal;
}

export interface BatchAnswer {
  /**
   * `done`: it ran to its end (its output may still be cut at the limit). `timed-out`: killed on the host at its deadline. `killed`: something
   * else ended it. `cut`: the stream ended inside it. `not-run`: it was never begun.
   */
  readonly state: 'done' | 'timed-out' | 'killed' | 'cut' | 'not-run';
  readonly output: ProbeOutput;
  /** Host time, in milliseconds; 0 when it was not measured. */
  readonly durationMs: number;
  /** Set unless `done`. */
  readonly problem?: Problem;
}

export interface BatchDone {
  /** The exact text that was sent (kind fos: one line a command). */
  readonly command: string;
  /** In the order of the parts. */
  readonly answers: readonly BatchAnswer[];
  /** What stood outside the marks: what the login shell printed. */
  readonly outside: { readonly stdout: Uint8Array; readonly stderr: Uint8Array };
  /** Milliseconds of our clock. */
  readonly durationMs: number;
  /** The exec's own problem, such as `session-lost`; answers that had arrived are kept. */
  readonly problem?: Problem;
}

const defaultLimit = 1024 * 1024;
/** One argument of a command may have 128 KiB on Linux (execve(2), MAX_ARG_STRLEN). */
const longestText = 120_000;

/**
 * Asks a host several questions in one exec. On Fabric OS, which has no sh, each command is an exec of its own, one after the other.
 * A failure means that nothing ran.
 */
export async function runBatch(
  session: HostSession,
  parts: readonly BatchPart[],
  options: BatchOptions = {},
): Promise<Result<BatchDone>> {
  switch (session.shell) {
    case 'posix':
      return runFramed(session, parts, options);
    case 'fos':
      return runOneByOne(session, parts, options);
    default:
      return assertNever(session.shell);
  }
}

/** The text that a batch sends to a POSIX shell, for plans and evidence. */
export function batchText(parts: readonly BatchPart[], nonce: Nonce): string {
  return frameText(
    parts.map((part) => ({
      command: part.command,
      seconds: Math.max(1, Math.ceil(part.deadlineMs / 1000)),
      bytes: (part.limitBytes ?? defaultLimit) + 1,
    })),
    nonce,
  );
}

/** A nonce that no output can know. */
export function drawNonce(): Nonce {
  return { first: randomBytes(8).toString('hex'), second: randomBytes(8).toString('hex') };
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

async function runFramed(session: HostSession, parts: readonly BatchPart[], options: BatchOptions): Promise<Result<BatchDone>> {
  const nonce = drawNonce();
  const command = batchText(parts, nonce);
  if (Buffer.byteLength(command) > longestText) {
    return failure(
      'batch-too-long',
      `The questions for ${session.host} are ${Buffer.byteLength(command)} bytes long; one exec takes ${longestText}.`,
    );
  }
  const ours = options.ourMsPerHostMs ?? 1;
  // A probe that ignores TERM is given one more second before KILL.
  const hostMs = parts.reduce((sum, part) => sum + part.deadlineMs + 2000, 0);
  const limitBytes = parts.reduce((sum, part) => sum + (part.limitBytes ?? defaultLimit) + 400, 65_536);
  const result = await session.exec({
    command,
    timeoutMs: hostMs * ours + (options.slackMs ?? 15_000),
    limitBytes,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  if (!result.ok) return result;
  const done = result.value;
  return success({
    command,
    ...readBatch(parts, nonce, done),
    durationMs: done.durationMs,
    ...(done.problem === undefined ? {} : { problem: done.problem }),
  });
}

async function runOneByOne(session: HostSession, parts: readonly BatchPart[], options: BatchOptions): Promise<Result<BatchDone>> {
  const ours = options.ourMsPerHostMs ?? 1;
  const answers: BatchAnswer[] = [];
  let durationMs = 0;
  let problem: Problem | undefined;
  for (const part of parts) {
    if (problem !== undefined) {
      answers.push(notRun(problem));
      continue;
    }
    const result = await session.exec({
      command: part.command,
      timeoutMs: part.deadlineMs * ours + (options.slackMs ?? 15_000),
      limitBytes: part.limitBytes ?? defaultLimit,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    if (!result.ok) {
      if (answers.length === 0) return result;
      problem = result.problem;
      answers.push(notRun(problem));
      continue;
    }
    const done = result.value;
    durationMs += done.durationMs;
    const output: ProbeOutput = {
      stdout: done.stdout.bytes,
      stderr: done.stderr.bytes,
      exit: done.exit,
      truncated: done.stdout.cut > 0 || done.stderr.cut > 0 || done.problem !== undefined,
    };
    const timedOut = done.problem?.code === 'exec-timeout';
    answers.push({
      state: done.problem === undefined ? 'done' : timedOut ? 'timed-out' : 'cut',
      output,
      durationMs: done.durationMs / ours,
      ...(done.problem === undefined ? {} : { problem: done.problem }),
    });
    if (done.problem !== undefined && !timedOut) problem = done.problem;
  }
  return success({
    command: parts.map((part) => part.command).join('\n'),
    answers,
    outside: { stdout: new Uint8Array(), stderr: new Uint8Array() },
    durationMs,
    ...(problem === undefined ? {} : { problem }),
  });
}

function answerOf(
  part: BatchPart,
  stdout: FramedSection | undefined,
  stderr: FramedSection | undefined,
  problem: Problem | undefined,
): BatchAnswer {
  if (stdout === undefined && stderr === undefined) return notRun(problem);
  const limit = part.limitBytes ?? defaultLimit;
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
  if (seconds !== null && durationMs + 20 < Math.max(1, Math.ceil(part.deadlineMs / 1000)) * 1000) {
    return {
      state: 'killed',
      output,
      durationMs,
      problem: failure('probe-killed', 'The command was killed on the host before its deadline.').problem,
    };
  }
  const given = `${Math.max(1, Math.ceil(part.deadlineMs / 1000))} s`;
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

function notRun(problem: Problem | undefined): BatchAnswer {
  return {
    state: 'not-run',
    output: { stdout: new Uint8Array(), stderr: new Uint8Array(), exit: null, truncated: true },
    durationMs: 0,
    problem: problem ?? failure('probe-not-run', 'The command was not begun: the shell ended before it.').problem,
  };
}
