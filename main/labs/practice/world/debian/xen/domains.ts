import type { Machine } from '../../machine.ts';
import { attachGuestDisk, detachGuestDisks } from '../../storage/guests.ts';
import { hostOf, runningOf } from '../debian.ts';
import { addLink, findLink, removeLink } from '../network/links.ts';
import { beginInstallation, installerIn } from '../install/begin.ts';
import { diskNumber } from './configuration.ts';
import { bootGuest, bootloaderOf } from './guest.ts';
import type { Hypervisor, XlConfig, XlDisk, XlDomain } from './state.ts';

/** A domain that was made, or what libxl says and xl's status. */
export type DomainMade =
  { readonly ok: true; readonly domain: XlDomain } | { readonly ok: false; readonly lines: readonly string[] };

export function hypervisorOf(machine: Machine): Hypervisor | null {
  return runningOf(machine).xen;
}

export function findDomain(machine: Machine, wanted: string): XlDomain | undefined {
  return hypervisorOf(machine)?.domains.find((domain) => domain.name === wanted || String(domain.id) === wanted);
}

/** Seconds of processor time that a domain has used. */
export function cpuSeconds(machine: Machine, domain: XlDomain): number {
  const active = domain.state === 'running' ? Math.max(0, machine.world.now() - domain.cpuSince) * domain.cpuShare : 0;
  return (domain.cpuBefore + active) / 1_000;
}

export function setDomainState(machine: Machine, domain: XlDomain, state: XlDomain['state']): void {
  domain.cpuBefore = cpuSeconds(machine, domain) * 1_000;
  domain.cpuSince = machine.world.now();
  domain.state = state;
}

/** Mebibytes that are nobody's. A domain takes some more than it shows. */
export function freeMib(xen: Hypervisor): number {
  const overhead = Math.round(xen.totalMib * 0.0085) + 7;
  return Math.max(0, xen.totalMib - overhead - xen.dom0Mib - xen.domains.reduce((sum, domain) => sum + domain.memoryMib + 3, 0));
}

/** Without dom0_mem the toolstack takes from dom0 what a guest wants, down to 512 MiB. */
function balloon(xen: Hypervisor, wanted: number): void {
  if (xen.commandLine.includes('dom0_mem=')) return;
  const short = wanted + 8 - freeMib(xen);
  if (short > 0) xen.dom0Mib = Math.max(512, xen.dom0Mib - short);
}

const undone = (id: string): readonly string[] => [
  `libxl: error: libxl_domain.c:1183:libxl__destroy_domid: Domain ${id}:Non-existant domain`,
  `libxl: error: libxl_domain.c:1137:domain_destroy_callback: Domain ${id}:Unable to destroy guest`,
  `libxl: error: libxl_domain.c:1064:domain_destroy_cb: Domain ${id}:Destruction of domain failed`,
];

/** xl create, at once: who calls it has waited. Nothing is left behind when it fails, but the number is used. */
export function createDomain(machine: Machine, config: XlConfig): DomainMade {
  const xen = hypervisorOf(machine);
  if (xen === null) return { ok: false, lines: ['libxl: error: libxl.c:102:libxl_ctx_alloc: Is xenstore daemon running?'] };
  const number = xen.nextDomain;
  xen.nextDomain += 1;
  const id = String(number);
  const fail = (...lines: readonly string[]): DomainMade => ({ ok: false, lines: [...lines, ...undone(id)] });
  if (config.name === 'Domain-0' || xen.domains.some((domain) => domain.name === config.name))
    return fail(
      `libxl: error: libxl_domain.c:81:libxl__domain_rename: Domain ${id}:Domain with name "${config.name}" already exists.`,
      `libxl: error: libxl_create.c:1296:initiate_domain_create: Domain ${id}:cannot make domain: -6`,
    );
  balloon(xen, config.memoryMib);
  if (config.memoryMib > freeMib(xen))
    return {
      ok: false,
      lines: [
        `libxl: error: libxl_mem.c:512:libxl_set_memory_target: New target 0 for dom0 is below the minimum threshold`,
        'failed to free memory for the domain',
      ],
    };
  for (const [index, disk] of config.disks.entries()) {
    if (machine.files.exists(disk.path)) continue;
    return fail(
      `libxl: error: libxl_device.c:455:libxl__device_disk_set_backend: Disk vdev=${disk.vdev} failed to stat: ${disk.path}: No such file or directory`,
      `libxl: error: libxl_create.c:1318:initiate_domain_create: Domain ${id}:Unable to set disk defaults for disk ${String(index)}`,
    );
  }
  const booted = bootloaderOf(machine, config, id);
  if (!booted.ok) return fail(...booted.lines);
  const key = guestKey(machine, config.name);
  const attached: XlDomain['disks'] = [];
  for (const [index, disk] of config.disks.entries()) {
    const refused = attach(machine, key, disk);
    if (refused === null) {
      attached.push({ ...disk, number: diskNumber(disk.vdev), eventChannel: 8 + index });
      continue;
    }
    detachGuestDisks(machine.world, key);
    return {
      ok: false,
      lines: [
        `libxl: error: libxl_exec.c:117:libxl_report_child_exitstatus: /etc/xen/scripts/block add [${String(machine.state.nextPid)}] exited with error status 1`,
        `libxl: error: libxl_device.c:1265:device_hotplug_child_death_cb: script: ${refused}`,
        `libxl: error: libxl_create.c:1862:domcreate_launch_dm: Domain ${id}:unable to add disk devices`,
      ],
    };
  }
  for (const [index, { bridge }] of config.interfaces.entries()) {
    if (findLink(machine, bridge)?.kind === 'bridge') {
      const link = addLink(machine, `vif${id}.${String(index)}`, 'vif', 'fe:ff:ff:ff:ff:ff');
      Object.assign(link, { up: true, bridge });
      continue;
    }
    detachGuestDisks(machine.world, key);
    removeInterfaces(machine, number);
    return {
      ok: false,
      lines: [
        `libxl: error: libxl_exec.c:117:libxl_report_child_exitstatus: /etc/xen/scripts/vif-bridge online [${String(machine.state.nextPid)}] exited with error status 1`,
        `libxl: error: libxl_device.c:1265:device_hotplug_child_death_cb: script: Could not find bridge device ${bridge}`,
        `libxl: error: libxl_create.c:1921:domcreate_attach_devices: Domain ${id}:unable to add vif devices`,
      ],
    };
  }
  const now = machine.world.now();
  const installer = installerIn(machine, config);
  const domain: XlDomain = {
    id: number,
    name: config.name,
    uuid: config.uuid,
    config,
    startedAt: now,
    memoryMib: config.memoryMib,
    vcpus: config.vcpus,
    state: 'running',
    cpuBefore: 0,
    cpuSince: now,
    cpuShare: installer === null ? 0.02 : 0.7,
    machine: key,
    disks: attached,
    interfaces: [...config.interfaces],
    installation: installer,
    kernel: config.kernel ?? '',
    ramdisk: config.ramdisk,
    commandLine: booted.commandLine,
    console: [],
  };
  xen.domains.push(domain);
  if (installer !== null) beginInstallation(machine, domain);
  else if (booted.rootTree !== null) bootGuest(machine, domain, booted.rootTree);
  else {
    // A kernel that finds nothing to run: the domain vanishes as soon as it has panicked.
    machine.world.schedule(now + 6_000, { type: 'debian.domainEnd', machine: machine.name, domain: number });
  }
  return { ok: true, domain };
}

/** A sentence of the block script when the disk cannot be given. */
function attach(machine: Machine, guest: string, disk: XlDisk): string | null {
  const real = machine.files.realPath(disk.path);
  const block = machine.world.blockSize(machine, real) !== null;
  const done = attachGuestDisk(machine.world, {
    guest,
    dom0: machine.name,
    source: block ? `phy:${real}` : `tap:aio:${disk.path}`,
    device: disk.vdev,
    mode: disk.readWrite ? 'w' : 'r',
  });
  if (done.ok) return null;
  if (done.problem.code === 'mounted-here')
    return `Device ${disk.path} is mounted in the privileged domain,\nand so cannot be mounted by a guest.`;
  return `Device ${disk.path} is mounted in a guest domain,\nand so cannot be mounted now.`;
}

/** xl block-attach; a sentence when it cannot be. */
export function attachDisk(machine: Machine, domain: XlDomain, disk: XlDisk): string | null {
  if (domain.disks.some(({ vdev }) => vdev === disk.vdev)) return `libxl: error: libxl_device.c:1091:device_backend_callback: Domain ${String(domain.id)}:unable to add device with path /local/domain/0/backend/vbd/${String(domain.id)}/${String(diskNumber(disk.vdev))}`; // prettier-ignore
  if (!machine.files.exists(disk.path)) return `libxl: error: libxl_device.c:455:libxl__device_disk_set_backend: Disk vdev=${disk.vdev} failed to stat: ${disk.path}: No such file or directory`; // prettier-ignore
  const refused = attach(machine, domain.machine ?? domain.name, disk);
  if (refused !== null) return `libxl: error: libxl_device.c:1265:device_hotplug_child_death_cb: script: ${refused}`;
  domain.disks.push({ ...disk, number: diskNumber(disk.vdev), eventChannel: 8 + domain.disks.length });
  return null;
}

export function detachDisk(machine: Machine, domain: XlDomain, vdev: string): boolean {
  const at = domain.disks.findIndex((disk) => disk.vdev === vdev || String(disk.number) === vdev);
  const [gone] = at < 0 ? [] : domain.disks.splice(at, 1);
  if (gone !== undefined) detachGuestDisks(machine.world, domain.machine ?? domain.name, gone.vdev);
  return gone !== undefined;
}

/** Name of the machine in a domain of that name: with its host's before it where another host's guest is called so. */
function guestKey(machine: Machine, name: string): string {
  const other = machine.world.find(name);
  if (other === undefined || (other.state.role === 'guest' && (other.state.dom0 === null || other.state.dom0 === machine.name))) return name; // prettier-ignore
  return `${machine.name}-${name}`;
}

/** Makes a domain vanish: its machine loses power, its devices go. */
export function destroyDomain(machine: Machine, domain: XlDomain): void {
  const xen = hypervisorOf(machine);
  const at = xen?.domains.indexOf(domain) ?? -1;
  if (at >= 0) xen?.domains.splice(at, 1);
  releaseDomain(machine, domain);
}

/** What a domain has beside its row in the table. */
export function releaseDomain(machine: Machine, domain: XlDomain): void {
  if (hostOf(machine).running !== null) removeInterfaces(machine, domain.id);
  if (domain.machine === null) return;
  const guest = machine.world.find(domain.machine);
  if (guest !== undefined) {
    if (guest.state.power !== 'off') guest.cutPower();
    Object.assign(guest.state, { dom0: null, address: null });
  }
  detachGuestDisks(machine.world, domain.machine);
}

function removeInterfaces(machine: Machine, id: number): void {
  for (const { name } of runningOf(machine).links.filter((link) => link.name.startsWith(`vif${String(id)}.`)))
    removeLink(machine, name);
}
