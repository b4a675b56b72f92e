import { runningOf } from '../../world/debian/debian.ts';
import { readJournal } from '../../world/debian/journal.ts';
import { startUnit, stateOf, stopUnit } from '../../world/debian/systemd/control.ts';
import {
  enabledUnits,
  enablement,
  fragmentOf,
  isMasked,
  setEnabled,
  sysvEnabled,
  unitOf,
} from '../../world/debian/systemd/files.ts';
import { reconfigure } from '../../world/debian/multipath/daemon.ts';
import { packagedUnit, unitDefinitions } from '../../world/debian/systemd/units.ts';
import type { UnitDefinition } from '../../world/debian/systemd/unit.ts';
import type { Program, ProgramCall } from '../program.ts';
import { journalTime, shortAge, statusTime } from './times.ts';
import { goDown } from './power.ts';

const valued = new Set(['-p', '--property', '-n', '--lines', '-t', '--type', '--state', '-o', '--output']);

interface Asked {
  readonly verb: string;
  readonly names: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly properties: readonly string[];
}

function read(call: ProgramCall): Asked {
  const words: string[] = [];
  const flags = new Set<string>();
  const properties: string[] = [];
  let ended = false;
  for (let at = 0; at < call.args.length; at += 1) {
    const word = call.args[at] ?? '';
    if (ended || !word.startsWith('-')) words.push(word);
    else if (word === '--') ended = true;
    else if (word.startsWith('--property=')) properties.push(...word.slice(11).split(','));
    else if (word === '-p' || word === '--property') properties.push(...(call.args[(at += 1)] ?? '').split(','));
    else if (valued.has(word)) at += 1;
    else flags.add(word);
  }
  const [verb = 'list-units', ...names] = words;
  return { verb, names, flags, properties };
}

/** systemctl of systemd 252. */
export const systemctl: Program = async (call) => {
  const asked = read(call);
  const { machine } = call;
  switch (asked.verb) {
    case 'start':
    case 'restart':
    case 'reload':
    case 'reload-or-restart':
    case 'try-restart':
    case 'stop':
      return act(call, asked);
    case 'enable':
    case 'disable':
    case 'mask':
    case 'unmask':
      return change(call, asked);
    case 'is-active':
    case 'is-failed': {
      const states = asked.names.map((name) => { const unit = unitOf(machine, name); return unit === undefined ? 'inactive' : stateOf(machine, unit).active; });
      if (!asked.flags.has('-q') && !asked.flags.has('--quiet')) for (const state of states) call.write(`${state}\n`);
      const good = asked.verb === 'is-active' ? 'active' : 'failed';
      return states.includes(good) ? 0 : asked.verb === 'is-active' ? 3 : 1;
    }
    case 'is-enabled': {
      let status = 1;
      for (const name of asked.names) {
        const unit = unitOf(machine, name);
        const found = unit?.sysv === true ? (sysvEnabled(machine, unit.name) ? 'enabled' : 'disabled') : enablement(machine, name);
        if (found === null) call.writeError(`Failed to get unit file state for ${full(name)}: No such file or directory\n`);
        else call.write(`${found}\n`);
        if (found === 'enabled' || found === 'static' || found === 'generated') status = 0;
      }
      return status;
    }
    case 'status':
      return status(call, asked);
    case 'show':
      return show(call, asked);
    case 'cat': {
      for (const name of asked.names) {
        const path = fragmentOf(machine, packagedUnit(name)?.name ?? name);
        if (path === null) {
          call.writeError(`No files found for ${full(name)}.\n`);
          return 1;
        }
        call.write(`# ${path}\n${machine.files.readText(path)}`);
      }
      return 0;
    }
    case 'daemon-reload':
    case 'daemon-reexec':
    case 'reset-failed':
      await call.sleep(300);
      return 0;
    case 'is-system-running': {
      const failed = Object.values(runningOf(machine).units).some(({ active }) => active === 'failed');
      call.write(failed ? 'degraded\n' : 'running\n');
      return failed ? 1 : 0;
    }
    case 'reboot':
    case 'poweroff':
    case 'halt':
      return goDown(call, asked.verb === 'reboot' ? 'reboot' : 'off');
    case 'list-units':
    case 'list-unit-files':
      return list(call, asked);
    default:
      call.writeError(`Unknown command verb ${asked.verb}.\n`);
      return 1;
  }
}; // prettier-ignore

function full(name: string): string {
  return /\.[a-z]+$/u.test(name) ? name : `${name}.service`;
}

async function act(call: ProgramCall, { verb, names }: Asked): Promise<number> {
  const { machine } = call;
  for (const name of names) {
    const unit = unitOf(machine, name);
    if (unit === undefined) {
      call.writeError(verb === 'stop' ? `Failed to stop ${full(name)}: Unit ${full(name)} not loaded.\n` : `Failed to ${verb} ${full(name)}: Unit ${full(name)} not found.\n`);
      return 5;
    }
    if (isMasked(machine, unit.name) && verb !== 'stop') {
      call.writeError(`Failed to ${verb} ${unit.name}: Unit ${unit.name} is masked.\n`);
      return 1;
    }
    await call.sleep(verb === 'stop' ? 200 : unit.startMs);
    if (verb === 'reload') {
      if (unit.name === 'multipathd.service') reconfigure(machine);
      continue;
    }
    const was = stateOf(machine, unit).active === 'active';
    if (verb === 'stop' || (verb !== 'start' && was)) {
      stopUnit(machine, unit);
      if (verb === 'stop' && unit.triggeredBy !== undefined && runningOf(machine).units[unit.triggeredBy]?.active === 'active')
        call.writeError(`Warning: Stopping ${unit.name}, but it can still be activated by:\n  ${unit.triggeredBy}\n`);
    }
    if (verb === 'stop' || (verb === 'try-restart' && !was)) continue;
    if (!startUnit(machine, unit)) {
      call.writeError(`Job for ${unit.name} failed because the control process exited with error code.\nSee "systemctl status ${unit.name}" and "journalctl -xeu ${unit.name}" for details.\n`);
      return 1;
    }
  }
  return 0;
} // prettier-ignore

async function change(call: ProgramCall, { verb, names, flags }: Asked): Promise<number> {
  const { machine } = call;
  for (const name of names) {
    const unit = unitOf(machine, name);
    if (unit === undefined && verb !== 'unmask' && verb !== 'mask') {
      call.writeError(`Failed to ${verb} unit: Unit file ${full(name)} does not exist.\n`);
      return 1;
    }
    await call.sleep(250);
    const link = `/etc/systemd/system/${unit?.name ?? full(name)}`;
    if (verb === 'mask') {
      machine.files.symlink('/dev/null', link);
      call.writeError(`Created symlink ${link} → /dev/null.\n`);
    } else if (verb === 'unmask') {
      if (machine.files.find(link, false) !== null) {
        machine.files.remove(link);
        call.writeError(`Removed "${link}".\n`);
      }
    } else if (unit !== undefined) {
      for (const line of setEnabled(machine, unit, verb === 'enable')) call.writeError(`${line}\n`);
      if (flags.has('--now')) {
        if (verb === 'enable') {
          if (!startUnit(machine, unit)) return 1;
        } else stopUnit(machine, unit);
      }
    }
  }
  return 0;
}

function loaded(call: ProgramCall, unit: UnitDefinition): string {
  const path =
    unit.sysv === true ? `/etc/init.d/${unit.name.replace('.service', '')}` : (fragmentOf(call.machine, unit.name) ?? '');
  const state = enablement(call.machine, unit.name) ?? 'disabled';
  return `Loaded: ${state === 'masked' ? 'masked' : 'loaded'} (${path}; ${state}${unit.sysv === true ? '' : '; preset: enabled'})`;
}

function status(call: ProgramCall, { names }: Asked): number {
  const { machine } = call;
  let result = 0;
  const blocks: string[] = [];
  for (const name of names) {
    const unit = unitOf(machine, name);
    if (unit === undefined) {
      call.writeError(`Unit ${full(name)} could not be found.\n`);
      result = 4;
      continue;
    }
    const state = stateOf(machine, unit);
    const dot = state.active === 'active' ? '●' : state.active === 'failed' ? '×' : '○';
    const when = state.active === 'inactive' && runningOf(machine).units[unit.name] === undefined ? '' : ` since ${statusTime(state.since)}; ${shortAge(machine.now() - state.since)} ago`;
    const lines = [`${dot} ${unit.name} - ${unit.description}`, `     ${loaded(call, unit)}`, `     Active: ${state.active} (${state.sub})${when}`];
    if (unit.triggeredBy !== undefined) lines.push(`TriggeredBy: ● ${unit.triggeredBy}`);
    for (const [index, page] of unit.documentation.entries()) lines.push(`${index === 0 ? '       Docs: ' : '             '}${page}`);
    if (state.pid !== null) lines.push(`   Main PID: ${String(state.pid)} (${(unit.daemon ?? '').split(' ')[0]?.replace(/^.*\//u, '').replace(':', '') ?? ''})`);
    if (unit.name === 'multipathd.service' && state.active === 'active') lines.push('     Status: "up"');
    const processes = machine.state.processes.filter(({ command }) => command === unit.daemon || unit.helpers?.includes(command) === true);
    if (processes.length > 0) {
      lines.push(`     CGroup: /system.slice/${unit.name}`);
      for (const [index, process] of processes.entries()) lines.push(`             ${index === processes.length - 1 ? '└' : '├'}─${String(process.pid)} ${process.command}`);
    }
    const journal = readJournal(machine).filter((entry) => entry.unit === unit.name && entry.bootId === machine.state.bootId).slice(-10);
    if (journal.length > 0) lines.push('', ...journal.map((entry) => `${journalTime(entry.at)} ${machine.state.hostname} ${entry.tag}: ${entry.text}`));
    blocks.push(`${lines.join('\n')}\n`);
    if (state.active !== 'active' && result === 0) result = 3;
  }
  call.write(blocks.join('\n'));
  return result;
} // prettier-ignore

function show(call: ProgramCall, { names, properties, flags }: Asked): number {
  const { machine } = call;
  for (const [index, name] of names.entries()) {
    if (index > 0) call.write('\n');
    const unit = unitOf(machine, name);
    const state = unit === undefined ? null : stateOf(machine, unit);
    const file = enablement(machine, name);
    const wanted = unit !== undefined && (enabledUnits(machine).includes(unit.name) || (unit.sysv === true && sysvEnabled(machine, unit.name)));
    const values: Readonly<Record<string, string>> = {
      Id: unit?.name ?? full(name),
      Names: [unit?.name ?? full(name), ...(unit?.aliases ?? [])].join(' '),
      Description: unit?.description ?? full(name),
      LoadState: unit === undefined ? 'not-found' : isMasked(machine, unit.name) ? 'masked' : 'loaded',
      ActiveState: state?.active ?? 'inactive',
      SubState: state?.sub ?? 'dead',
      FragmentPath: unit === undefined ? '' : (fragmentOf(machine, unit.name) ?? ''),
      UnitFileState: file ?? '',
      UnitFilePreset: file === null ? '' : 'enabled',
      MainPID: String(state?.pid ?? 0),
      WantedBy: wanted ? (unit.sysv === true ? 'multi-user.target graphical.target' : unit.wantedBy) : '',
      RequiredBy: unitDefinitions.filter((one) => one.requires?.includes(unit?.name ?? '') === true && unitOf(machine, one.name) !== undefined).map((one) => one.name).join(' '),
      TriggeredBy: unit?.triggeredBy ?? '',
      Result: state?.active === 'failed' ? 'exit-code' : 'success',
      NRestarts: '0',
      ExecMainStatus: String(state?.status ?? 0),
      ActiveEnterTimestamp: state?.active === 'active' ? statusTime(state.since) : '',
    };
    const order = properties.length === 0 ? Object.keys(values) : Object.keys(values).filter((one) => properties.includes(one));
    for (const key of order) {
      if (unit === undefined && ['UnitFileState', 'UnitFilePreset', 'FragmentPath'].includes(key) && properties.length === 0) continue;
      call.write(flags.has('--value') ? `${values[key] ?? ''}\n` : `${key}=${values[key] ?? ''}\n`);
    }
  }
  return 0;
} // prettier-ignore

function list(call: ProgramCall, { verb, names, flags }: Asked): number {
  const { machine } = call;
  const fits = (name: string): boolean => names.length === 0 || names.some((pattern) => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/gu, '\\$&').replace(/\*/gu, '.*')}$`, 'u').test(name));
  const units = unitDefinitions.filter((unit) => unitOf(machine, unit.name) !== undefined && fits(unit.name));
  const failedOnly = flags.has('--failed');
  const shown = units.filter((unit) => !failedOnly || stateOf(machine, unit).active === 'failed');
  const legend = !flags.has('--no-legend');
  if (verb === 'list-unit-files') {
    if (legend) call.write(`${'UNIT FILE'.padEnd(30)} STATE     PRESET\n`);
    for (const { name } of shown) call.write(`${name.padEnd(30)} ${(enablement(machine, name) ?? '').padEnd(9)} enabled\n`);
    if (legend) call.write(`\n${String(shown.length)} unit files listed.\n`);
    return 0;
  }
  if (legend) call.write(`  ${'UNIT'.padEnd(30)} LOAD   ACTIVE SUB       DESCRIPTION\n`);
  for (const unit of shown) {
    const state = stateOf(machine, unit);
    call.write(`${state.active === 'failed' ? '●' : ' '} ${unit.name.padEnd(30)} loaded ${state.active.padEnd(6)} ${state.sub.padEnd(9)} ${unit.description}\n`);
  }
  if (legend) call.write(`\n${String(shown.length)} loaded units listed.\n`);
  return 0;
} // prettier-ignore
