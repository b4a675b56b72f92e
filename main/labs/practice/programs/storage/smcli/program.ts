import { FileError } from '../../../world/file-error.ts';
import { resolvePath } from '../../../world/path.ts';
import { healthText } from './show.ts';
import type { ArrayState } from '../../../world/storage/state.ts';
import type { Program, ProgramCall } from '../../program.ts';
import { check, execute } from './execute.ts';
import { parseScript, type Statement } from './statement.ts';

interface Options {
  readonly addresses: readonly string[];
  readonly name: string | null;
  readonly script: string | null;
  readonly file: string | null;
  readonly output: string | null;
  readonly password: string | null;
  readonly silent: boolean;
  readonly unchecked: boolean;
  readonly list: boolean;
}

/** Exit status of SMcli (Storage Manager's command line reference). */
const status = { done: 0, failed: 1, noFile: 2, noOutput: 3, notThere: 4, unknownName: 6, syntax: 13, execution: 16 } as const;

const usage = `Usage: SMcli <host-name-or-IP-address> [<host-name-or-IP-address>]
             [-c "<command>; [<command>;...]" | -f <script-file>]
             [-o <output-file>] [-p <password>] [-e] [-S] [-quick]
       SMcli -n <storage-subsystem-name>
             [-c "<command>; [<command>;...]" | -f <script-file>]
             [-o <output-file>] [-p <password>] [-e] [-S] [-quick]
       SMcli -d [-i] [-s] [-w] [-v]
       SMcli -?
`;

/** SMcli of IBM's Storage Manager: checks a script, executes it, and frames what it prints. */
export const smcli: Program = async (call) => {
  const options = parse(call.args);
  if (typeof options === 'string') {
    call.writeError(`${options}\n\n${usage}`);
    return status.failed;
  }
  if (call.args.length === 0 || call.args[0] === '-?') {
    call.write(usage);
    return call.args.length === 0 ? status.failed : status.done;
  }
  if (options.list) return listArrays(call);
  const array = find(call, options);
  if (typeof array === 'number') return array;
  const script = await scriptOf(call, options);
  if (script === null) {
    call.writeError(`The script file ${options.file ?? ''} does not exist.\n\nSMcli failed.\n`);
    return status.noFile;
  }
  // A Java program that has to connect to both controllers.
  await call.sleep(1_500);
  return run(call, options, array, script);
};

function parse(args: readonly string[]): Options | string {
  const addresses: string[] = [];
  const values: Record<string, string> = {};
  const flags = new Set<string>();
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (!arg.startsWith('-')) addresses.push(arg);
    else if (['-c', '-f', '-n', '-o', '-p'].includes(arg)) {
      const value = args[at + 1];
      if (value === undefined) return `A value is missing after the option ${arg}.`;
      if (values[arg] !== undefined) return `The option ${arg} is given more than once.`;
      values[arg] = value;
      at += 1;
    } else if (['-S', '-e', '-quick', '-d', '-v', '-i', '-s', '-w', '-?'].includes(arg)) flags.add(arg);
    else return `The option ${arg} is unknown.`;
  }
  return { addresses, name: values['-n'] ?? null, script: values['-c'] ?? null, file: values['-f'] ?? null, output: values['-o'] ?? null, password: values['-p'] ?? null,
    silent: flags.has('-S') || flags.has('-quick'), unchecked: flags.has('-e'), list: flags.has('-d') }; // prettier-ignore
}

function arraysHere(call: ProgramCall): readonly ArrayState[] {
  return Object.values(call.world.state.storage.arrays).filter((array) => array.managementHost === call.machine.name);
}

function listArrays(call: ProgramCall): number {
  const arrays = arraysHere(call);
  if (arrays.length === 0) {
    call.write(
      'There are currently no storage systems listed in the configuration file. Add storage systems using the Add Storage System option.\n',
    );
    return status.done;
  }
  for (const array of arrays) {
    const health = healthText(array).includes('optimal') ? 'Optimal' : 'Needs Attention';
    const shown = call.args.includes('-v') ? `\t${health}` : '';
    call.write(`${array.name}\t${array.controllers.A.address}\t${array.controllers.B.address}${shown}\n`);
  }
  call.write('\nSMcli completed successfully.\n');
  return status.done;
}

function find(call: ProgramCall, options: Options): ArrayState | number {
  if (options.name !== null) {
    const named = arraysHere(call).find((array) => array.name === options.name);
    if (named !== undefined) return named;
    call.writeError(`The storage subsystem ${options.name} was not found in the configuration file.\n\nSMcli failed.\n`);
    return status.unknownName;
  }
  const first = options.addresses[0];
  if (first === undefined) {
    call.writeError(`No storage subsystem was specified.\n\n${usage}`);
    return status.failed;
  }
  const found = arraysHere(call).find((array) =>
    options.addresses.every((address) => Object.values(array.controllers).some((controller) => controller.address === address)),
  );
  if (found === undefined) {
    const bad = options.addresses.find(
      (address) =>
        !arraysHere(call).some((array) => Object.values(array.controllers).some((controller) => controller.address === address)),
    );
    call.writeError(
      `${bad ?? first} - The storage subsystem could not be contacted. Verify the address and that the controller is online.\n\nSMcli failed.\n`,
    );
    return status.notThere;
  }
  return found;
}

async function scriptOf(call: ProgramCall, options: Options): Promise<string | null> {
  if (options.script !== null) return options.script;
  if (options.file === null) return call.readInput();
  try {
    return call.machine.files.readText(resolvePath(call.cwd, options.file));
  } catch (problem) {
    if (problem instanceof FileError) return null;
    throw problem;
  }
}

async function run(call: ProgramCall, options: Options, array: ArrayState, script: string): Promise<number> {
  const collected: string[] = [];
  const print = (text: string): void => {
    if (options.output === null) call.write(text);
    else collected.push(text);
  };
  const say = (text: string): void => {
    if (!options.silent) print(text);
  };
  const code = await checkAndExecute(call, options, array, script, print, say);
  if (options.output !== null) call.machine.files.write(resolvePath(call.cwd, options.output), collected.join(''));
  return code;
}

async function checkAndExecute(
  call: ProgramCall,
  options: Options,
  array: ArrayState,
  script: string,
  print: (text: string) => void,
  say: (text: string) => void,
): Promise<number> {
  if (!options.unchecked) say('Performing syntax check...\n\n');
  const statements = syntax(script);
  if ('wrong' in statements) {
    print(`${statements.wrong}\n\nSMcli failed.\n`);
    return status.syntax;
  }
  if (!options.unchecked) say('Syntax check complete.\n\n');
  say('Executing script...\n\n');
  for (const statement of statements.list) {
    if (array.password !== null && options.password !== array.password && !statement.words[0]?.startsWith('show')) {
      print(`Error 12 - The operation cannot complete because the password is missing or wrong.\n\n`);
      return failed(print, statement);
    }
    await call.sleep(statement.words[0] === 'show' ? 400 : 1_200);
    const done = execute({ world: call.world, machine: call.machine, cwd: call.cwd, array }, statement);
    if ('error' in done) {
      print(done.error);
      return failed(print, statement);
    }
    if (done.text !== '') print(`${done.text.trimEnd()}\n\n`);
  }
  say('Script execution complete.\n\n');
  say('SMcli completed successfully.\n');
  return status.done;
}

function failed(print: (text: string) => void, statement: Statement): number {
  print(
    `The command at line ${String(statement.line)} that caused the error is:\n\n${statement.text};\n\nScript execution halted due to error.\n\nSMcli failed.\n`,
  );
  return status.execution;
}

function syntax(script: string): { readonly list: readonly Statement[] } | { readonly wrong: string } {
  const parsed = parseScript(script);
  if (!parsed.ok)
    return {
      wrong: `Syntax error in command line or script file at line ${String(parsed.line)}, column ${String(parsed.column)}: found "${parsed.found}".`,
    };
  for (const statement of parsed.statements) {
    const found = check(statement);
    if (found === null) continue;
    const lower = statement.text.toLowerCase();
    const at = found === 'end of command' ? statement.text.length : Math.max(0, lower.indexOf(found.toLowerCase()));
    return {
      wrong: `Syntax error in command line or script file at line ${String(statement.line)}, column ${String(at + 1)}: found "${found}".`,
    };
  }
  return { list: parsed.statements };
}
