import { executable } from '../../executable.ts';
import type { Machine } from '../../machine.ts';
import { parentPath } from '../../path.ts';
import { makeInitrd } from '../boot/initrd.ts';
import { makeGrubConfig } from '../boot/make-config.ts';
import { runningOrNull } from '../debian.ts';
import { startUnit, stopUnit } from '../systemd/control.ts';
import { setEnabled, unitOf } from '../systemd/files.ts';
import { enablePackaged } from '../install/system.ts';
import { filesOf, forgetPackage, recordPackage } from './database.ts';
import type { DebPackage } from './definition.ts';
import { laterPackages } from './later.ts';
import { resolve } from './folder.ts';
import { kernelAbi } from './versions.ts';

/** Unpacks a package: its files, its programs, its units; what is a configuration file and was changed stays. */
export function unpack(machine: Machine, one: DebPackage): void {
  const { files } = machine;
  const now = machine.now();
  for (const [path, text, mode] of one.files) {
    files.makeDirectory(parentPath(path), { parents: true });
    if (!path.startsWith('/etc/') || !files.exists(path)) files.write(path, text, mode ?? 0o644);
  }
  for (const path of one.programs) {
    files.makeDirectory(parentPath(path), { parents: true });
    if (files.find(path, false) === null) files.put(path, executable(path, now));
  }
  for (const [path, target] of one.links) {
    files.makeDirectory(parentPath(path), { parents: true });
    if (files.find(path, false) === null) files.symlink(target, path);
  }
  recordPackage(machine, one, [...one.programs, ...one.files.map(([path]) => path)]);
}

/** Configures a package: units are enabled and started, unless policy-rc.d forbids. Returns what is printed. */
export function configure(machine: Machine, one: DebPackage): readonly string[] {
  const said: string[] = [];
  const { files } = machine;
  if (one.name === 'open-iscsi' && !files.isFile('/etc/iscsi/initiatorname.iscsi'))
    files.write('/etc/iscsi/initiatorname.iscsi', `## DO NOT EDIT OR REMOVE THIS FILE!\n## If you remove this file, the iSCSI daemon will not start.\n## If you change the InitiatorName, existing access control lists\n## may reject this initiator.  The InitiatorName must be unique\n## for each iSCSI initiator.  Do NOT duplicate iSCSI InitiatorNames.\nInitiatorName=iqn.1993-08.org.debian:01:${machine.world.random.hex(12)}\n`, 0o600); // prettier-ignore
  for (const name of one.units) {
    enablePackaged(machine, name);
    const unit = unitOf(machine, name);
    if (unit === undefined) continue;
    if (unit.sysv !== true) said.push(`Created symlink /etc/systemd/system/${unit.wantedBy}.wants/${unit.name} → /lib/systemd/system/${unit.name}.`);
    if (runningOrNull(machine) !== null && !files.exists('/usr/sbin/policy-rc.d')) startUnit(machine, unit);
  }
  return said;
} // prettier-ignore

/** What packages ask for when all are configured. */
export function runTriggers(machine: Machine, packages: readonly DebPackage[]): readonly string[] {
  const wanted = new Set(packages.flatMap(({ triggers }) => triggers));
  const said: string[] = [];
  if (wanted.has('update-grub')) said.push(...makeGrubConfig(machine));
  if (wanted.has('initramfs')) {
    machine.files.write(`/boot/initrd.img-${kernelAbi}`, makeInitrd(machine, kernelAbi));
    said.push('Processing triggers for initramfs-tools (0.142+deb12u3) ...', `update-initramfs: Generating /boot/initrd.img-${kernelAbi}`);
  }
  return said;
} // prettier-ignore

/** Installs packages of the folder with all that they need, without a word. */
export function installNames(machine: Machine, names: readonly string[]): void {
  const { order, missing } = resolve(machine, names, laterPackages);
  if (missing.length > 0) throw new Error(`No package is called ${missing[0]?.[1] ?? ''}`);
  const packages = order.flatMap((name) => laterPackages.find((one) => one.name === name) ?? []);
  for (const one of packages) unpack(machine, one);
  for (const one of packages) configure(machine, one);
  runTriggers(machine, packages);
}

/** Removes a package; configuration stays unless it is purged. */
export function removePackage(machine: Machine, one: DebPackage, purge: boolean): void {
  const { files } = machine;
  for (const name of one.units) {
    const unit = unitOf(machine, name);
    if (unit === undefined) continue;
    if (runningOrNull(machine) !== null) stopUnit(machine, unit);
    setEnabled(machine, unit, false);
    if (files.exists(`/lib/systemd/system/${unit.name}`)) files.remove(`/lib/systemd/system/${unit.name}`);
  }
  for (const path of filesOf(machine, one.name) ?? []) if ((purge || !path.startsWith('/etc/')) && files.find(path, false) !== null) files.remove(path);
  forgetPackage(machine, one.name, purge);
  runTriggers(machine, [one]);
} // prettier-ignore
