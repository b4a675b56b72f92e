import type { Program } from '../program.ts';
import { blockdev } from '../storage/disks/small-tools.ts';
import { mkswap } from '../storage/volumes/mke2fs.ts';
import { dumpe2fs, e2label, tune2fs } from '../storage/volumes/superblock.ts';
import { swapoff, swapon } from '../storage/volumes/swap.ts';
import { bootPrograms } from './boot.ts';
import { diskPrograms } from './disks.ts';
import { iscsiadm } from './iscsiadm.ts';
import { journalctl } from './journalctl.ts';
import { kernelPrograms } from './kernel.ts';
import { lsblk } from './lsblk.ts';
import { lvmPrograms } from './lvm.ts';
import { mountingPrograms } from './mounting.ts';
import { multipath, multipathd } from './multipath.ts';
import { networkPrograms } from './network.ts';
import { aptCache, aptGet, dpkg, dpkgQuery } from './packages.ts';
import { scsiPrograms } from './scsi.ts';
import { systemctl } from './systemctl.ts';
import { xenstorePrograms } from './xenstore.ts';
import { xl } from './xl.ts';

/** What a daemon's own file does when somebody starts it by hand: nothing that could be seen. */
const daemon: Program = () => Promise.resolve(0);

/**
 * Programs of Debian 12 by the path at which their file lies; the installation, or a package of packages/later.ts, puts it there. A new family
 * of commands is a record of its own here.
 */
export const debianPrograms: Readonly<Record<string, Program>> = {
  ...kernelPrograms,
  ...bootPrograms,
  ...networkPrograms,
  ...mountingPrograms,
  ...diskPrograms,
  ...scsiPrograms,
  ...lvmPrograms,
  ...xenstorePrograms,
  '/usr/bin/systemctl': systemctl,
  '/usr/bin/journalctl': journalctl,
  '/usr/bin/dpkg': dpkg,
  '/usr/bin/dpkg-query': dpkgQuery,
  '/usr/bin/apt-get': aptGet,
  '/usr/bin/apt': aptGet,
  '/usr/bin/apt-cache': aptCache,
  '/usr/bin/lsblk': lsblk,
  '/usr/sbin/blockdev': blockdev,
  '/usr/sbin/mkswap': mkswap,
  '/usr/sbin/swapon': swapon,
  '/usr/sbin/swapoff': swapoff,
  '/usr/sbin/dumpe2fs': dumpe2fs,
  '/usr/sbin/tune2fs': tune2fs,
  '/usr/sbin/e2label': e2label,
  '/usr/sbin/iscsiadm': iscsiadm,
  '/usr/sbin/iscsid': daemon,
  '/usr/sbin/multipath': multipath,
  '/usr/sbin/multipathd': multipathd,
  '/usr/sbin/dnsmasq': daemon,
  '/usr/sbin/nginx': daemon,
  '/usr/sbin/lighttpd': daemon,
  '/usr/sbin/xl': xl,
};
