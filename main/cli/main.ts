import { Command, CommanderError } from 'commander';
import { XENPATH_VERSION } from '../app/version.ts';
import { childLabs } from '../labs/practice/child-labs.ts';
import type { LabProcesses } from '../labs/practice/lab-processes.ts';
import { registerCheck } from './commands/check.ts';
import { registerWords } from './commands/acts.ts';
import { registerEvidence } from './commands/evidence.ts';
import { registerHostActs } from './commands/host-acts.ts';
import { registerLab } from './commands/lab.ts';
import { registerReport } from './commands/report.ts';
import { registerTopology } from './commands/topology.ts';
import { registerRuns } from './commands/runs.ts';
import { registerPlan } from './commands/plan.ts';
import { registerProbe } from './commands/probe.ts';
import { registerProcedure } from './commands/procedure.ts';
import { registerResume } from './commands/resume.ts';
import { registerRun } from './commands/run.ts';
import type { CommandContext, CommonOptions } from './context.ts';
import { finish, UNREAD } from './finish.ts';
import { CommandEnd, tellProblems } from './problems.ts';
import { OutputClosed, processTerminal } from './terminal.ts';

/** The command line: parses, runs one command, and sets the exit code. `labs`: how practice labs run. */
export async function main(words: readonly string[], labs: LabProcesses = childLabs): Promise<void> {
  const stop = new AbortController();
  let interrupted = false;
  const terminal = processTerminal({
    colour: !words.includes('--no-colour') && !words.includes('--no-color'),
    // While a question stands nothing is in flight.
    interrupt: () => interrupt('Stopping.'),
    // What nobody sees does not go on changing hosts: a run ends in order, and can be gone on with.
    unread: () => stop.abort(),
  });
  const interrupt = (word: string): void => {
    // The second Ctrl-C ends at once: what is in flight is settled by the next resume.
    if (interrupted) process.exit(130);
    interrupted = true;
    stop.abort();
    terminal.say(word);
  };
  process.on('SIGINT', () => interrupt('Stopping after the act in flight. Once more ends at once.'));
  const program = new Command('xenpath')
    .description('Takes people through putting Xen hosts on multipath SAN storage, and proves every step.')
    .version(XENPATH_VERSION)
    .option('--data <folder>', 'where runs are kept')
    .option('--operator <name>', 'who signs every event')
    .option('--no-colour', 'no colours')
    .showHelpAfterError('(xenpath --help lists the commands)')
    .exitOverride();
  const context: CommandContext = { terminal, labs, common: () => program.opts<CommonOptions>(), signal: stop.signal };
  registerProcedure(program, context);
  registerProbe(program, context);
  registerPlan(program, context);
  registerRun(program, context);
  registerCheck(program, context);
  registerResume(program, context);
  registerRuns(program, context);
  registerEvidence(program, context);
  registerReport(program, context);
  registerTopology(program, context);
  registerWords(program, context);
  registerHostActs(program, context);
  registerLab(program, context);
  eachCommand(program, (command) => command.exitOverride().showHelpAfterError(`(${helpOf(command)} says more)`));
  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      finish(thrown.exitCode === 0 ? 0 : 2);
    } else if (thrown instanceof CommandEnd) {
      tellProblems(terminal, thrown.problems);
      finish(thrown.exit);
    } else if (thrown instanceof OutputClosed) {
      finish(UNREAD);
    } else if (stop.signal.aborted && thrown instanceof Error && thrown.name === 'AbortError') {
      terminal.say('Stopped.');
      finish(3);
    } else {
      terminal.say(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
      terminal.say('This is a mistake of Xenpath. What was stored is safe.');
      finish(5);
    }
  }
}

function eachCommand(parent: Command, visit: (command: Command) => void): void {
  for (const command of parent.commands) {
    visit(command);
    eachCommand(command, visit);
  }
}

function helpOf(command: Command): string {
  const names: string[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) names.unshift(at.name());
  return `${names.join(' ')} --help`;
}
