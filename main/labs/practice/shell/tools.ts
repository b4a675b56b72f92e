import { Bash, defineCommand, latin1FromBytes, stdoutAsBytes, type CommandName } from 'just-bash';
import type { Program, ProgramCall } from '../programs/program.ts';
import { toolFiles } from './tool-files.ts';

/** File tools that just-bash has and that do what RHEL's do, by the name under which they are found in PATH. */
export function textTool(name: CommandName, adapt: (call: ProgramCall) => readonly string[] = (call) => call.args): Program {
  return async (call) => {
    const input = call.inputIsTerminal && !readsInput(name, call.args) ? new Uint8Array(0) : await call.readInputBytes();
    return runTool(call, name, adapt(call), input);
  };
}

/**
 * Words with each short option alone: `-nk1` becomes `-n -k1`, as getopt(3) reads it. `valued` names the options that take a value: what
 * stands behind one in its word belongs to it.
 */
export function shortOptions(args: readonly string[], valued: string): readonly string[] {
  const end = args.indexOf('--');
  const separated = (end < 0 ? args : args.slice(0, end)).flatMap((word, index, all) => {
    const before = all[index - 1] ?? '';
    const isValue = /^-[A-Za-z]+$/u.test(before) && valued.includes(before.slice(-1));
    if (isValue || !/^-[A-Za-z]{2}/u.test(word) || valued.includes(word.charAt(1))) return [word];
    const at = Array.from(word).findIndex((letter, place) => place > 0 && valued.includes(letter));
    const flags = Array.from(at < 0 ? word.slice(1) : word.slice(1, at), (letter) => `-${letter}`);
    return at < 0 ? flags : [...flags, `-${word.slice(at)}`];
  });
  return [...separated, ...(end < 0 ? [] : args.slice(end))];
}

/** A tool that never reads its standard input. */
export function fileTool(name: CommandName): Program {
  return (call) => runTool(call, name, call.args, new Uint8Array(0));
}

/** Runs one tool of just-bash on the machine's files, with these arguments as they are. */
export async function runTool(call: ProgramCall, name: CommandName, args: readonly string[], input: Uint8Array): Promise<number> {
  const runs = name === 'find' ? programsOf(args) : [];
  const bash = new Bash({
    fs: toolFiles(call.machine, call.umask),
    commands: [name],
    cwd: call.cwd,
    env: { ...call.env, HOME: call.env['HOME'] ?? '/', PATH: '/usr/bin:/bin' },
    executionLimitProfile: 'normal',
    defenseInDepth: false,
    customCommands: runs.map((program) =>
      defineCommand(program, async (words) => {
        let stdout = '';
        let stderr = '';
        const exitCode = await call.world.within(
          call.run([program, ...words], {
            collect: (text) => (stdout += text),
            collectError: (text) => (stderr += text),
            input: '',
          }),
        );
        return { stdout, stderr, exitCode };
      }),
    ),
  });
  const result = await call.world.work(
    bash.exec(name, {
      args: [...args],
      stdin: Buffer.from(input).toString('latin1'),
      stdinKind: 'bytes',
      signal: call.signal,
      cwd: call.cwd,
    }),
  );
  call.writeBytes(Buffer.from(latin1FromBytes(stdoutAsBytes(result)), 'latin1'));
  if (result.stderr !== '') call.writeError(result.stderr.replace(/^bash: /gmu, `${name}: `));
  return result.exitCode;
}

/** Programs that `find ... -exec PROGRAM` names. */
function programsOf(args: readonly string[]): readonly string[] {
  return [
    ...new Set(args.flatMap((word, index) => (['-exec', '-ok', '-execdir'].includes(args[index - 1] ?? '') ? [word] : []))),
  ];
}

/** At a terminal, a filter without a file waits for typed lines; with one it must not. */
function readsInput(name: string, args: readonly string[]): boolean {
  const operands = args.filter((word) => !/^-./u.test(word)).length;
  return args.includes('-') || operands <= (['grep', 'egrep', 'fgrep', 'sed', 'awk', 'tr', 'cut'].includes(name) ? 1 : 0);
}
