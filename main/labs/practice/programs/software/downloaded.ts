import { FileError } from '../../world/file-error.ts';
import { resolvePath } from '../../world/path.ts';
import type { ProgramCall } from '../program.ts';

/** Writes what was fetched; false, with the reason on standard error, when the file cannot be written. */
export function saveDownloaded(call: ProgramCall, target: string, bytes: Uint8Array): boolean {
  try {
    call.machine.files.write(resolvePath(call.cwd, target), bytes);
    return true;
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    call.writeError(`${target}: ${problem.message}\n`);
    return false;
  }
}
