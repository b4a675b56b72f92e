import { executable } from '../../executable.ts';
import type { Machine } from '../../machine.ts';
import { parentPath } from '../../path.ts';
import { placeUnix } from '../../../programs/unix/unix.ts';
import { normallyInstalled, packageCatalogue } from '../packages/catalogue.ts';
import type { PackageDefinition } from '../packages/definition.ts';
import { installPackage } from '../packages/database.ts';
import { normalFirewall } from '../network/firewall.ts';
import { kernelPackageRelease, kernelPackageVersion } from '../kernel/releases.ts';
import { rdacPrograms } from '../rdac/install.ts';
import { softwareOf } from '../software.ts';
import { accountFiles } from './account-files.ts';
import type { Architecture, HardwareState, SoftwareState } from '../state.ts';

/** How a system is installed onto a machine whose trees are mounted. */
export interface SystemOptions {
  readonly hostname: string;
  readonly address: { readonly kind: 'static'; readonly address: string; readonly netmask: string } | { readonly kind: 'dhcp' };
  /** Lines of fstab for /, /boot and swap, in that order. */
  readonly devices: { readonly root: string; readonly boot: string; readonly swap: string };
  readonly modprobeConf: string;
  readonly kernel: 'kernel' | 'kernel-xen';
  /** Packages beside the base; null: those of a normal installation of a server. */
  readonly packages: readonly PackageDefinition[] | null;
  /** Programs, by path, that a server's installation has but no package of the catalogue owns. */
  readonly programs: readonly string[];
  readonly firewall: boolean;
}

/** The state of a machine that has never run. */
export function newSoftware(hardware: HardwareState, home: string | null): SoftwareState {
  return { hardware, packages: [], running: null, nextBootEntry: null, networks: [], leases: [], bootDisk: null, home };
}

const folders: readonly (readonly [string, number?])[] = [
  ['/bin'], ['/boot'], ['/boot/grub'], ['/dev'], ['/etc'], ['/etc/rc.d'], ['/etc/rc.d/init.d'], ['/etc/selinux'], ['/etc/sysconfig'], ['/etc/sysconfig/network-scripts'], ['/etc/modprobe.d'],
  ['/etc/yum.repos.d'], ['/etc/xinetd.d'], ['/home'], ['/lib'], ['/lib/modules'], ['/media'], ['/mnt'], ['/opt'], ['/proc'], ['/root', 0o750], ['/sbin'], ['/selinux'], ['/srv'], ['/sys'], ['/tmp', 0o1777],
  ['/usr'], ['/usr/bin'], ['/usr/sbin'], ['/usr/lib'], ['/usr/local'], ['/usr/local/bin'], ['/usr/local/sbin'], ['/usr/share'], ['/usr/share/doc'], ['/usr/src'], ['/var'], ['/var/lib'],
  ['/var/lib/rpm'], ['/var/lock'], ['/var/lock/subsys'], ['/var/log'], ['/var/run'], ['/var/spool'], ['/var/tmp', 0o1777], ['/var/cache'],
]; // prettier-ignore

/**
 * Installs RHEL 5.1: folders, configuration, packages with their scriptlets, kernel with initrd and boot entry. The machine is down and its
 * trees are mounted at / and /boot. Who owns the world calls this, or an installer in a guest.
 */
export function installSystem(machine: Machine, options: SystemOptions): void {
  const { files } = machine;
  const software = softwareOf(machine);
  const { architecture } = software.hardware;
  for (const [path, mode] of folders) {
    files.makeDirectory(path, { parents: true });
    if (mode !== undefined) files.change(path, { mode });
  }
  for (const [target, path] of [
    ['rc.d/init.d', '/etc/init.d'],
    ...['0', '1', '2', '3', '4', '5', '6'].map((level) => [`rc.d/rc${level}.d`, `/etc/rc${level}.d`] as const),
  ] as const)
    if (files.find(path, false) === null) files.symlink(target, path);
  writeConfiguration(machine, options);
  placeUnix(machine.world.tree(machine.state.root), machine.now());
  for (const path of options.programs) {
    files.makeDirectory(parentPath(path), { parents: true });
    if (files.find(path, false) === null) files.put(path, executable(path, machine.now()));
  }
  const kernels = new Set(['kernel', 'kernel-devel', 'kernel-xen', 'kernel-xen-devel']);
  const wanted = options.packages ?? normallyInstalled(architecture);
  for (const definition of wanted) if (!kernels.has(definition.name)) installPackage(machine, definition);
  const kernel = packageCatalogue(architecture).find((each) => each.name === options.kernel);
  if (kernel !== undefined) installPackage(machine, kernel);
  if (options.packages === null && options.kernel === 'kernel')
    for (const definition of wanted) if (definition.name === 'kernel-devel') installPackage(machine, definition);
  // The installer's first kernel is entry 0 and the default.
  files.write('/boot/grub/grub.conf', files.readText('/boot/grub/grub.conf').replace(/^default=.*$/mu, 'default=0'));
  files.write('/var/log/messages', '', 0o600);
}

/** Programs of a world that a server has from its installation: all of RHEL 5's that neither a package brings nor a vendor's installer. */
export function ownProgramPaths(machine: Machine): readonly string[] {
  const owned = new Set<string>([
    ...rdacPrograms,
    ...packageCatalogue(softwareOf(machine).hardware.architecture).flatMap((definition) =>
      definition.files.filter((file) => file.kind === 'program').map((file) => file.path),
    ),
  ]);
  return machine.world
    .programPaths('rhel5')
    .filter((path) => !owned.has(path) && !path.startsWith('/opt/') && !path.endsWith('/SMcli') && !path.startsWith('/root/'));
}

function writeConfiguration(machine: Machine, options: SystemOptions): void {
  const { files } = machine;
  const { hardware } = softwareOf(machine);
  const { devices, address } = options;
  const column = (text: string, width: number): string => `${text} `.padEnd(width);
  const row = (device: string, point: string, type: string, mode: string, checks: string): string =>
    `${column(device, 24)}${column(point, 24)}${column(type, 8)}${column(mode, 16)}${checks}\n`;
  const write = (path: string, text: string, mode = 0o644): void => {
    if (!files.exists(path)) files.write(path, text, mode);
  };
  write(
    '/etc/fstab',
    row(devices.root, '/', 'ext3', 'defaults', '1 1') + row(devices.boot, '/boot', 'ext3', 'defaults', '1 2') + row('tmpfs', '/dev/shm', 'tmpfs', 'defaults', '0 0') +
      row('devpts', '/dev/pts', 'devpts', 'gid=5,mode=620', '0 0') + row('sysfs', '/sys', 'sysfs', 'defaults', '0 0') + row('proc', '/proc', 'proc', 'defaults', '0 0') + row(devices.swap, 'swap', 'swap', 'defaults', '0 0'),
  ); // prettier-ignore
  for (const [path, text, mode] of accountFiles(machine.state.users, hardware.kind === 'domU')) write(path, text, mode);
  write(
    '/etc/hosts',
    `# Do not remove the following line, or various programs\n# that require network functionality will fail.\n127.0.0.1\t\tlocalhost.localdomain localhost\n${address.kind === 'static' ? `${address.address}\t\t${options.hostname}\n` : ''}`,
  );
  write('/etc/sysconfig/network', `NETWORKING=yes\nNETWORKING_IPV6=no\nHOSTNAME=${options.hostname}\n`);
  write(
    '/etc/sysconfig/kernel',
    `# UPDATEDEFAULT specifies if new-kernel-pkg should make\n# new kernels the default\nUPDATEDEFAULT=yes\n\n# DEFAULTKERNEL specifies the default kernel package type\nDEFAULTKERNEL=${options.kernel}\n`,
  );
  write('/etc/sysconfig/init', 'BOOTUP=color\nRES_COL=60\n');
  write('/etc/sysconfig/clock', 'ZONE="UTC"\nUTC=true\nARC=false\n');
  write('/etc/resolv.conf', 'search localdomain\n');
  write(
    '/etc/selinux/config',
    '# This file controls the state of SELinux on the system.\nSELINUX=disabled\nSELINUXTYPE=targeted\n',
  );
  write('/etc/modprobe.conf', options.modprobeConf);
  write('/etc/rc.d/init.d/functions', '# Functions of init scripts.\n');
  if (options.firewall) write('/etc/sysconfig/iptables', normalFirewall, 0o600);
  hardware.ethernetAddresses.forEach((mac, index) => {
    const name = `eth${String(index)}`;
    const settings =
      index > 0
        ? 'BOOTPROTO=dhcp\nONBOOT=no\n'
        : address.kind === 'dhcp'
          ? 'BOOTPROTO=dhcp\nONBOOT=yes\n'
          : `BOOTPROTO=static\nIPADDR=${address.address}\nNETMASK=${address.netmask}\nONBOOT=yes\n`;
    const vendor =
      hardware.kind === 'domU' ? 'Xen Virtual Ethernet' : 'Broadcom Corporation NetXtreme II BCM5708 Gigabit Ethernet';
    write(
      `/etc/sysconfig/network-scripts/ifcfg-${name}`,
      `# ${vendor}\nDEVICE=${name}\nHWADDR=${mac.toUpperCase()}\n${settings}`,
    );
  });
  writeBootConfiguration(machine, options);
}

/** grub.conf as anaconda leaves it, before the kernel's package adds its entry. */
function writeBootConfiguration(machine: Machine, options: SystemOptions): void {
  const { files } = machine;
  const guest = softwareOf(machine).hardware.kind === 'domU';
  const release = `${kernelPackageVersion}-${kernelPackageRelease}${options.kernel === 'kernel-xen' ? 'xen' : ''}`;
  const arguments_ = guest ? `ro root=${options.devices.root}` : `ro root=${options.devices.root} rhgb quiet`;
  files.write(
    '/boot/grub/grub.conf',
    [
      '# grub.conf generated by anaconda',
      '#',
      '# Note that you do not have to rerun grub after making changes to this file',
      '# NOTICE:  You have a /boot partition.  This means that',
      '#          all kernel and initrd paths are relative to /boot/, eg.',
      '#          root (hd0,0)',
      `#          kernel /vmlinuz-version ro root=${options.devices.root}`,
      '#          initrd /initrd-version.img',
      guest ? '#boot=/dev/xvda' : '#boot=/dev/sda',
      'default=0',
      'timeout=5',
      'splashimage=(hd0,0)/grub/splash.xpm.gz',
      'hiddenmenu',
      `title Red Hat Enterprise Linux Server (${release})`,
      '\troot (hd0,0)',
      `\tkernel /vmlinuz-${release} ${arguments_}`,
      `\tinitrd /initrd-${release}.img`,
      '',
    ].join('\n'),
    0o600,
  );
  for (const [target, path] of [
    ['./grub.conf', '/boot/grub/menu.lst'],
    ['../boot/grub/grub.conf', '/etc/grub.conf'],
  ] as const)
    if (files.find(path, false) === null) files.symlink(target, path);
}

/** An x3550; the article's has 4095 MiB and 4 processor cores. */
export function x3550(
  architecture: Architecture,
  own: {
    readonly memoryMib: number;
    readonly processors: number;
    readonly serialNumber: string;
    readonly ethernetAddresses: readonly string[];
  },
): HardwareState {
  return { architecture, kind: 'x3550', megahertz: 2992, virtualization: true, ...own };
}
