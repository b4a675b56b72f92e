import type { Machine } from '../../machine.ts';
import { attachGuestDisk, bootDisk, detachGuestDisks } from '../../storage/guests.ts';
import { loadEntry } from '../boot/grub-load.ts';
import { parseGrubConfiguration } from '../boot/grub-config.ts';
import { readTree } from '../boot/boot-files.ts';
import { runningOf, softwareOf } from '../software.ts';
import type { Domain, DomainConfig, DomainDevice, HypervisorState, InstallationState } from '../state.ts';
import { deviceNumber } from './domain-config.ts';
import { prepareGuest } from './guest-machine.ts';
import { balloon, defaultMinimumMib } from './memory.ts';
import { logXend } from './xend.ts';

/** A domain that was made, with what pygrub prints on the way; or xend's words why not. */
export type DomainMade =
  | { readonly ok: true; readonly domain: Domain; readonly lines: readonly string[] }
  | { readonly ok: false; readonly error: string };

/** Memory that xm list shows of a guest is a page group short of what was asked for. */
const shortMib = 1;

export function hypervisorOf(machine: Machine): HypervisorState {
  const xen = runningOf(machine).xen;
  if (xen === null) throw new Error(`${machine.name} does not run Xen`);
  return xen;
}

/** A domain by name or number. */
export function findDomain(machine: Machine, wanted: string): Domain | undefined {
  return hypervisorOf(machine).domains.find((domain) => domain.name === wanted || String(domain.id) === wanted);
}

/** Processor seconds that a domain has used until now. */
export function cpuSeconds(machine: Machine, domain: Domain): number {
  const active = domain.state === 'running' ? Math.max(0, machine.world.now() - domain.cpuSince) * domain.cpuShare : 0;
  return (domain.cpuBefore + active) / 1000;
}

/** Puts a domain into another state: what it has used of the processors until now stays counted. */
export function setDomainState(machine: Machine, domain: Domain, state: Domain['state']): void {
  domain.cpuBefore = cpuSeconds(machine, domain) * 1000;
  domain.cpuSince = machine.world.now();
  domain.state = state;
}

/** What an installer boots instead of the disk's own system. */
export interface InstallerBoot {
  readonly kernel: string;
  readonly ramdisk: string;
  readonly arguments: string;
  readonly installation: InstallationState;
}

/**
 * Creates a domain as xend 3.0.3 does: boot loader, memory, devices, start. At once: who calls it has waited as long as it takes.
 * Nothing is left behind when it fails.
 */
export function createDomain(machine: Machine, config: DomainConfig, installer: InstallerBoot | null = null): DomainMade {
  const xen = hypervisorOf(machine);
  const fail = (error: string): DomainMade => {
    logXend(machine, 'xend.XendDomainInfo', 'ERROR', 'XendDomainInfo:202', `Domain construction failed`);
    logXend(machine, 'xend', 'ERROR', 'SrvBase:87', `Request create failed. ${error.split('\n')[0] ?? ''}`);
    return { ok: false, error };
  };
  logXend(
    machine,
    'xend.XendDomainInfo',
    'DEBUG',
    'XendDomainInfo:190',
    `XendDomainInfo.create(['vm', ['name', '${config.name}'], ['memory', '${String(config.memory)}'], ['maxmem', '${String(config.maxmem)}'], ['vcpus', '${String(config.vcpus)}']])`,
  );
  const same = xen.domains.find((domain) => domain.name === config.name);
  if (same !== undefined) return fail(`VM name '${config.name}' already in use by domain ${String(same.id)}`);
  if (config.name === 'Domain-0') return fail("VM name 'Domain-0' already in use by domain 0");
  if (!/^[A-Za-z0-9_\-.:/+]+$/u.test(config.name)) return fail('Invalid VM Name');
  if (config.builder !== 'linux') {
    if (!softwareOf(machine).hardware.virtualization)
      return fail('HVM guest support is unavailable: is VT/AMD-V supported by your CPU and enabled in your BIOS?');
    return fail('Full virtualization is not part of this lab.');
  }

  const booted =
    installer === null
      ? bootFromDisk(machine, config)
      : {
          ok: true as const,
          rootTree: null,
          bootDiskId: null,
          kernel: installer.kernel,
          arguments: installer.arguments,
          lines: [],
        };
  if (!booted.ok) return fail(booted.error);
  const refused = balloon(xen, config.memory, minimumMemory(machine));
  if (refused !== null) return fail(refused);

  const id = xen.nextDomain;
  xen.nextDomain += 1;
  const guest = prepareGuest(machine, config, booted.rootTree);
  const devices: DomainDevice[] = [];
  const undo = (): void => {
    detachGuestDisks(machine.world, guest.key);
    removeInterfaces(machine, id);
  };
  for (const [index, disk] of config.disks.entries()) {
    const number = deviceNumber(disk.device);
    const tap = disk.source.startsWith('tap:');
    if (number === null) {
      undo();
      return fail(`Invalid device name: ${disk.device}`);
    }
    if (!['r', 'w', 'w!', 'ro', 'rw'].includes(disk.mode)) {
      undo();
      return fail('Invalid mode');
    }
    const attached = attachGuestDisk(machine.world, {
      guest: guest.key,
      dom0: machine.name,
      source: disk.source,
      device: disk.device.replace(/^\/dev\//u, ''),
      mode: disk.mode,
    });
    if (!attached.ok) {
      undo();
      return fail(
        `Device ${String(number)} (${tap ? 'tap' : 'vbd'}) could not be connected.${deviceRefusal(attached.problem.code, attached.problem.sentence, disk.source)}`,
      );
    }
    devices.push({ kind: tap ? 'tap' : 'vbd', number, specifier: disk, eventChannel: 7 + index, ringReference: 8 + index });
  }
  for (const [index, specifier] of config.interfaces.entries()) {
    const interfaces = runningOf(machine).interfaces;
    if (!interfaces.some((each) => each.name === specifier.bridge && each.kind === 'bridge')) {
      undo();
      return fail(`Device ${String(index)} (vif) could not be connected. Could not find bridge device ${specifier.bridge}`);
    }
    interfaces.push({
      name: `vif${String(id)}.${String(index)}`,
      mac: specifier.mac,
      address: null,
      netmask: null,
      up: true,
      bridge: specifier.bridge,
      kind: 'vif',
    });
    devices.push({
      kind: 'vif',
      number: index,
      specifier,
      eventChannel: 7 + config.disks.length + index,
      ringReference: 522 + index,
    });
  }
  for (const index of config.framebuffers.keys())
    devices.push({ kind: 'vfb', number: index, specifier: null, eventChannel: 5, ringReference: 0 });

  const now = machine.world.now();
  const domain: Domain = {
    id,
    name: config.name,
    uuid: config.uuid,
    config,
    startedAt: now,
    memoryMib: config.memory,
    maximumMib: config.maxmem,
    vcpus: config.vcpus,
    state: 'running',
    shutdownReason: null,
    cpuBefore: 0,
    cpuSince: now,
    cpuShare: installer === null ? 0.02 : 0.6,
    machine: guest.key,
    devices,
    installation: installer?.installation ?? null,
    installed: null,
    kernel: booted.kernel,
    arguments: booted.arguments,
    console: [],
  };
  xen.domains.push(domain);
  for (const device of devices)
    if (device.kind === 'vbd' || device.kind === 'tap')
      logXend(
        machine,
        'xend',
        'DEBUG',
        'DevController:110',
        `DevController: writing {'virtual-device': '${String(device.number)}', 'device-type': 'disk', 'backend-id': '0', 'state': '1', 'backend': '/local/domain/0/backend/${device.kind}/${String(id)}/${String(device.number)}'} to /local/domain/${String(id)}/device/vbd/${String(device.number)}.`,
      );
  logXend(machine, 'xend', 'DEBUG', 'DevController:139', 'Waiting for devices vbd.');
  if (booted.rootTree !== null && booted.bootDiskId !== null) guest.start(domain, booted.bootDiskId);
  return { ok: true, domain, lines: booted.lines };
}

/** Makes a domain vanish: its machine loses power, its devices go. */
export function destroyDomain(machine: Machine, domain: Domain): void {
  const xen = hypervisorOf(machine);
  xen.domains = xen.domains.filter((each) => each !== domain);
  releaseDomain(machine, domain);
}

/** Memory, disks and interfaces of a domain that is gone from the table. */
export function releaseDomain(machine: Machine, domain: Domain): void {
  removeInterfaces(machine, domain.id);
  if (domain.machine === null) return;
  const guest = machine.world.find(domain.machine);
  if (guest !== undefined) {
    if (guest.state.power !== 'off') guest.cutPower();
    guest.state.dom0 = null;
    guest.state.address = null;
  }
  detachGuestDisks(machine.world, domain.machine);
}

/** The number that `xm list` shows as Mem. */
export function shownMemory(domain: Domain): number {
  return domain.memoryMib - shortMib;
}

/** dom0-min-mem of xend-config.sxp, in MiB. */
export function minimumMemory(machine: Machine): number {
  const path = '/etc/xen/xend-config.sxp';
  const text = machine.files.isFile(path) ? machine.files.readText(path) : '';
  const found = /^\s*\(dom0-min-mem\s+(\d+)\)/mu.exec(text)?.[1];
  return found === undefined ? defaultMinimumMib : Number(found);
}

function removeInterfaces(machine: Machine, id: number): void {
  const running = softwareOf(machine).running;
  if (running !== null) running.interfaces = running.interfaces.filter((each) => !each.name.startsWith(`vif${String(id)}.`));
}

interface DiskBoot {
  readonly ok: true;
  readonly rootTree: string | null;
  readonly bootDiskId: string | null;
  readonly kernel: string;
  readonly arguments: string;
  readonly lines: readonly string[];
}

/** xend's boot loader step: pygrub on the first disk of the list, whatever its name. */
function bootFromDisk(machine: Machine, config: DomainConfig): DiskBoot | { readonly ok: false; readonly error: string } {
  const { files, world } = machine;
  if (config.bootloader === null) {
    if (config.kernel === null) return { ok: false, error: 'No kernel specified' };
    if (!files.isFile(config.kernel)) return { ok: false, error: `Kernel image does not exist: ${config.kernel}` };
    if (config.ramdisk !== null && !files.isFile(config.ramdisk))
      return { ok: false, error: `Kernel ramdisk does not exist: ${config.ramdisk}` };
  } else if (!files.isFile(config.bootloader)) return { ok: false, error: "Bootloader isn't executable" };
  const first = config.disks[0];
  if (first === undefined)
    return config.bootloader === null
      ? { ok: false, error: 'No disks configured and a root device is needed' }
      : { ok: false, error: 'No disks configured and boot loader requested' };
  const disk = bootDisk(world, machine.name, first.source);
  if (disk === null) return { ok: false, error: "Disk isn't accessible" };
  const nothing = { ok: false as const, error: "Boot loader didn't return any data!" };
  if (disk.bootTree === null || disk.rootTree === null) return nothing;
  const tree = world.tree(disk.bootTree);
  const read = (path: string): string | null => readTree(tree, path) ?? readTree(tree, `/boot${path}`);
  const grub = read('/grub/grub.conf') ?? read('/grub/menu.lst');
  if (grub === null) return nothing;
  const configuration = parseGrubConfiguration(grub);
  const entry = configuration.entries[configuration.default] ?? configuration.entries[0];
  if (entry === undefined) return nothing;
  const loaded = loadEntry(entry, read, true);
  if (!loaded.ok) return nothing;
  if (!loaded.kernel.xen || loaded.kernel.architecture !== softwareOf(machine).hardware.architecture) {
    return { ok: false, error: "(22, 'Invalid argument')" };
  }
  const named = (name: string): string =>
    entry.commands.find((command) => command.name === name)?.argument.split(/\s+/u)[0] ?? '';
  return {
    ok: true,
    rootTree: disk.rootTree,
    bootDiskId: disk.disk.id,
    kernel: `/var/lib/xen/boot_kernel.${suffix(machine)}`,
    arguments: loaded.commandLine,
    lines: [
      `Going to boot ${entry.title}`,
      `  kernel: ${named('kernel')}`,
      ...(named('initrd') === '' ? [] : [`  initrd: ${named('initrd')}`]),
    ],
  };
}

function suffix(machine: Machine): string {
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-';
  return Array.from({ length: 6 }, () => letters.charAt(machine.world.random.integer(0, letters.length - 1))).join('');
}

/** The block script's words behind `could not be connected.` */
function deviceRefusal(code: string, sentence: string, source: string): string {
  const path = source.replace(/^(phy:|file:|tap:aio:)/u, '');
  const device = path.startsWith('/') ? path : `/dev/${path}`;
  switch (code) {
    case 'mounted-here':
      return `\nDevice ${device} is mounted in the privileged domain,\nand so cannot be mounted by a guest.`;
    case 'mounted-guest':
      if (source.startsWith('file:'))
        return `\nFile ${device} is loopback-mounted through /dev/loop0,\nwhich is mounted in a guest domain,\nand so cannot be mounted now.`;
      return `\nDevice ${device} is mounted in a guest domain,\nand so cannot be mounted now.`;
    case 'missing':
    case 'not-block':
      return source.startsWith('file:') ? ` ${device} does not exist.` : ' Backend device not found.';
    default:
      return ` ${sentence}`;
  }
}
