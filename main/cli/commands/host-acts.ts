import type { Command } from 'commander';
import { assertNever, type Problem, type Result } from '../../../core/result.ts';
import { actInRun } from '../../app/act-in-run.ts';
import { knownElement } from '../../app/known-element.ts';
import { lookAt } from '../../app/look-at.ts';
import type { Application } from '../../app/open-application.ts';
import type { StoredRun } from '../../app/runs.ts';
import { stopRun } from '../../app/stop-request.ts';
import { answerForKey, learnHostKey } from '../../app/trust-host.ts';
import { breakLease, breakOwnLease, type LeaseBroken } from '../../engine/break-lease.ts';
import { findStep } from '../../engine/find-step.ts';
import type { OpenRun } from '../../engine/open-run.ts';
import { restorePath } from '../../engine/restore-path.ts';
import type { FileConflict, RestorePorts } from '../../engine/restore.ts';
import { undoStep } from '../../engine/undo.ts';
import { operatorOf, runNamed, storedRun, withApplication, withReach, type CommandContext } from '../context.ts';
import { finish } from '../finish.ts';
import { addLabOptions, labFor, labOfRun, type LabOptions } from '../lab-choice.ts';
import { CommandEnd, endFor, isUnreachable, tellProblems, wrongInput } from '../problems.ts';
import { hostOf, plannedStep } from './acts.ts';

interface UndoOptions {
  readonly host?: string;
  readonly yes?: boolean;
}
interface RestoreOptions extends UndoOptions {
  readonly host: string;
}
interface TrustOptions extends LabOptions {
  readonly fingerprint?: string;
}
interface UnlockOptions extends LabOptions {
  readonly run: string;
}

/** Acts that go to hosts, or to the process that does: `undo`, `restore`, `look`, `trust`, `unlock`, `stop`. */
export function registerHostActs(program: Command, context: CommandContext): void {
  const { terminal } = context;
  program
    .command('undo <run> <step>')
    .description(
      'take back what a step did: shows first what stands on it; files are put back only where they still are what the step left',
    )
    .option('--host <name>', 'the host; may be left out where the step has one only')
    .option('--yes', 'do not ask')
    .action(async (name: string, id: string, options: UndoOptions) => {
      const { host, step, undone } = await onRun(name, options.yes ?? false, async (run, application, stored) => {
        const on = hostOf(plannedStep(stored.state, id), options.host);
        const found = findStep(run, id);
        return { host: on, step: found, undone: await undoStep(run, await ownOf(application, run.id), found, on) };
      });
      if (!undone.ok) {
        tellNotTakenBack(undone);
        return;
      }
      terminal.say(`“${step.title}” is undone on ${host}.`);
      if (undone.stale.length > 0) terminal.say(`To be proved again: ${undone.stale.join(', ')}.`);
    });
  program
    .command('restore <run> <file>')
    .description('put one file back as it was before this run changed it, when it still is what the run left')
    .requiredOption('--host <name>', 'on which host')
    .option('--yes', 'do not ask')
    .action(async (name: string, path: string, options: RestoreOptions) => {
      const { host } = options;
      const restored = await onRun(name, options.yes ?? false, async (run, application) =>
        restorePath(run, await ownOf(application, run.id), host, path),
      );
      if (!restored.ok) {
        tellNotTakenBack(restored);
        return;
      }
      const words = { restored: 'is as it was', removed: 'did not exist before, and is removed', nothing: 'was so already' };
      terminal.say(`${path} on ${host} ${words[restored.did]}.`);
    });
  program
    .command('look <run> <element>')
    .description(
      'ask again what tells of a part of the topology, such as a port with its counters; topology show --json has the ids. Reads alone',
    )
    .action(async (name: string, element: string) => {
      const told = await onRun(name, false, async (run, application) => {
        const known = await knownElement(application, run.id, element);
        return known.ok ? lookAt(application, run, element) : known;
      });
      if (!told.ok) throw endFor(told.problem);
      terminal.say(told.value);
    });
  const trust = program
    .command('trust <host>')
    .description("compare and write down a host's key, so that nobody has to be asked later")
    .option('--fingerprint <SHA256:...>', 'the key that it must have, as its console shows it: trusted without asking');
  addLabOptions(trust).action(async (name: string, options: TrustOptions) => {
    const lab = await labFor(context, options);
    const answer = answerForKey(lab, name, options.fingerprint);
    if (!answer.ok) throw wrongInput(answer.problem);
    await withReach(context, lab, answer.value, async (reach) => {
      const learnt = await learnHostKey(reach, name, context.signal);
      if (!learnt.ok) throw endFor(learnt.problem);
      const { fingerprint, how } = learnt.value;
      const why = {
        inventory: 'the inventory pins it',
        lab: 'a lab of yours registered it',
        known: 'it is in known_hosts',
        asked: 'it is written down now',
      }[how];
      terminal.say(`${name}: ${fingerprint} (${why}). A line for the inventory:`);
      await terminal.print(`hostKey: ${fingerprint}\n`);
    });
  });
  const unlock = program
    .command('unlock <host>')
    .description("break a dead run's lock on a host, by the run's name")
    .requiredOption('--run <name>', 'the run that the lock names');
  addLabOptions(unlock).action(async (name: string, options: UnlockOptions) => {
    if (options.lab === undefined && options.inventory === undefined) {
      // The run is one of ours: its own hosts, and the event goes into it.
      tellBroken(name, options.run, await onRun(options.run, true, (run) => breakOwnLease(run, name)));
      return;
    }
    const lab = await labFor(context, options);
    const done = await withReach(context, lab, {}, ({ sessions }) => breakLease(sessions, name, options.run, context.signal));
    tellBroken(name, options.run, done);
  });
  program
    .command('stop <run>')
    .description('ask the process that works on a run to stop after the act in flight')
    .action(async (name: string) => {
      const operator = await operatorOf(context);
      await withApplication(context, { readOnly: true }, async (application) => {
        const run = await runNamed(application, name);
        const asked = (): void => terminal.say('Stopping after the act in flight.');
        const done = await stopRun(application, { run, operator, signal: context.signal, asked });
        if (!done.ok) throw done.problem.code === 'nobody-works' ? new CommandEnd([done.problem], 3) : endFor(done.problem);
        if (done.value.before) terminal.say(`Run ${run} has stopped already: ${done.value.sentence}`);
        else terminal.say(`Stopped. Go on with: xenpath resume ${run}`);
      });
    });

  function tellBroken(host: string, run: string, done: Result<LeaseBroken>): void {
    if (!done.ok) throw endFor(done.problem);
    terminal.say(done.value === 'broken' ? `The lock of run ${run} on ${host} is broken.` : `${host} is not locked.`);
  }

  /** Does one thing in a run, on its own hosts. */
  async function onRun<Value>(
    name: string,
    yes: boolean,
    work: (run: OpenRun, application: Application, stored: StoredRun) => Promise<Value>,
  ): Promise<Value> {
    return withApplication(context, { consent: { yes, yesDestroy: new Set() }, goesOn: { run: name } }, async (application) => {
      const { run: id, stored } = await storedRun(application, name, 'own');
      const lab = await labOfRun(context, stored);
      const reach = application.reach(lab);
      try {
        const sat = await actInRun(application, { run: id, reach, signal: context.signal }, (run) =>
          work(run, application, stored),
        );
        if (!sat.ok) throw wrongInput(...sat.problems);
        switch (sat.value.ending) {
          case 'done':
            for (const sentence of sat.value.standing) terminal.say(sentence);
            return sat.value.value;
          case 'interrupted': {
            const sentence = ['It was stopped before its end.', ...sat.value.standing].join(' ');
            throw new CommandEnd([{ code: 'interrupted', sentence, next: 'The same command goes on with it.' }], 3);
          }
          case 'evidence-lost':
            throw endFor(sat.value.problem);
          default:
            return assertNever(sat.value);
        }
      } finally {
        await reach.dispose();
        await lab.dispose();
      }
    });
  }

  function tellNotTakenBack({
    problem,
    conflicts,
  }: {
    readonly problem: Problem;
    readonly conflicts: readonly FileConflict[];
  }): void {
    const end = endFor(problem);
    if (NOTHING_TO_TAKE_BACK.has(problem.code) || end.exit === 5) throw end;
    tellProblems(terminal, [problem]);
    for (const conflict of conflicts) tellConflict(conflict);
    finish(problem.code === 'declined' || problem.code === 'act-in-flight' ? 3 : isUnreachable(problem) ? 4 : 1);
  }

  function tellConflict({ path, host, ours, since }: FileConflict): void {
    terminal.say(`What this run had changed in ${path} on ${host}:`);
    for (const line of ours.trimEnd().split('\n')) terminal.say(`  ${line}`);
    terminal.say('What was changed since:');
    for (const line of since.trimEnd().split('\n')) terminal.say(`  ${line}`);
  }
}

/** What the run recorded, as its hosts have it. */
async function ownOf({ store }: Application, run: string): Promise<RestorePorts> {
  const own = await store.own(run);
  if (!own.ok) throw endFor(own.problem);
  return { artefact: own.value.artefact, events: () => own.value.events() };
}

/** What was asked for is not there to be taken back: wrong input. */
const NOTHING_TO_TAKE_BACK: ReadonlySet<string> = new Set(['nothing-to-undo', 'irreversible', 'not-changed']);
