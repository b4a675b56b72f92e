import type { WorldPart } from '../../world/part.ts';
import { fdisk } from './disks/fdisk.ts';
import { blockdev, partprobe, scsiId, sfdisk } from './disks/small-tools.ts';
import { fosPrograms } from './fos/commands.ts';
import { mppBusRescan } from './rdac/bus-rescan.ts';
import { lsvdev } from './rdac/lsvdev.ts';
import { mppUtil } from './rdac/mpp-util.ts';
import { smcli } from './smcli/program.ts';
import { blkid } from './volumes/blkid.ts';
import { df } from './volumes/df.ts';
import { du } from './volumes/du.ts';
import { free } from './volumes/free.ts';
import { lvs, pvs, vgs } from './volumes/lvm.ts';
import { mke2fs, mkfs, mkfsExt3, mkswap } from './volumes/mke2fs.ts';
import { mount, umount } from './volumes/mount.ts';
import { dumpe2fs, e2label, tune2fs } from './volumes/superblock.ts';
import { swapoff, swapon } from './volumes/swap.ts';

/** Programs of storage and fabric by path; those of the switches by name. They exist on a machine where a package put their file. */
export const storagePrograms: NonNullable<WorldPart['programs']> = {
  rhel5: {
    '/opt/mpp/lsvdev': lsvdev,
    '/usr/sbin/mppUtil': mppUtil,
    '/usr/sbin/mppBusRescan': mppBusRescan,
    '/opt/IBM_DS4000/client/SMcli': smcli,
    '/sbin/fdisk': fdisk,
    '/sbin/sfdisk': sfdisk,
    '/sbin/partprobe': partprobe,
    '/sbin/blockdev': blockdev,
    '/sbin/scsi_id': scsiId,
    '/sbin/mke2fs': mke2fs,
    '/sbin/mkfs': mkfs,
    '/sbin/mkfs.ext2': mke2fs,
    '/sbin/mkfs.ext3': mkfsExt3,
    '/sbin/mkswap': mkswap,
    '/sbin/e2label': e2label,
    '/sbin/tune2fs': tune2fs,
    '/sbin/dumpe2fs': dumpe2fs,
    '/sbin/blkid': blkid,
    '/sbin/swapon': swapon,
    '/sbin/swapoff': swapoff,
    '/bin/mount': mount,
    '/bin/umount': umount,
    '/bin/df': df,
    '/usr/bin/du': du,
    '/usr/bin/free': free,
    '/usr/sbin/lvs': lvs,
    '/usr/sbin/pvs': pvs,
    '/usr/sbin/vgs': vgs,
  },
  fos: fosPrograms,
};
