import { randomBytes } from 'node:crypto';
import { failure, success, type Problem, type Result } from '../../core/result.ts';
import { printable } from './connect-problem.ts';
import { localePreamble } from './preamble.ts';
import type { ExecRequest, HostSession } from './session.ts';

/** Bytes that start-up files may print besides what a script is expected to. */
const noiseLimit = 65_536;

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
  const [first, second] = [randomBytes(8).toString('hex'), randomBytes(8).toString('hex')];
  // What a login shell prints before stands before the mark; the mark does not stand in the text, which a shell may print too.
  const command = `${localePreamble}printf 'xenpath:%s%s\\n' ${first} ${second}\n${script}`;
  const result = await session.exec({
    ...request,
    command,
    ...(request.limitBytes === undefined ? {} : { limitBytes: request.limitBytes + noiseLimit }),
  });
  if (!result.ok) return result;
  const { exit, stdout, stderr, problem, signal } = result.value;
  if (problem !== undefined) return { ok: false, problem };
  if (exit === null) {
    return failure('script-killed', `The script on ${session.host} was ended by ${signal ?? 'a signal'}.`);
  }
  if (stdout.cut > 0) {
    return failure('output-cut', `The script on ${session.host} printed ${stdout.cut} bytes more than expected.`);
  }
  const start = Buffer.from(stdout.bytes).indexOf(`xenpath:${first}${second}\n`);
  if (start < 0) {
    return failure(
      'shell-strange',
      `The shell of ${session.user} on ${session.host} did not do what a POSIX shell does: the script did not say that it began.`,
      'Its login shell or start-up files (.bashrc, a forced command) get in the way: see what `ssh HOST echo hello` prints.',
    );
  }
  const own = stdout.bytes.subarray(start + `xenpath:${first}${second}\n`.length);
  const said = printable(Buffer.from(stderr.bytes).toString('utf8').trim().replaceAll('\n', ' | '));
  return success({ exit, stdout: own, said });
}

/** A problem of a script that ended with a status that nobody planned: the program is missing or says why itself. */
export function scriptProblem(
  code: string,
  what: string,
  done: ScriptDone,
  next?: string,
): { readonly ok: false; readonly problem: Problem } {
  const why = done.said === '' ? `exit status ${done.exit}` : done.said;
  return failure(
    code,
    `${what}: ${why.replace(/\.$/u, '')}.`,
    /No space left|Disk quota/u.test(why) ? 'Make room there: df says which file system is full.' : next,
  );
}
