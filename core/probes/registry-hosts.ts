import { networkFirewall } from './firewall.ts';
import { grubConfiguration } from './grub.ts';
import { guestHostKey, guestLeases } from './guest-access.ts';
import { guestConfiguration } from './guest-config.ts';
import { hostBoot, hostClock, hostHardware, hostIdentity, hostRelease } from './host.ts';
import { httpTree } from './http.ts';
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
  registered(grubConfiguration),
  registered(guestConfiguration),
  registered(guestHostKey),
  registered(guestLeases),
  registered(hostBoot),
  registered(hostClock),
  registered(hostHardware),
  registered(hostIdentity),
  registered(hostLoginTerminals),
  registered(hostRelease),
  registered(httpTree),
  registered(initrdContents),
  registered(kernelStorageLog),
  registered(modprobeConfiguration),
  registered(modulesInfo),
  registered(modulesLoaded),
  registered(networkAddresses),
  registered(networkBridges),
  registered(networkFirewall),
  registered(rdacPackage),
  registered(rpmPackages),
  registered(serviceStatus),
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
