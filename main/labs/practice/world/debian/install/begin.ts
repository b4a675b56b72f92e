import type { Machine } from '../../machine.ts';
import type { XlConfig, XlDomain, XlInstallation } from '../xen/state.ts';
import { installerMarker } from './media.ts';

/** What an installer does, how long each stage takes and what it says of it. */
export const stages: readonly { readonly milliseconds: number; readonly says: (domain: XlDomain) => readonly string[] }[] = [
  { milliseconds: 9_000, says: () => ['Loading modules', 'eth0: waiting for a link'] },
  {
    milliseconds: 6_000,
    says: (domain) => [`Partitioning /dev/${domain.disks[0]?.vdev ?? 'xvda'}`, 'Creating an ext4 file system'],
  },
  { milliseconds: 45_000, says: (domain) => [`Fetching ${domain.installation?.url ?? ''}`, 'Extracting'] },
  { milliseconds: 8_000, says: () => ['Writing the boot menu', 'Installation finished; powering off'] },
];

/** An installation that a configuration starts: its kernel and initrd are the installer's, its command line says where the system is. */
export function installerIn(machine: Machine, config: XlConfig): XlInstallation | null {
  const { files } = machine;
  if (config.ramdisk === null || !files.isFile(config.ramdisk) || !files.readText(config.ramdisk).startsWith(installerMarker))
    return null;
  const url = /http:\/\/\S+/u.exec(config.commandLine)?.[0] ?? '';
  return { url, stage: 0, failed: null };
}

export function beginInstallation(machine: Machine, domain: XlDomain): void {
  endStageAfter(machine, domain, stages[0]?.milliseconds ?? 0);
}

/** The stage that runs now ends so much later. */
export function endStageAfter(machine: Machine, domain: XlDomain, after: number): void {
  machine.world.schedule(machine.world.now() + after, { type: 'debian.install', machine: machine.name, domain: domain.id });
}
