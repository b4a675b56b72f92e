import { xlConfiguration } from './xl-configuration.ts';
import { scsiPaths } from './scsi-paths.ts';
import { multipathConfiguration, multipathFile, multipathKnownIds } from './multipath-configuration.ts';
import { lvmReport } from './lvm-report.ts';
import { iscsiInitiator, iscsiNodes } from './iscsi-settings.ts';
import { blockDevicesScsi, blockDevicesTransports, blockDevicesTree } from './block-devices.ts';
import { brocadePort } from './brocade-port.ts';
import { brocadeZoning } from './brocade-zoning.ts';
import { brocadeDefaultZone, brocadeNameServer, brocadeSwitch, brocadeVersion } from './brocade.ts';
import { disksUse } from './disk-use.ts';
import { disksAll, disksImageTables, disksPartitions, disksSignatures, disksTables } from './disks.ts';
import { fcHosts, fcRemotePorts } from './fc.ts';
import {
  filesystemsKernelMounts,
  filesystemsMounts,
  filesystemsSpace,
  filesystemsTable,
  filesystemsUsage,
} from './filesystems.ts';
import { filesystemsFiles } from './files.ts';
import { iscsiSessions } from './iscsi.ts';
import { loadProgress } from './load.ts';
import { lvmPhysicalVolumes } from './lvm.ts';
import { multipathDaemonMaps } from './multipath-json.ts';
import { multipathStacks } from './multipath-stacks.ts';
import { multipathMaps, multipathPaths } from './multipath.ts';
import type { Probe } from './probe.ts';
import { rdacArray } from './rdac-array.ts';
import { rdacArrays, rdacConfiguration, rdacTree, rdacVersion, rdacVirtualDevices } from './rdac.ts';
import { registered } from './registered.ts';
import { scsiDevices, scsiHosts } from './scsi.ts';
import { smcliDrives } from './smcli-drives.ts';
import { smcliHostTopology } from './smcli-topology.ts';
import { smcliControllers, smcliHealth, smcliLogicalDrives, smcliLunMappings } from './smcli.ts';
import { xenstoreBlockBackends } from './xenstore.ts';
import { xlDomains } from './xl-domains.ts';
import { xlBlockDevices, xlInfo, xlList, xlNetworks, xlVcpus } from './xl.ts';

/** Storage, fabric, array, file systems and load. */
export const storageProbes: readonly Probe[] = [
  registered(blockDevicesScsi),
  registered(blockDevicesTransports),
  registered(blockDevicesTree),
  registered(brocadeDefaultZone),
  registered(brocadeNameServer),
  registered(brocadePort),
  registered(brocadeSwitch),
  registered(brocadeVersion),
  registered(brocadeZoning),
  registered(disksAll),
  registered(disksImageTables),
  registered(disksPartitions),
  registered(lvmPhysicalVolumes),
  registered(lvmReport),
  registered(disksSignatures),
  registered(disksTables),
  registered(disksUse),
  registered(fcHosts),
  registered(fcRemotePorts),
  registered(filesystemsFiles),
  registered(filesystemsKernelMounts),
  registered(filesystemsMounts),
  registered(filesystemsSpace),
  registered(filesystemsTable),
  registered(filesystemsUsage),
  registered(iscsiInitiator),
  registered(iscsiNodes),
  registered(iscsiSessions),
  registered(loadProgress),
  registered(multipathConfiguration),
  registered(multipathDaemonMaps),
  registered(multipathFile),
  registered(multipathKnownIds),
  registered(multipathMaps),
  registered(multipathPaths),
  registered(multipathStacks),
  registered(rdacArray),
  registered(rdacArrays),
  registered(rdacConfiguration),
  registered(rdacTree),
  registered(rdacVersion),
  registered(rdacVirtualDevices),
  registered(scsiDevices),
  registered(scsiHosts),
  registered(scsiPaths),
  registered(smcliControllers),
  registered(smcliDrives),
  registered(smcliHealth),
  registered(smcliHostTopology),
  registered(smcliLogicalDrives),
  registered(smcliLunMappings),
  registered(xenstoreBlockBackends),
  registered(xlBlockDevices),
  registered(xlConfiguration),
  registered(xlDomains),
  registered(xlInfo),
  registered(xlList),
  registered(xlNetworks),
  registered(xlVcpus),
];
