import type { Machine } from '../../machine.ts';
import type { WorldEvent } from '../../state.ts';
import type { World } from '../../world.ts';
import { makeFileSystem } from '../../storage/file-systems.ts';
import { findDisk } from '../../storage/devices.ts';
import { findVolume, putContent, writePartitions } from '../../storage/volumes.ts';
import { runningOrNull } from '../debian.ts';
import { fetchUrl } from '../network/http.ts';
import { endDomain } from '../xen/lifecycle.ts';
import type { XlConfig, XlDomain, XlInstallation } from '../xen/state.ts';
import { installGuestSystem } from './guest-system.ts';
import { archiveMarker, installerMarker } from './media.ts';

const stages: readonly { readonly milliseconds: number; readonly says: (domain: XlDomain) => readonly string[] }[] = [
  { milliseconds: 9_000, says: () => ['Loading modules', 'eth0: waiting for a link'] },
  {
    milliseconds: 6_000,
    says: (domain) => [`Partitioning /dev/${domain.disks[0]?.vdev ?? 'xvda'}`, 'Creating an ext4 file system'],
  },
  { milliseconds: 45_000, says: (domain) => [`Fetching ${domain.installation?.url ?? ''}`, 'Extracting'] },
  { milliseconds: 8_000, says: () => ['Writing the boot menu', 'Installation finished; powering off'] },
];
const retryMs = 10_000;

/** An installation that a configuration starts: its kernel and initrd are the installer's, its command line says where the system is. */
export function installerIn(machine: Machine, config: XlConfig): XlInstallation | null {
  const { files } = machine;
  if (config.ramdisk === null || !files.isFile(config.ramdisk) || !files.readText(config.ramdisk).startsWith(installerMarker))
    return null;
  const url = /http:\/\/\S+/u.exec(config.commandLine)?.[0] ?? '';
  return { url, stage: 0, failed: null };
}

export function beginInstallation(machine: Machine, domain: XlDomain): void {
  next(machine, domain, stages[0]?.milliseconds ?? 0);
}

function next(machine: Machine, domain: XlDomain, after: number): void {
  machine.world.schedule(machine.world.now() + after, { type: 'debian.install', machine: machine.name, domain: domain.id });
}

function say(machine: Machine, domain: XlDomain, lines: readonly string[]): void {
  domain.console.push(...lines);
  machine.world.signal({ type: 'console', machine: domain.machine ?? domain.name, lines });
}

/** A stage has ended; what it needs is there, or the installer says what is missing and tries again. */
export function onInstall(world: World, event: WorldEvent): void {
  const machine = event.machine === undefined ? undefined : world.find(event.machine);
  const domain =
    machine === undefined ? undefined : runningOrNull(machine)?.xen?.domains.find(({ id }) => id === event['domain']);
  const installation = domain?.installation ?? null;
  if (machine === undefined || domain === undefined || installation === null) return;
  const refused = act(machine, domain, installation);
  if (refused !== null) {
    if (installation.failed !== refused) say(machine, domain, [refused, 'Trying again in 10 seconds']);
    installation.failed = refused;
    next(machine, domain, retryMs);
    return;
  }
  installation.failed = null;
  installation.stage += 1;
  const stage = stages[installation.stage];
  if (stage === undefined) {
    domain.installation = null;
    endDomain(machine, domain, 'poweroff');
    return;
  }
  say(machine, domain, stage.says(domain));
  next(machine, domain, stage.milliseconds);
}

/** What the stage that ends now has done; a sentence when it could not. */
function act(machine: Machine, domain: XlDomain, installation: XlInstallation): string | null {
  const first = domain.disks[0];
  if (first === undefined || domain.machine === null) return 'No disk';
  if (installation.stage === 1) return format(machine, domain.machine, first.vdev);
  if (installation.stage !== 2) return null;
  const bridge = domain.interfaces[0]?.bridge;
  if (bridge === undefined) return 'eth0: no such interface';
  const url = /\.(?:tar|tgz|tar\.\w+|img)$/u.test(installation.url) ? installation.url : `${installation.url.replace(/\/$/u, '')}/root.tar.gz`;
  const answer = fetchUrl(machine, url, bridge);
  if (!answer.ok) return `wget: can't connect to remote host: ${answer.why}`;
  if (answer.status !== 200) return `wget: server returned error: HTTP/1.1 ${String(answer.status)}`;
  if (!new TextDecoder().decode(answer.bytes.slice(0, archiveMarker.length)).startsWith(archiveMarker)) return 'tar: invalid magic';
  installGuestSystem(machine, domain, rootTreeOf(machine.world, domain.machine, first.vdev) ?? '');
  return null;
} // prettier-ignore

function format(machine: Machine, guest: string, vdev: string): string | null {
  const { world } = machine;
  const device = findDisk(world, guest, vdev);
  const whole = findVolume(world, guest, `/dev/${vdev}`);
  if (device === undefined || whole === null) return `/dev/${vdev}: no such device`;
  putContent(world, whole, null);
  const sectors = Math.floor(device.sizeBytes / 512) - 2048;
  if (sectors < 160_000) return `/dev/${vdev} is too small`;
  writePartitions(whole.disk, [{ number: 1, bootable: true, firstSector: 2048, sectors, type: 0x83 }]);
  device.partitions = [...(whole.disk.partitions ?? [])];
  const volume = findVolume(world, guest, `/dev/${vdev}1`);
  const made = volume === null ? null : makeFileSystem(world, volume, { label: '', journal: true, type: 'ext4' });
  return made?.ok === true ? null : 'mke2fs: the device is too small';
}

function rootTreeOf(world: World, guest: string, vdev: string): string | null {
  const volume = findVolume(world, guest, `/dev/${vdev}1`);
  const content = volume?.disk.volumes[volume.firstSector];
  return content?.kind === 'fileSystem' ? content.id : null;
}
