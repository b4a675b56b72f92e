import { failure, success, type Problem, type Result } from '../../core/result.ts';
import { printable } from './connect-problem.ts';
import { localePreamble } from './preamble.ts';
import type { ExecRequest, HostSession } from './session.ts';

export interface ScriptDone {
  readonly exit: number;
  readonly stdout: Uint8Array;
  /** First lines of standard error, fit for a sentence. */
  readonly said: string;
}

/**
 * Runs a script of ours in the C locale and waits for its end. Fails when it was not started, and also when its end was not seen
 * (`session-lost`, `exec-timeout`, `interrupted`): then it may have run.
 */
export async function runScript(
  session: HostSession,
  script: string,
  request: Omit<ExecRequest, 'command'>,
): Promise<Result<ScriptDone>> {
  const result = await session.exec({ ...request, command: `${localePreamble}${script}` });
  if (!result.ok) return result;
  const { exit, stdout, stderr, problem, signal } = result.value;
  if (problem !== undefined) return { ok: false, problem };
  if (exit === null) {
    return failure('script-killed', `The script on ${session.host} was ended by ${signal ?? 'a signal'}.`);
  }
  if (stdout.cut > 0) {
    return failure('output-cut', `The script on ${session.host} printed ${stdout.cut} bytes more than expected.`);
  }
  const said = printable(Buffer.from(stderr.bytes).toString('utf8').trim().replaceAll('\n', ' | '));
  return success({ exit, stdout: stdout.bytes, said });
}

/** A problem of a script that ended with a status that nobody planned: the program is missing or says why itself. */
export function scriptProblem(
  code: string,
  what: string,
  done: ScriptDone,
  next?: string,
): { readonly ok: false; readonly problem: Problem } {
  const why = done.said === '' ? `exit status ${done.exit}` : done.said;
  return failure(code, `${what}: ${why}.`, next);
}
