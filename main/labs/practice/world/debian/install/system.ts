import { executable } from '../../executable.ts';
import type { Machine } from '../../machine.ts';
import { parentPath } from '../../path.ts';
import { basePackages } from '../packages/base.ts';
import { laterPrograms } from '../packages/later.ts';
import { recordPackage } from '../packages/database.ts';
import { installUnitFile, setEnabled } from '../systemd/files.ts';
import { packagedUnit } from '../systemd/units.ts';
import { systemFiles } from './files.ts';

/** Folders that are links since everything lies under /usr. */
const merged = ['bin', 'sbin', 'lib', 'lib64'] as const;

/** Older names of what lies in memory: base-files makes them so. */
const moved = [['/var/run', '/run'], ['/var/lock', '/run/lock']] as const; // prettier-ignore

const folders = [
  ...['/usr/bin', '/usr/sbin', '/usr/lib/systemd/system', '/usr/lib64', '/usr/local/bin', '/usr/local/sbin', '/usr/share/initramfs-tools/hooks', '/etc/initramfs-tools'],
  ...['/etc/default/grub.d', '/etc/network/interfaces.d', '/etc/systemd/system', '/etc/init.d', '/etc/rc3.d', '/etc/ssh/sshd_config.d', '/etc/sysctl.d', '/etc/modprobe.d', '/etc/udev/rules.d'],
  ...['/boot/grub', '/dev', '/proc', '/sys', '/run', '/mnt', '/media', '/srv', '/opt', '/home', '/root', '/tmp', '/var/tmp', '/var/log/journal', '/etc/apt/sources.list.d', '/etc/apt/apt.conf.d', '/var/lib/dpkg/info', '/var/lib/apt/lists', '/var/cache/apt/archives', '/var/mail', '/var/spool', '/var/www'],
]; // prettier-ignore

/** Where a program lies on Debian: what other systems have in /bin and /sbin is below /usr. */
export function debianPath(program: string): string {
  return program.replace(/^\/(bin|sbin)\//u, '/usr/$1/');
}

/** Puts Debian 12 without Xen onto a machine whose root file system is mounted: folders, accounts, packages, programs, units. */
export function installDebian(machine: Machine, options: { readonly hostname: string; readonly address: string | null; readonly without?: ReadonlySet<string> }): void {
  const { files, world } = machine;
  for (const folder of folders) files.makeDirectory(folder, { parents: true, mode: folder.endsWith('tmp') ? 0o1777 : folder === '/root' ? 0o700 : 0o755 });
  for (const name of merged) if (!files.exists(`/${name}`)) files.symlink(`usr/${name}`, `/${name}`);
  for (const [path, target] of moved) if (files.find(path, false) === null) files.symlink(target, path);
  for (const [path, text, mode] of systemFiles(options.hostname, machine.state.users, options.address)) files.write(path, text, mode);
  for (const program of world.programPaths('debian12')) {
    if (laterPrograms.has(program) || program.startsWith('/opt/')) continue;
    const path = debianPath(program);
    files.makeDirectory(parentPath(path), { parents: true });
    if (files.find(path, false) === null) files.put(path, executable(program, world.now()));
  }
  for (const one of basePackages) {
    if (options.without?.has(one.name) === true) continue;
    recordPackage(machine, one, [...one.programs, ...one.files.map(([path]) => path)]);
    for (const name of one.units) enablePackaged(machine, name);
  }
} // prettier-ignore

/** Puts a package's unit in its place and enables it. */
export function enablePackaged(machine: Machine, name: string): void {
  const unit = packagedUnit(name);
  if (unit === undefined) throw new Error(`No unit is called ${name}`);
  installUnitFile(machine, unit);
  setEnabled(machine, unit, true);
}
