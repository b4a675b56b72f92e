import type { Problem } from '../../core/result.ts';
import type { ExitCode } from '../../core/run/verdict.ts';
import type { Terminal } from './terminal.ts';

/** What ends a command before its end: told on standard error, with the exit code that it means. */
export class CommandEnd extends Error {
  readonly problems: readonly Problem[];
  readonly exit: ExitCode;
  constructor(problems: readonly Problem[], exit: ExitCode) {
    super(problems[0]?.sentence ?? 'ended');
    this.problems = problems;
    this.exit = exit;
  }
}

/** Usage or input was wrong. */
export function wrongInput(...problems: readonly Problem[]): CommandEnd {
  return new CommandEnd(problems, 2);
}

const UNREACHABLE =
  /^(connect-|host-unreachable|name-not-found|host-key-|handshake-|no-common-algorithm|auth-failed|connection-)/u;

/** A host that cannot be reached, does not let us in, or is not trusted. */
export function isUnreachable(problem: Problem): boolean {
  return UNREACHABLE.test(problem.code);
}

/** The end that a problem means: a host out of reach or not trusted is 4, what cannot be stored 5, what was tampered with or is not as the
 * procedure wants it beforehand 1, what could not be told of that 3, all else wrong input. */
export function endFor(problem: Problem): CommandEnd {
  if (isUnreachable(problem)) return new CommandEnd([problem], 4);
  if (problem.code === 'preflight-fail') return new CommandEnd([problem], 1);
  if (problem.code === 'preflight-unknown') return new CommandEnd([problem], 3);
  if (problem.code === 'bundle-tampered' || problem.code === 'run-tampered') return new CommandEnd([problem], 1);
  if (/^(store-|disk-full|chain-broken)/u.test(problem.code)) return new CommandEnd([problem], 5);
  return new CommandEnd([problem], 2);
}

export function tellProblems(terminal: Terminal, problems: readonly Problem[]): void {
  for (const { sentence, next } of problems) {
    terminal.say(sentence);
    if (next !== undefined) terminal.say(`  ${next}`);
  }
}
