import { fcHosts, fcRemotePorts } from './fc.ts';
import {
  filesystemsKernelMounts,
  filesystemsMounts,
  filesystemsSpace,
  filesystemsTable,
  filesystemsUsage,
} from './filesystems.ts';
import { filesystemsFiles } from './files.ts';
import type { Probe } from './probe.ts';
import { rdacArray } from './rdac-array.ts';
import { rdacArrays, rdacConfiguration, rdacTree, rdacVersion, rdacVirtualDevices } from './rdac.ts';
import { registered } from './registered.ts';
import { scsiDevices, scsiHosts } from './scsi.ts';

/** Storage, fabric, array, file systems and load. */
export const storageProbes: readonly Probe[] = [
  registered(fcHosts),
  registered(fcRemotePorts),
  registered(filesystemsFiles),
  registered(filesystemsKernelMounts),
  registered(filesystemsMounts),
  registered(filesystemsSpace),
  registered(filesystemsTable),
  registered(filesystemsUsage),
  registered(rdacArray),
  registered(rdacArrays),
  registered(rdacConfiguration),
  registered(rdacTree),
  registered(rdacVersion),
  registered(rdacVirtualDevices),
  registered(scsiDevices),
  registered(scsiHosts),
];
