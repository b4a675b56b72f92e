import { randomBytes } from 'node:crypto';
import type { ProbeOutput } from '../../core/probes/probe.ts';
import { assertNever, failure, success, type Problem, type Result } from '../../core/result.ts';
import type { BatchAnswer, BatchDone, BatchPart } from './batch.ts';
import { frameText, type Nonce } from './framing.ts';
import { defaultProbeLimit, givenSeconds, notRun, readBatch } from './read-batch.ts';
import type { HostSession } from './session.ts';

export interface BatchOptions {
  /** Host time that passes in one unit of our time: 1 on real hosts, more on a lab whose time runs faster. Default 1. */
  readonly scale?: number;
  /** Added to the parts' deadlines for the way there and back, in milliseconds of our clock. Default 15 s. */
  readonly slackMs?: number;
  readonly signal?: AbortSignal;
}

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
      seconds: givenSeconds(part),
      bytes: (part.limitBytes ?? defaultProbeLimit) + 1,
    })),
    nonce,
  );
}

/** A nonce that no output can know. */
export function drawNonce(): Nonce {
  return { first: randomBytes(8).toString('hex'), second: randomBytes(8).toString('hex') };
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
  const scale = options.scale ?? 1;
  // A probe that ignores TERM is given one more second before KILL.
  const hostMs = parts.reduce((sum, part) => sum + part.deadlineMs + 2000, 0);
  const limitBytes = parts.reduce((sum, part) => sum + (part.limitBytes ?? defaultProbeLimit) + 400, 65_536);
  const result = await session.exec({
    command,
    timeoutMs: hostMs / scale + (options.slackMs ?? 15_000),
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
  const scale = options.scale ?? 1;
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
      timeoutMs: part.deadlineMs / scale + (options.slackMs ?? 15_000),
      limitBytes: part.limitBytes ?? defaultProbeLimit,
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
      durationMs: done.durationMs * scale,
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
