import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(new URL('../../..', import.meta.url)));
export const entry = resolve(root, 'dist', 'main', 'cli', 'entry.js');
export const smallProcedure = resolve(root, 'test', 'fixtures', 'procedures', 'small.yaml');

export interface CommandDone {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly data: string;
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Called with what came on standard error so far; true sends SIGINT, once. */
  readonly interruptWhen?: (stderr: string) => boolean;
}

/** Runs the command line as a process of its own, without a terminal. */
export async function xenpath(words: readonly string[], options: CommandOptions): Promise<CommandDone> {
  const child = spawn(process.execPath, [entry, ...words], {
    cwd: root,
    env: { ...process.env, XENPATH_DATA: options.data, XENPATH_OPERATOR: 'tester', ...options.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let interrupted = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (!interrupted && options.interruptWhen?.(stderr) === true) {
      interrupted = true;
      child.kill('SIGINT');
    }
  });
  child.stdin.end(options.input ?? '');
  const exit = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done(code));
  });
  return { exit, stdout, stderr };
}
