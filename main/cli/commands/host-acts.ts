import type { Command } from 'commander';
import type { RunEvent } from '../../../core/run/events.ts';
import { inventoryHost } from '../../../core/hosts/inventory.ts';
import { lockHolder } from '../../store/folder-lock.ts';
import { dataFolder } from '../../store/data-folder.ts';
import type { Application, Reach } from '../../app/open-application.ts';
import { requestStop, withdrawStop } from '../../app/stop-request.ts';
import { leaveAsItWas, resumeRun, type StoredRun } from '../../app/runs.ts';
import { findStep } from '../../engine/execute.ts';
import { EvidenceLost, type OpenRun } from '../../engine/open-run.ts';
import { asOneChange, fileChanges, restoreFile, type FileConflict } from '../../engine/restore.ts';
import { releaseLeases } from '../../engine/lease.ts';
import { previewUndo, undoStep } from '../../engine/undo.ts';
import { readLease, releaseLease } from '../../ssh/lease.ts';
import type { HostKeyQuestion } from '../../ssh/trust.ts';
import { operatorOf, runNamed, storedRun, withApplication, withReach, type CommandContext } from '../context.ts';
import { stoppable } from '../drive.ts';
import { finish } from '../finish.ts';
import { addLabOptions, labFor, labOfRun, type LabOptions } from '../lab-choice.ts';
import { CommandEnd, endFor, tellProblems, wrongInput } from '../problems.ts';
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

/** Acts that go to hosts, or to the process that does: `undo`, `restore`, `trust`, `unlock`, `stop`. */
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
      await onRun(name, options.yes ?? false, async (run, application, stored) => {
        const host = hostOf(plannedStep(stored.state, id), options.host);
        const step = findStep(run, id);
        const events = await application.store.events(run.id);
        if (!events.ok) throw endFor(events.problem);
        const preview = previewUndo(run, step, host, events.value);
        if (!preview.ok) throw endFor(preview.problem);
        const undone = await undoStep(run, application.store, preview.value, events.value);
        if (undone.ok) {
          terminal.say(`“${step.title}” is undone on ${host}.`);
          if (undone.stale.length > 0) terminal.say(`To be proved again: ${undone.stale.join(', ')}.`);
          return;
        }
        tellProblems(terminal, [undone.problem]);
        for (const conflict of undone.conflicts) tellConflict(conflict);
        finish(undone.problem.code === 'declined' ? 3 : 1);
      });
    });
  program
    .command('restore <run> <file>')
    .description('put one file back as it was before this run changed it, when it still is what the run left')
    .requiredOption('--host <name>', 'on which host')
    .option('--yes', 'do not ask')
    .action(async (name: string, path: string, options: RestoreOptions) => {
      await onRun(name, options.yes ?? false, async (run, application) => {
        const events = await application.store.events(run.id);
        if (!events.ok) throw endFor(events.problem);
        const all = fileChanges(events.value);
        const ours = all.filter((change) => change.path === path && change.host === options.host);
        const [first] = ours;
        const last = ours.at(-1);
        if (first === undefined || last === undefined) {
          const files = [...new Set(all.map((change) => `${change.host}:${change.path}`))];
          const next = files.length === 0 ? 'It changed none.' : `It changed ${files.join(', ')}.`;
          throw wrongInput({ code: 'not-changed', sentence: `Run ${run.id} did not change ${path} on ${options.host}.`, next });
        }
        if (options.yes !== true) {
          const answer = await terminal.ask(`Put ${path} on ${options.host} back as it was before this run? [y]es, [n]o: `);
          if (!/^y(es)?$/iu.test(answer?.trim() ?? ''))
            throw new CommandEnd([{ code: 'declined', sentence: 'Nothing was done.' }], 3);
        }
        const place = { step: last.step, host: last.stepHost };
        const restored = await restoreFile(run, application.store, asOneChange(first, ...ours.slice(1)), place);
        await releaseLeases(run);
        if (restored.ok) {
          const words = { restored: 'is as it was', removed: 'did not exist before, and is removed', nothing: 'was so already' };
          terminal.say(`${path} on ${options.host} ${words[restored.did]}.`);
          return;
        }
        tellProblems(terminal, [restored.problem]);
        if (restored.conflict !== null) tellConflict(restored.conflict);
        finish(1);
      });
    });
  const trust = program
    .command('trust <host>')
    .description("compare and write down a host's key, so that nobody has to be asked later")
    .option('--fingerprint <SHA256:...>', 'the key that it must have, as its console shows it: trusted without asking');
  addLabOptions(trust).action(async (name: string, options: TrustOptions) => {
    const lab = await labFor(context, options);
    const target = lab.inventory.hosts[name];
    if (target === undefined) throw noHost(name, Object.keys(lab.inventory.hosts));
    if (options.fingerprint !== undefined && !inventoryHost.shape.hostKey.safeParse(options.fingerprint).success) {
      throw wrongInput({
        code: 'fingerprint-shape',
        sentence: 'A fingerprint is SHA256: and 43 characters, as ssh-keygen -l prints it.',
      });
    }
    const { fingerprint: expected } = options;
    const answer =
      expected === undefined ? {} : { askHostKey: async (key: HostKeyQuestion) => key.fingerprints.sha256 === expected };
    await withReach(context, lab, answer, async (reach) => {
      const session = await reach.sessions.open(name, { signal: context.signal });
      if (!session.ok) throw endFor(session.problem);
      const { fingerprint, trust: how } = session.value;
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
      await onRun(options.run, true, async (run) => {
        await breakLease(run.ports.sessions, name, run.id, async (event) => {
          await run.emit(event);
        });
      });
      return;
    }
    const lab = await labFor(context, options);
    await withReach(context, lab, {}, (reach) => breakLease(reach.sessions, name, options.run, async () => {}));
  });
  program
    .command('stop <run>')
    .description('ask the process that works on a run to stop after the act in flight')
    .action(async (name: string) => {
      const folder = dataFolder(context.common().data);
      const operator = await operatorOf(context);
      await withApplication(context, { readOnly: true }, async (application) => {
        const run = await runNamed(application, name);
        const before = await application.store.state(run);
        if (!before.ok) throw endFor(before.problem);
        if (before.value.stopped !== null) {
          terminal.say(`Run ${run} has stopped already: ${before.value.stopped.sentence}`);
          return;
        }
        await requestStop(folder, run, operator);
        terminal.say('Stopping after the act in flight.');
        for (;;) {
          const state = await application.store.state(run);
          if (!state.ok) throw endFor(state.problem);
          if (state.value.stopped !== null) break;
          if ((await lockHolder(folder)) === null || context.signal.aborted) {
            await withdrawStop(folder, run);
            const sentence = context.signal.aborted
              ? 'Not waited for any longer.'
              : `Nobody works on run ${run}: it ended without a word.`;
            throw new CommandEnd([{ code: 'nobody-works', sentence, next: `Go on with: xenpath resume ${run}` }], 3);
          }
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
        terminal.say(`Stopped. Go on with: xenpath resume ${run}`);
      });
    });

  async function breakLease(
    sessions: Reach['sessions'],
    host: string,
    run: string,
    record: (event: RunEvent) => Promise<void>,
  ): Promise<void> {
    const session = await sessions.open(host, { signal: context.signal });
    if (!session.ok) throw endFor(session.problem);
    const held = await readLease(session.value);
    if (!held.ok) throw endFor(held.problem);
    const holder = held.value?.holder;
    if (held.value === null) {
      terminal.say(`${host} is not locked.`);
      return;
    }
    const broken = await releaseLease(session.value, run);
    if (!broken.ok) throw endFor(broken.problem);
    if (!broken.value) {
      const by =
        holder === undefined
          ? 'and does not say by whom'
          : `by run ${holder.run} of ${holder.operator} on ${holder.machine} since ${holder.at}`;
      throw wrongInput({ code: 'other-lock', sentence: `${host} is locked ${by}: not by run ${run}.` });
    }
    await record({ type: 'host-unlocked', version: 1, host, broken: true });
    terminal.say(`The lock of run ${run} on ${host} is broken.`);
  }

  /** Opens a run to do one thing in it, on its own hosts. */
  async function onRun(
    name: string,
    yes: boolean,
    work: (run: OpenRun, application: Application, stored: StoredRun) => Promise<void>,
  ): Promise<void> {
    await withApplication(context, { consent: { yes, yesDestroy: new Set() } }, async (application) => {
      const { run: id, stored } = await storedRun(application, name);
      const lab = await labOfRun(context, stored);
      const reach = application.reach(lab);
      try {
        const stop = stoppable(context);
        const run = await resumeRun(application, { run: id, reach, signal: stop.signal, current: null, replace: false });
        if (!run.ok) throw wrongInput(...run.problems);
        try {
          await work(run.value, application, stored);
        } finally {
          await leaveAsItWas(run.value, stored.state.stopped);
        }
      } catch (thrown) {
        if (thrown instanceof EvidenceLost) throw endFor(thrown.problem);
        throw thrown;
      } finally {
        await reach.dispose();
        await lab.dispose();
      }
    });
  }

  function tellConflict({ path, host, ours, since }: FileConflict): void {
    terminal.say(`What this run had changed in ${path} on ${host}:`);
    for (const line of ours.trimEnd().split('\n')) terminal.say(`  ${line}`);
    terminal.say('What was changed since:');
    for (const line of since.trimEnd().split('\n')) terminal.say(`  ${line}`);
  }
}

function noHost(name: string, hosts: readonly string[]): CommandEnd {
  return wrongInput({
    code: 'no-such-host',
    sentence: `There is no host ${name} there.`,
    next: `The hosts are ${hosts.join(', ')}.`,
  });
}
