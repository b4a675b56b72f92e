import type { ExitCode } from '../../core/run/verdict.ts';

/**
 * Nobody read what was printed to its end. Node ignores SIGPIPE, which ends other programs then; a shell tells that end as 128 + 13, and so do we: quietly,
 * and not as 0, which means that something passed.
 */
export const UNREAD = 141;

/** Sets what the process ends with; it ends by itself when nothing is left to do. */
export function finish(exit: ExitCode | typeof UNREAD): void {
  process.exitCode = exit;
}
