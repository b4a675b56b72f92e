import type { Machine } from '../../machine.ts';
import type { MachineState } from '../../state.ts';
import { bootDisk } from '../../storage/guests.ts';
import { debianOf, hostOf, runningOrNull } from '../debian.ts';
import { findEntry, parseMenu, readFromTree } from '../boot/menu.ts';
import type { XlConfig, XlDomain } from './state.ts';

export type Bootloader =
  | { readonly ok: true; readonly rootTree: string | null; readonly commandLine: string }
  | { readonly ok: false; readonly lines: readonly string[] };

/** What a domain boots: pygrub looks on its first disk; a kernel from dom0 finds its root by the command line. */
export function bootloaderOf(machine: Machine, config: XlConfig, id: string): Bootloader {
  const { files, world } = machine;
  if (config.bootloader === null || config.bootloader === '') {
    const wanted = [config.kernel, config.ramdisk].find((path) => path !== null && !files.isFile(path));
    if (wanted !== undefined && wanted !== null)
      return { ok: false, lines: [`libxl: error: libxl_dom.c:555:libxl__build_pv: Domain ${id}:xc_dom_kernel_file(${wanted}) failed: No such file or directory`, `libxl: error: libxl_create.c:1709:domcreate_rebuild_done: Domain ${id}:cannot (re-)build domain: -3`] };
    if (config.kernel === null)
      return { ok: false, lines: [`libxl: error: libxl_create.c:1229:libxl__domain_config_setdefault: Domain ${id}:neither kernel nor bootloader specified`] };
    const root = /(?:^|\s)root=\/dev\/(xvd[a-z])/u.exec(config.commandLine)?.[1];
    const disk = config.disks.find(({ vdev }) => vdev === root);
    const found = disk === undefined ? null : bootDisk(world, machine.name, sourceOf(machine, disk.path));
    return { ok: true, rootTree: found?.rootTree ?? null, commandLine: config.commandLine };
  }
  const failed = (why: string): Bootloader => {
    files.makeDirectory('/var/log/xen', { parents: true });
    files.write(`/var/log/xen/bootloader.${id}.log`, `${why}\n`);
    return { ok: false, lines: [
      `libxl: error: libxl_bootloader.c:649:bootloader_finished: Domain ${id}:bootloader failed - consult logfile /var/log/xen/bootloader.${id}.log`,
      `libxl: error: libxl_exec.c:117:libxl_report_child_exitstatus: bootloader [${String(machine.state.nextPid)}] exited with error status 1`,
      `libxl: error: libxl_create.c:1709:domcreate_rebuild_done: Domain ${id}:cannot (re-)build domain: -3`,
    ] };
  };
  const [first] = config.disks;
  if (first === undefined) return failed('Error: no disk');
  const disk = bootDisk(world, machine.name, sourceOf(machine, first.path));
  if (disk === null || disk.bootTree === null) return failed('Traceback (most recent call last):\n  File "/usr/lib/xen-4.17/bin/pygrub", line 990, in <module>\n    raise RuntimeError("Unable to find partition containing kernel")\nRuntimeError: Unable to find partition containing kernel');
  const tree = world.tree(disk.bootTree);
  const text = readFromTree(tree, '/boot/grub/grub.cfg') ?? readFromTree(tree, '/grub/grub.cfg');
  const menu = text === null ? null : parseMenu(text);
  const entry = menu === null ? undefined : findEntry(menu, menu.default);
  const kernel = entry?.commands.find(([name]) => name === 'linux')?.[1].split(/\s+/u) ?? [];
  if (kernel[0] === undefined || (readFromTree(tree, kernel[0]) ?? readFromTree(tree, `/boot${kernel[0]}`)) === null)
    return failed('Traceback (most recent call last):\nRuntimeError: Unable to find partition containing kernel');
  return { ok: true, rootTree: disk.rootTree, commandLine: kernel.slice(1).join(' ') };
} // prettier-ignore

/** A disk of a configuration as the storage side names it. */
export function sourceOf(machine: Machine, path: string): string {
  const real = machine.files.exists(path) ? machine.files.realPath(path) : path;
  return machine.world.blockSize(machine, real) === null ? `tap:aio:${path}` : `phy:${real}`;
}

/** Lets the machine in a domain boot from the file system that was found. */
export function bootGuest(dom0: Machine, domain: XlDomain, rootTree: string): void {
  const { world } = dom0;
  const key = domain.machine ?? domain.name;
  const guest = world.find(key) ?? world.addMachine(guestState(dom0, key, rootTree));
  const { hardware } = hostOf(dom0);
  debianOf(world).hosts[key] = {
    hardware: { kind: 'domU', memoryMib: domain.memoryMib, processors: domain.vcpus, megahertz: hardware.megahertz, macs: domain.interfaces.map(({ mac }) => mac) },
    ports: [],
    running: null,
    nextBootEntry: null,
  };
  const named = readFromTree(world.tree(rootTree), '/etc/hostname')?.trim();
  Object.assign(guest.state, { root: rootTree, dom0: dom0.name, hostname: named === undefined || named === '' ? domain.name : named });
  guest.powerOn();
} // prettier-ignore

/** The state of a machine for a guest: off, with that root file system. */
export function guestState(dom0: Machine, name: string, root: string): MachineState {
  return {
    name,
    role: 'guest',
    kind: 'debian12',
    architecture: 'x86_64',
    power: 'off',
    bootId: dom0.world.random.uuid(),
    bootedAt: 0,
    clockSkewMs: dom0.state.clockSkewMs,
    hostname: name,
    address: null,
    dom0: null,
    hostKey: null,
    users: [{ name: 'root', uid: 0, gid: 0, home: '/root', shell: '/bin/bash', password: dom0.state.users.find(({ name: user }) => user === 'root')?.password ?? null }], // prettier-ignore
    environment: {},
    root,
    mounts: [],
    processes: [],
    nextPid: 300,
    kernelLog: [],
    console: [],
  };
}

/** The bridge on which a guest's first interface is. */
export function bridgeOf(guest: Machine): string | null {
  const dom0 = guest.state.dom0 === null ? undefined : guest.world.find(guest.state.dom0);
  const domain = dom0 === undefined ? undefined : runningOrNull(dom0)?.xen?.domains.find((one) => one.machine === guest.name);
  return domain?.interfaces[0]?.bridge ?? null;
}
