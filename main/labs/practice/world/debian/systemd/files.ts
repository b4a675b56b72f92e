import type { Machine } from '../../machine.ts';
import { serveCommand, stopServingBy } from '../network/http.ts';
import { runningOf } from '../debian.ts';
import type { UnitDefinition } from './unit.ts';
import { packagedUnit } from './units.ts';

const own = '/etc/systemd/system';
export const packaged = '/lib/systemd/system';

/** The file that a unit is; null when there is none of that name. */
export function fragmentOf(machine: Machine, name: string): string | null {
  const full = /\.[a-z]+$/u.test(name) ? name : `${name}.service`;
  for (const folder of [own, packaged]) if (machine.files.exists(`${folder}/${full}`)) return `${folder}/${full}`;
  // systemd-sysv-generator makes a unit of each init script at every start.
  const script = `/etc/init.d/${full.replace(/\.service$/u, '')}`;
  return machine.files.isFile(script) ? script : null;
}

export function isMasked(machine: Machine, name: string): boolean {
  const path = `${own}/${name}`;
  const found = machine.files.find(path, false);
  return found !== null && machine.files.exists(path) && machine.files.realPath(path) === '/dev/null';
}

/** A unit that is there: one of a package, or one that somebody wrote. Undefined when no file says so. */
export function unitOf(machine: Machine, name: string): UnitDefinition | undefined {
  const known = packagedUnit(name);
  const path = fragmentOf(machine, known?.name ?? name);
  if (path === null) return undefined;
  if (known !== undefined && !(path.startsWith(own) && machine.files.find(path, false)?.path === path && !isLink(machine, path))) return known; // prettier-ignore
  return written(machine, path);
}

function isLink(machine: Machine, path: string): boolean {
  try {
    machine.files.readLink(path);
    return true;
  } catch {
    return false;
  }
}

/** A unit file of a person: its process is listed, and one that serves a folder with HTTP does. */
function written(machine: Machine, path: string): UnitDefinition {
  const text = machine.files.isFile(path) ? machine.files.readText(path) : '';
  const value = (name: string): string => new RegExp(`^${name}\\s*=\\s*(.*)$`, 'mu').exec(text)?.[1]?.trim() ?? '';
  const name = path.slice(path.lastIndexOf('/') + 1);
  const command = value('ExecStart').replace(/^[-@:+!]+/u, '');
  const once = value('Type') === 'oneshot';
  return {
    name,
    description: value('Description') === '' ? name : value('Description'),
    documentation: [],
    daemon: once || command === '' ? null : command,
    wantedBy: value('WantedBy'),
    order: 50,
    startMs: 200,
    start: (host, pid) => {
      const program = command.split(/\s+/u)[0] ?? '';
      if (program !== '' && !host.files.isFile(program))
        return `Failed to locate executable ${program}: No such file or directory`;
      return once ? null : serveCommand(host, pid ?? 0, command, value('WorkingDirectory'));
    },
    stop: (host) => {
      const pid = runningOf(host).units[name]?.pid ?? null;
      if (pid !== null) stopServingBy(host, pid);
    },
  };
}

/** Names of units whose links say that boot starts them. */
export function enabledUnits(machine: Machine): readonly string[] {
  const { files } = machine;
  if (!files.isDirectory(own)) return [];
  return files.list(own).filter((folder) => folder.endsWith('.wants') && files.isDirectory(`${own}/${folder}`)).flatMap((folder) => files.list(`${own}/${folder}`)); // prettier-ignore
}

/** `enabled`, `disabled`, `static`, `generated`, `masked`; null: no such unit. */
export function enablement(machine: Machine, name: string): string | null {
  if (isMasked(machine, name)) return 'masked';
  const unit = unitOf(machine, name);
  if (unit === undefined) return null;
  if (unit.sysv === true) return 'generated';
  if (enabledUnits(machine).includes(unit.name)) return 'enabled';
  const text = readFragment(machine, unit.name);
  return /^\[Install\]/mu.test(text) ? 'disabled' : 'static';
}

function readFragment(machine: Machine, name: string): string {
  const path = fragmentOf(machine, name);
  return path !== null && machine.files.isFile(path) ? machine.files.readText(path) : '';
}

/** Whether an init script's links start it at boot. */
export function sysvEnabled(machine: Machine, name: string): boolean {
  const { files } = machine;
  const script = name.replace(/\.service$/u, '');
  return (
    files.isDirectory('/etc/rc3.d') &&
    files.list('/etc/rc3.d').some((link) => /^S[0-9]{2}/u.test(link) && link.slice(3) === script)
  );
}

/** Makes or removes the links; returns what systemctl says of it. */
export function setEnabled(machine: Machine, unit: UnitDefinition, on: boolean): readonly string[] {
  const { files } = machine;
  if (unit.sysv === true) {
    const script = unit.name.replace(/\.service$/u, '');
    files.makeDirectory('/etc/rc3.d', { parents: true });
    for (const link of files.list('/etc/rc3.d')) if (link.slice(3) === script) files.remove(`/etc/rc3.d/${link}`);
    files.symlink(`../init.d/${script}`, `/etc/rc3.d/${on ? 'S01' : 'K01'}${script}`);
    return [
      `${unit.name} is not a native service, redirecting to systemd-sysv-install.`,
      `Executing: /lib/systemd/systemd-sysv-install ${on ? 'enable' : 'disable'} ${script}`,
    ];
  }
  const link = `${own}/${unit.wantedBy}.wants/${unit.name}`;
  const path = fragmentOf(machine, unit.name) ?? `${packaged}/${unit.name}`;
  const there = files.find(link, false) !== null;
  if (on && !there) {
    files.makeDirectory(`${own}/${unit.wantedBy}.wants`, { parents: true });
    files.symlink(path, link);
    return [`Created symlink ${link} → ${path}.`];
  }
  if (!on && there) {
    files.remove(link);
    return [`Removed "${link}".`];
  }
  return [];
}

/** Puts the file of a package's unit in its place. */
export function installUnitFile(machine: Machine, unit: UnitDefinition): void {
  const { files } = machine;
  if (unit.sysv === true) return;
  files.makeDirectory(packaged, { parents: true });
  const lines = ['[Unit]', `Description=${unit.description}`, ...(unit.documentation.length > 0 ? [`Documentation=${unit.documentation.join(' ')}`] : []), '', unit.name.endsWith('.socket') ? '[Socket]' : '[Service]', ...(unit.daemon === null ? ['Type=oneshot', 'RemainAfterExit=yes'] : [`ExecStart=${unit.daemon}`]), '', '[Install]', `WantedBy=${unit.wantedBy}`, ''];
  files.write(`${packaged}/${unit.name}`, lines.join('\n'));
} // prettier-ignore
