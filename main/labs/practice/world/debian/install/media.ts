import type { Machine } from '../../machine.ts';
import { kernelContent } from './kernel.ts';

/** Where a host has what a guest is installed from: a small installer's kernel and initrd, and the system as an archive. */
export const mediaFolder = '/srv/guest-installer';

/** First line of the installer's initrd. */
export const installerMarker = 'practice guest installer';

/** First line of the archive that the installer extracts. */
export const archiveMarker = 'practice guest system';

export function installGuestMedia(machine: Machine): void {
  const { files } = machine;
  files.makeDirectory(mediaFolder, { parents: true });
  files.write(`${mediaFolder}/vmlinuz`, kernelContent);
  files.write(`${mediaFolder}/initrd.img`, `${installerMarker}\n`);
  files.write(`${mediaFolder}/root.tar.gz`, `${archiveMarker}\n`);
}
