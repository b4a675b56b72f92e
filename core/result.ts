/**
 * An expected failure, told to a person: what is wrong, where, and what to do next.
 * `code` is stable (kebab-case) so that tests, exit codes and screens can tell problems apart.
 */
export interface Problem {
  readonly code: string;
  /** One sentence: what is wrong and where. Text that came from a host is already made inert (see evidence/inert.ts). */
  readonly sentence: string;
  /** What the person can do about it. */
  readonly next?: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** The good end of what may fail for reasons that are expected. */
export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** An expected failure: a code for programs, a sentence for a person, and, where there is one, what to do next. */
export function failure(code: string, sentence: string, next?: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: next === undefined ? { code, sentence } : { code, sentence, next } };
}

/** What is wrong and what to do next, on one line. */
export function problemText({ sentence, next }: Problem): string {
  return next === undefined ? sentence : `${sentence} ${next}`;
}

/** Ends every switch over a union: a new member that nobody handles is a compile error, and at run time a thrown one. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
