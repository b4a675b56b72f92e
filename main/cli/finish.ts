import type { ExitCode } from '../../core/run/verdict.ts';

/** Sets what the process ends with; it ends by itself when nothing is left to do. */
export function finish(exit: ExitCode): void {
  process.exitCode = exit;
}
