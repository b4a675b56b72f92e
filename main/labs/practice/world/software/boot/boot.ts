import type { Machine } from '../../machine.ts';
import { fromBytes } from '../bytes/latin.ts';
import { loadModule } from '../kernel/loading.ts';
import { moduleFieldsOf } from '../kernel/modules.ts';
import { withDependencies } from '../kernel/module-files.ts';
import { parseModprobeConfiguration } from '../kernel/modprobe-config.ts';
import { emptyFirewall } from '../network/firewall.ts';
import { softwareOf } from '../software.ts';
import type { RunningSystem } from '../state.ts';
import { bootStorage, driversChanged } from '../../storage/host.ts';
import { nameRoot } from '../../storage/file-systems.ts';
import { mountAll, swapOnAll } from '../../storage/fstab.ts';
import { newHypervisor } from '../xen/memory.ts';
import { bootReader } from './boot-files.ts';
import { parseGrubConfiguration } from './grub-config.ts';
import { loadEntry } from './grub-load.ts';
import { type InitialDisk, readInitialDisk } from './initrd.ts';

/** Time from the kernel's first line until it mounts its root. */
const kernelMs = 14_000;

/**
 * Boot loader and kernel of a host, up to its root file system: grub.conf's default entry (or the one chosen on the console), kernel, initrd
 * and its modules. Ends in panic() where the real one stops: at GRUB's error, in Xen, or in a kernel without its root.
 */
export async function bootKernel(machine: Machine): Promise<void> {
  const software = softwareOf(machine);
  const read = bootReader(machine);
  const grub = read('/grub/grub.conf') ?? read('/grub/menu.lst');
  if (grub === null) {
    machine.panic(['', '    GNU GRUB  version 0.97  (639K lower / 3144192K upper memory)', '', 'grub> ']);
    return;
  }
  const configuration = parseGrubConfiguration(grub);
  const chosen = software.nextBootEntry ?? configuration.default;
  software.nextBootEntry = null;
  const guest = software.hardware.kind === 'domU';
  if (!guest) await machine.sleep(1_000 * Math.max(0, configuration.timeout ?? 0));
  const entry =
    configuration.entries[chosen] ??
    configuration.entries[configuration.fallback ?? -1] ??
    (guest ? configuration.entries[0] : undefined);
  if (entry === undefined) {
    machine.panic([
      '',
      '    GNU GRUB  version 0.97  (639K lower / 3144192K upper memory)',
      '',
      ...configuration.entries.map((each) => ` ${each.title}`),
    ]);
    return;
  }
  const loaded = loadEntry(entry, read, guest);
  machine.writeConsole(loaded.lines);
  if (!loaded.ok) {
    machine.panic([]);
    return;
  }
  await machine.sleep(kernelMs);
  const disk = loaded.initrd === null ? null : readInitialDisk(loaded.initrd.content);
  machine.logKernel(
    `Linux version ${loaded.kernel.release} (brewbuilder@hs20-bc1-5.build.redhat.com) (gcc version 4.1.2 20070626 (Red Hat 4.1.2-14)) ${loaded.kernel.version}`,
  );
  machine.logKernel(
    `Command line: ${loaded.commandLine}`.replace(
      'Command line',
      loaded.kernel.architecture === 'i686' ? 'Kernel command line' : 'Command line',
    ),
  );
  if (loaded.kernel.architecture !== software.hardware.architecture) {
    machine.panic([
      `Linux version ${loaded.kernel.release}`,
      'Kernel panic - not syncing: No init found.  Try passing init= option to kernel.',
    ]);
    return;
  }
  const running: RunningSystem = {
    release: loaded.kernel.release,
    kernelVersion: loaded.kernel.version,
    commandLine: loaded.commandLine,
    initrd: loaded.initrd === null ? null : loaded.initrd.path,
    modules: [],
    services: [],
    xen: loaded.hypervisor === null ? null : newHypervisor(software.hardware, loaded.hypervisor.arguments),
    interfaces: [],
    firewall: emptyFirewall(),
  };
  if (disk === null) {
    const words = loaded.initrd === null ? [] : ["RAMDISK: Couldn't find valid RAM disk image starting at 0."];
    machine.panic([
      ...words,
      'VFS: Cannot open root device "LABEL=/" or unknown-block(0,0)',
      'Please append a correct "root=" boot option',
      'Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)',
    ]);
    return;
  }
  const refusals = loadInitialModules(running, disk);
  const rootDriver = guest ? 'xenblk' : 'mptsas';
  if (![rootDriver, 'ext3'].every((name) => running.modules.some((module) => module.name === name))) {
    machine.panic([
      ...refusals,
      "mount: could not find filesystem '/dev/root'",
      'setuproot: moving /dev failed: No such file or directory',
      'setuproot: error mounting /proc: No such file or directory',
      'setuproot: error mounting /sys: No such file or directory',
      'switchroot: mount failed: No such file or directory',
      'Kernel panic - not syncing: Attempted to kill init!',
    ]);
    return;
  }
  software.running = running;
  for (const text of refusals) machine.logKernel(text);
  bootStorage(machine.world, machine);
  coldplug(machine, running);
  driversChanged(machine.world, machine);
  nameRoot(machine.world, machine);
  mountFileSystems(machine);
  machine.writeConsole([
    'INIT: version 2.86 booting',
    '\t\tWelcome to Red Hat Enterprise Linux Server',
    "\t\tPress 'I' to enter interactive startup.",
  ]);
}

/** rc.sysinit: mounts what fstab names and turns swap on; a file system that must be checked and is not there stops it at a shell for repairs. */
function mountFileSystems(machine: Machine): void {
  for (const { entry, result } of mountAll(machine.world, machine)) {
    if (!result.ok) machine.writeConsole([`mount: special device ${entry.source} does not exist`]);
  }
  swapOnAll(machine.world, machine);
}

/** insmod of the initrd's init script, in its order, with its options; returns what the kernel said against some. */
function loadInitialModules(running: RunningSystem, disk: InitialDisk): string[] {
  const refusals: string[] = [];
  const settings = Object.fromEntries(
    [...(disk.mppConf ?? '').matchAll(/^(\w+)=(\S*)$/gmu)].map(([, name = '', value = '']) => [name, value]),
  );
  for (const module of disk.modules) {
    const fields = moduleFieldsOf(module.object);
    const failed = loadModule(
      running,
      { path: `/lib/${module.name}.ko`, name: module.name, object: module.object, fields },
      module.options,
    );
    if (failed !== null) refusals.push(failed.kernel ?? `insmod: error inserting '/lib/${module.name}.ko': -1 ${failed.message}`);
    const loaded = running.modules.find((each) => each.name === module.name);
    // RDAC's settings come from the mpp.conf of the image.
    if (loaded !== undefined && (module.name === 'mppUpper' || module.name === 'mppVhba'))
      running.modules.splice(running.modules.indexOf(loaded), 1, {
        ...loaded,
        parameters: { ...loaded.parameters, ...settings },
      });
  }
  return refusals;
}

/** What udev loads for the hardware that it finds, from /lib/modules of the running kernel and the modprobe.conf of the root. */
function coldplug(machine: Machine, running: RunningSystem): void {
  const { hardware } = softwareOf(machine);
  const { files } = machine;
  const configuration = parseModprobeConfiguration(
    files.isFile('/etc/modprobe.conf') ? fromBytes(files.readBytes('/etc/modprobe.conf')) : '',
  );
  const hba = machine.world.state.storage.hostPorts[machine.name] !== undefined;
  const wanted =
    hardware.kind === 'domU' ? ['xennet'] : ['cdrom', 'sg', 'ehci_hcd', 'uhci_hcd', 'bnx2', ...(hba ? ['qla2xxx'] : [])];
  for (const name of [...wanted, 'dm_mod', 'dm_mirror', 'dm_multipath', 'ipv6']) {
    if (configuration.blacklist.includes(name)) continue;
    for (const file of withDependencies(files, running.release, name).order) {
      const failed = loadModule(running, file, configuration.options[file.name] ?? {});
      if (failed !== null && failed.kernel !== null) machine.logKernel(failed.kernel);
    }
  }
}
