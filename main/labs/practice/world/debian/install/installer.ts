import type { Machine } from '../../machine.ts';
import type { WorldEvent } from '../../state.ts';
import type { World } from '../../world.ts';
import { makeFileSystem } from '../../storage/file-systems.ts';
import { findDisk } from '../../storage/devices.ts';
import { findVolume, putContent, writePartitions } from '../../storage/volumes.ts';
import { runningOrNull } from '../debian.ts';
import { fetchUrl } from '../network/http.ts';
import { endDomain } from '../xen/lifecycle.ts';
import type { XlDomain, XlInstallation } from '../xen/state.ts';
import { endStageAfter, stages } from './begin.ts';
import { installGuestSystem } from './guest-system.ts';
import { archiveMarker } from './media.ts';

const retryMs = 10_000;

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
    endStageAfter(machine, domain, retryMs);
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
  endStageAfter(machine, domain, stage.milliseconds);
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
