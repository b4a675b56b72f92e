import { systemdUnit } from './systemd.ts';
import { networkInterfaces } from './interfaces.ts';
import { kernelTimeouts } from './kernel-timeouts.ts';
import { initramfsContents } from './initramfs.ts';
import { hostOsRelease } from './os-release.ts';
import { grub2Configuration } from './grub2.ts';
import { dpkgPackages, aptCandidates } from './dpkg.ts';
import { networkFirewall } from './firewall.ts';
import { grubConfiguration } from './grub.ts';
import { guestHostKey, guestLeases } from './guest-access.ts';
import { guestConfiguration } from './guest-config.ts';
import { hostBoot, hostClock, hostHardware, hostIdentity, hostRelease } from './host.ts';
import { httpFiles, httpTree } from './http.ts';
import { initrdContents } from './initrd.ts';
import { kernelStorageLog } from './logs.ts';
import { hostLoginTerminals } from './login-terminals.ts';
import { modprobeConfiguration, modulesInfo, modulesLoaded } from './modules.ts';
import { networkAddresses, networkBridges } from './network.ts';
import type { Probe } from './probe.ts';
import { rdacPackage } from './rdac-package.ts';
import { registered } from './registered.ts';
import { rpmPackages } from './rpm.ts';
import { serviceStatus } from './service.ts';
import { virshDomains, virshNetwork, virshNetworks } from './virsh.ts';
import { xmDomain } from './xm-domain.ts';
import { xenCapabilities, xenLogFiles, xendLog } from './xend.ts';
import { xentopDomains } from './xentop.ts';
import { xmBlockList, xmInfo, xmList, xmNetworkList } from './xm.ts';

/** Hosts, Xen, packages, boot, guests and their network. */
export const hostProbes: readonly Probe[] = [
  registered(aptCandidates),
  registered(dpkgPackages),
  registered(grubConfiguration),
  registered(grub2Configuration),
  registered(guestConfiguration),
  registered(guestHostKey),
  registered(guestLeases),
  registered(hostBoot),
  registered(hostClock),
  registered(hostHardware),
  registered(hostIdentity),
  registered(hostLoginTerminals),
  registered(hostOsRelease),
  registered(hostRelease),
  registered(httpFiles),
  registered(httpTree),
  registered(initramfsContents),
  registered(initrdContents),
  registered(kernelStorageLog),
  registered(kernelTimeouts),
  registered(modprobeConfiguration),
  registered(modulesInfo),
  registered(modulesLoaded),
  registered(networkAddresses),
  registered(networkBridges),
  registered(networkFirewall),
  registered(networkInterfaces),
  registered(rdacPackage),
  registered(rpmPackages),
  registered(serviceStatus),
  registered(systemdUnit),
  registered(virshDomains),
  registered(virshNetwork),
  registered(virshNetworks),
  registered(xenCapabilities),
  registered(xenLogFiles),
  registered(xendLog),
  registered(xentopDomains),
  registered(xmBlockList),
  registered(xmDomain),
  registered(xmInfo),
  registered(xmList),
  registered(xmNetworkList),
];
