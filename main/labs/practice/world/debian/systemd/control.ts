import { FileError } from '../../file-error.ts';
import type { Machine } from '../../machine.ts';
import { runningOf } from '../debian.ts';
import { writeJournal } from '../journal.ts';
import type { UnitState } from '../state.ts';
import { enabledUnits, isMasked, sysvEnabled, unitOf } from './files.ts';
import { identifierOf, type UnitDefinition } from './unit.ts';
import { unitDefinitions } from './units.ts';

/** A line of systemd itself about a unit. */
function note(machine: Machine, unit: UnitDefinition, text: string): void {
  writeJournal(machine, unit.name, 'systemd[1]', text);
}

function inactive(machine: Machine): UnitState {
  return { active: 'inactive', sub: 'dead', since: machine.now(), pid: null, status: 0 };
}

export function stateOf(machine: Machine, unit: UnitDefinition): UnitState {
  return runningOf(machine).units[unit.name] ?? inactive(machine);
}

/** Starts a unit at once: who calls it has waited as long as that takes. False: it failed, and the journal says why. */
export function startUnit(machine: Machine, unit: UnitDefinition): boolean {
  const { units } = runningOf(machine);
  if (units[unit.name]?.active === 'active') return true;
  for (const name of unit.requires ?? []) {
    const required = unitOf(machine, name);
    if (required !== undefined) startUnit(machine, required);
  }
  if (unit.name.endsWith('.socket')) {
    units[unit.name] = { active: 'active', sub: 'listening', since: machine.now(), pid: null, status: 0 };
    note(machine, unit, `Listening on ${unit.name} - ${unit.description}.`);
    return true;
  }
  if (unit.name.endsWith('.target')) {
    units[unit.name] = { active: 'active', sub: 'active', since: machine.now(), pid: null, status: 0 };
    note(machine, unit, `Reached target ${unit.name} - ${unit.description}.`);
    return true;
  }
  note(machine, unit, `Starting ${unit.name} - ${unit.description}...`);
  const helpers = runningOf(machine).xen === null ? [] : (unit.helpers ?? []);
  const pids = [...(unit.daemon === null ? [] : [unit.daemon]), ...helpers].map((command) => machine.startProcess({ parent: 1, user: 'root', command, tty: '?' }).pid); // prettier-ignore
  const pid = unit.daemon === null ? null : (pids[0] ?? null);
  const running = unit.daemon !== null || helpers.length > 0;
  units[unit.name] = { active: 'active', sub: running ? 'running' : 'exited', since: machine.now(), pid, status: 0 };
  const own = String(pid ?? machine.state.nextPid);
  for (const line of unit.says?.(machine) ?? []) writeJournal(machine, unit.name, `${identifierOf(unit)}[${own}]`, line);
  const failed = unit.start?.(machine, pid) ?? null;
  if (failed !== null) {
    writeJournal(machine, unit.name, `${identifierOf(unit)}[${own}]`, failed);
    for (const each of pids) machine.endProcess(each);
    units[unit.name] = { active: 'failed', sub: 'failed', since: machine.now(), pid: null, status: 1 };
    note(machine, unit, `${unit.name}: Main process exited, code=exited, status=1/FAILURE`);
    note(machine, unit, `${unit.name}: Failed with result 'exit-code'.`);
    note(machine, unit, `Failed to start ${unit.name} - ${unit.description}.`);
    return false;
  }
  if (pid !== null) machine.handleSignals(pid, (signal) => { died(machine, unit, pid, signal); }); // prettier-ignore
  note(
    machine,
    unit,
    `${unit.daemon === null && unit.sysv !== true ? 'Finished' : 'Started'} ${unit.name} - ${unit.description}.`,
  );
  return true;
}

/** A daemon was killed by hand: systemd notes it. */
function died(machine: Machine, unit: UnitDefinition, pid: number, signal: number): void {
  if (signal === 1) return;
  machine.endProcess(pid);
  const { units } = runningOf(machine);
  if (units[unit.name]?.pid !== pid) return;
  unit.stop?.(machine);
  const clean = signal === 15;
  units[unit.name] = {
    active: clean ? 'inactive' : 'failed',
    sub: clean ? 'dead' : 'failed',
    since: machine.now(),
    pid: null,
    status: signal,
  };
  if (clean) note(machine, unit, `${unit.name}: Deactivated successfully.`);
  else {
    note(
      machine,
      unit,
      `${unit.name}: Main process exited, code=killed, status=${String(signal)}/${signal === 9 ? 'KILL' : 'ABRT'}`,
    );
    note(machine, unit, `${unit.name}: Failed with result 'signal'.`);
  }
}

export function stopUnit(machine: Machine, unit: UnitDefinition): void {
  const { units } = runningOf(machine);
  const state = units[unit.name];
  if (state?.active !== 'active') {
    if (state?.active === 'failed') units[unit.name] = inactive(machine);
    return;
  }
  if (unit.daemon !== null) {
    if (identifierOf(unit) === 'multipathd')
      writeJournal(machine, unit.name, `multipathd[${String(state.pid)}]`, 'multipathd: shut down');
    note(machine, unit, `Stopping ${unit.name} - ${unit.description}...`);
  }
  unit.stop?.(machine);
  if (state.pid !== null) machine.endProcess(state.pid);
  for (const helper of unit.helpers ?? []) for (const process of machine.state.processes.filter(({ command }) => command === helper)) machine.endProcess(process.pid); // prettier-ignore
  units[unit.name] = inactive(machine);
  note(machine, unit, `${unit.name}: Deactivated successfully.`);
  note(machine, unit, `Stopped ${unit.name} - ${unit.description}.`);
}

/** Units from here on come after the file systems that lie on the network. */
const afterRemoteFileSystems = 20;

/** What boot starts, in order: units that links name, and init scripts' links. `remote` mounts what lies on the network, once that is there. */
export async function startAtBoot(machine: Machine, remote: () => void): Promise<void> {
  const names = enabledUnits(machine);
  const own = names.filter((name) => unitDefinitions.every((unit) => unit.name !== name));
  const scripts = unitDefinitions.filter((unit) => unit.sysv === true && sysvEnabled(machine, unit.name)).map(({ name }) => name);
  const units = [...new Set([...names, ...own, ...scripts])]
    .filter((name) => !isMasked(machine, name))
    .flatMap((name) => unitOf(machine, name) ?? [])
    .sort((left, right) => left.order - right.order);
  let mounted = false;
  for (const unit of units) {
    if (!mounted && unit.order >= afterRemoteFileSystems) {
      mounted = true;
      remote();
    }
    await machine.sleep(unit.startMs);
    try {
      const fine = startUnit(machine, unit);
      machine.writeConsole([
        `[${fine ? '  OK  ' : 'FAILED'}] ${fine ? 'Started' : 'Failed to start'} ${unit.name} - ${unit.description}.`,
      ]);
    } catch (problem) {
      // A file system that is gone or full keeps a service from starting, and nothing else.
      if (!(problem instanceof FileError)) throw problem;
      runningOf(machine).units[unit.name] = { active: 'failed', sub: 'failed', since: machine.now(), pid: null, status: 1 };
    }
  }
}
