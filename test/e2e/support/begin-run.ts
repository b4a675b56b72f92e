import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { windowFolder } from '../entries/window-folder.ts';

const COMMAND_LINE = fileURLToPath(new URL('../../../dist/main/cli/entry.js', import.meta.url));

/** A run that the command line began before the window was opened: its first steps, on a practice lab that has come as far as `state`. Gives its name. */
export async function beginRun(data: string, ...options: readonly string[]): Promise<string> {
  const { environment } = windowFolder(dirname(data));
  const words = ['run', 'rhel5-rdac', '--lab', 'practice', '--speed', '600', '--yes', '--json', ...options];
  // Not established, since it ends before its end: exit code 3.
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [COMMAND_LINE, ...words], {
    env: environment,
    maxBuffer: 256 * 1024 * 1024,
  }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 3 && 'stdout' in error && 'stderr' in error)
      return { stdout: String(error.stdout), stderr: String(error.stderr) };
    throw error;
  });
  if (stdout.trim() === '') throw new Error(`The command line began no run: ${stderr}`);
  const summary = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as { readonly run?: string };
  if (summary.run === undefined) throw new Error('The command line told no run.');
  return summary.run;
}
