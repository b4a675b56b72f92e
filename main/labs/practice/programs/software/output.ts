import type { ProgramCall } from '../program.ts';

/** Prints lines on standard output. */
export function print(call: ProgramCall, lines: readonly string[]): void {
  if (lines.length > 0) call.write(`${lines.join('\n')}\n`);
}

/** Prints lines on standard error and gives the status. */
export function refuse(call: ProgramCall, status: number, ...lines: readonly string[]): number {
  call.writeError(`${lines.join('\n')}\n`);
  return status;
}
