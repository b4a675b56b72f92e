import { initScripts, initScriptText } from '../services/init-scripts.ts';
import type { Architecture } from '../state.ts';
import {
  configurationFile,
  directoryFile,
  libraryCapability,
  linkFile,
  type PackageDefinition,
  type PackagedFile,
  programFile,
  textFile,
  userArchitecture,
} from './definition.ts';
import { systemServices } from './system-services.ts';

interface Shape {
  readonly summary: string;
  readonly size: number;
  readonly folder?: 'VT';
  readonly noarch?: true;
  readonly requires?: readonly string[];
  /** Shared libraries it needs or brings, without the mark of 64 bits. */
  readonly needsLibraries?: readonly string[];
  readonly libraries?: readonly string[];
  readonly files?: readonly PackagedFile[];
}

/** An init script, at its real place. */
export function initFile(name: string): PackagedFile {
  const init = initScripts[name];
  if (init === undefined) throw new Error(`No init script ${name}`);
  return textFile(`/etc/rc.d/init.d/${name}`, initScriptText(init), 0o755);
}

/** Packages of Listings 3 and 4, and others of the installation tree that a person may need, in the tree's two folders. */
export function toolPackages(architecture: Architecture): readonly PackageDefinition[] {
  const user = userArchitecture(architecture);
  const library = architecture === 'i686' ? '/usr/lib' : '/usr/lib64';

  function define(label: string, shape: Shape): PackageDefinition {
    const [, name = '', version = '', release = ''] = /^(.+)-([^-]+)-([^-]+)$/u.exec(label) ?? [];
    return {
      name,
      version,
      release,
      architecture: shape.noarch === true ? 'noarch' : user,
      folder: shape.folder ?? 'Server',
      summary: shape.summary,
      sizeBytes: shape.size,
      requires: [...(shape.requires ?? []), ...(shape.needsLibraries ?? []).map((each) => libraryCapability(each, architecture))],
      provides: (shape.libraries ?? []).map((each) => libraryCapability(each, architecture)),
      files: [
        ...(shape.libraries ?? []).map((each) => textFile(`${library}/${each}`, `\x7fELF\x01\x01\x01\0${each}\0`, 0o755)),
        ...(shape.files ?? []),
      ],
    };
  }

  return [
    define('bridge-utils-1.1-2', {
      summary: 'Utilities for configuring the linux ethernet bridge.',
      size: 78_420,
      requires: ['libsysfs'],
      files: [programFile('/usr/sbin/brctl')],
    }),
    define('dnsmasq-2.39-2.el5', {
      summary: 'A lightweight DHCP/caching DNS server',
      size: 331_108,
      files: [
        configurationFile('/etc/dnsmasq.conf', '# Configuration file for dnsmasq.\n'),
        programFile('/usr/sbin/dnsmasq'),
        initFile('dnsmasq'),
      ],
    }),
    define('gnome-python2-gnomekeyring-2.16.0-1.fc6', {
      summary: 'Python bindings for interacting with gnome-keyring.',
      size: 36_012,
      requires: ['gnome-python2-desktop = 2.16.0-1.fc6', 'gnome-keyring'],
    }),
    define('xen-libs-3.0.3-41.el5', {
      summary: 'Libraries for Xen tools',
      size: 330_240,
      libraries: ['libblktap.so.3.0', 'libxenctrl.so.3.0', 'libxenguest.so.3.0', 'libxenstore.so.3.0'],
    }),
    define('httpd-2.2.3-11.el5', {
      summary: 'Apache HTTP Server',
      size: 3_440_228,
      requires: ['apr', 'apr-util', 'initscripts >= 8.36'],
      files: [
        directoryFile('/etc/httpd'),
        directoryFile('/etc/httpd/conf'),
        configurationFile('/etc/httpd/conf/httpd.conf', 'ServerRoot "/etc/httpd"\nListen 80\nDocumentRoot "/var/www/html"\n'),
        directoryFile('/var/www'),
        directoryFile('/var/www/html'),
        directoryFile('/var/log/httpd', 0o700),
        programFile('/usr/sbin/httpd'),
        programFile('/usr/sbin/apachectl'),
        initFile('httpd'),
      ],
    }),
    define('gcc-4.1.2-14.el5', {
      summary: 'Various compilers (C, C++, Objective-C, Java, ...)',
      size: 10_406_142,
      requires: ['cpp = 4.1.2-14.el5', 'binutils >= 2.17.50.0.2-1', 'glibc-devel >= 2.2.90-12', 'libgcc >= 4.1.2-14.el5'],
      files: [programFile('/usr/bin/gcc'), linkFile('/usr/bin/cc', 'gcc')],
    }),
    define('make-3.81-1.1', {
      summary: 'A GNU tool which simplifies the build process for users.',
      size: 1_135_432,
      files: [programFile('/usr/bin/make'), linkFile('/usr/bin/gmake', 'make')],
    }),
    define('device-mapper-multipath-0.4.7-12.el5', {
      summary: 'Tools to manage multipath devices using device-mapper.',
      size: 2_311_008,
      requires: ['kpartx', 'device-mapper >= 1.02.02-2'],
      files: [
        configurationFile(
          '/etc/multipath.conf',
          'blacklist {\n        devnode "*"\n}\n\ndefaults {\n\tuser_friendly_names yes\n}\n',
        ),
        programFile('/sbin/multipathd'),
        initFile('multipathd'),
      ],
    }),
    define('iptables-1.3.5-1.2.1', {
      summary: 'Tools for managing Linux kernel packet filtering capabilities.',
      size: 646_411,
      files: [
        programFile('/sbin/iptables'),
        programFile('/sbin/iptables-save'),
        programFile('/sbin/iptables-restore'),
        initFile('iptables'),
      ],
    }),
    define('libvirt-0.2.3-9.el5', {
      folder: 'VT',
      summary: 'Library providing an API to use the Xen virtualization',
      size: 2_870_336,
      requires: ['bridge-utils', 'dnsmasq', 'iptables', 'libxml2', 'xen'],
      needsLibraries: ['libxenstore.so.3.0'],
      libraries: ['libvirt.so.0'],
      files: [
        directoryFile('/etc/libvirt', 0o700),
        directoryFile('/etc/libvirt/qemu'),
        directoryFile('/etc/libvirt/qemu/networks'),
        directoryFile('/etc/libvirt/qemu/networks/autostart'),
        directoryFile('/var/lib/libvirt'),
        programFile('/usr/bin/virsh'),
        programFile('/usr/sbin/libvirtd'),
        initFile('libvirtd'),
      ],
    }),
    define('libvirt-devel-0.2.3-9.el5', {
      folder: 'VT',
      summary: 'Libraries, includes, etc. to compile with the libvirt library',
      size: 1_284_120,
      requires: ['libvirt = 0.2.3-9.el5'],
      needsLibraries: ['libvirt.so.0'],
    }),
    define('libvirt-python-0.2.3-9.el5', {
      folder: 'VT',
      summary: 'Python bindings for the libvirt library',
      size: 268_554,
      requires: ['libvirt = 0.2.3-9.el5'],
      needsLibraries: ['libvirt.so.0'],
    }),
    define('python-virtinst-0.103.0-3.el5', {
      folder: 'VT',
      noarch: true,
      summary: 'Python modules and utilities for installing virtual machines',
      size: 180_210,
      requires: ['libvirt-python >= 0.2.1-1', 'libxml2-python'],
      files: [programFile('/usr/sbin/virt-install')],
    }),
    define('xen-3.0.3-41.el5', {
      folder: 'VT',
      summary: 'Xen is a virtual machine monitor',
      size: 4_820_416,
      requires: ['bridge-utils', 'kernel-xen', 'python-virtinst', 'udev >= 059', 'xen-libs = 3.0.3-41.el5'],
      needsLibraries: ['libblktap.so.3.0', 'libxenctrl.so.3.0', 'libxenguest.so.3.0', 'libxenstore.so.3.0'],
      files: [
        directoryFile('/etc/xen', 0o700),
        directoryFile('/etc/xen/auto'),
        directoryFile('/etc/xen/scripts'),
        configurationFile('/etc/xen/xend-config.sxp', xendConfiguration),
        configurationFile('/etc/sysconfig/xend', ''),
        configurationFile(
          '/etc/sysconfig/xendomains',
          'XENDOMAINS_AUTO=/etc/xen/auto\nXENDOMAINS_SAVE=/var/lib/xen/save\nXENDOMAINS_RESTORE=true\n',
        ),
        directoryFile('/var/lib/xen'),
        directoryFile('/var/lib/xen/images', 0o700),
        directoryFile('/var/lib/xen/save'),
        directoryFile('/var/log/xen', 0o700),
        ...[
          '/usr/sbin/xm',
          '/usr/sbin/xend',
          '/usr/sbin/xentop',
          '/usr/bin/pygrub',
          '/usr/bin/xenstore-ls',
          '/usr/bin/xenstore-read',
          '/usr/bin/xenstore-list',
        ].map((path) => programFile(path)),
        initFile('xend'),
        initFile('xendomains'),
      ],
    }),
    define('xen-devel-3.0.3-41.el5', {
      folder: 'VT',
      summary: 'Development libraries for Xen tools',
      size: 1_044_880,
      requires: ['xen-libs = 3.0.3-41.el5'],
      needsLibraries: ['libxenctrl.so.3.0', 'libxenstore.so.3.0'],
    }),
    define('virt-manager-0.4.0-3.el5', {
      folder: 'VT',
      summary: 'Virtual Machine Manager',
      size: 4_811_002,
      requires: [
        'gnome-python2-gnomekeyring >= 2.15.4',
        'libvirt-python >= 0.2.1-1',
        'libxml2-python >= 2.6.23',
        'pygtk2 >= 1.99.12-6',
        'python-virtinst >= 0.103.0-3',
        'vte >= 0.12.2',
      ],
      files: [programFile('/usr/bin/virt-manager')],
    }),
    define('gnome-applet-vm-0.1.2-1.el5', {
      folder: 'VT',
      summary: 'Simple virtual domains monitor which embed itself in the GNOME panel',
      size: 119_220,
      requires: ['gnome-panel'],
      needsLibraries: ['libvirt.so.0'],
    }),
    define('Virtualization-en-US-5.1.0-12', {
      folder: 'VT',
      noarch: true,
      summary: 'The Virtualization Guide',
      size: 5_320_112,
      files: [directoryFile('/usr/share/doc/Virtualization-en-US-5.1.0')],
    }),
  ];
}

/** Base packages whose files matter here. They are installed with the system and are on the tree as well. */
export function systemPackages(architecture: Architecture): readonly PackageDefinition[] {
  const user = userArchitecture(architecture);
  function define(label: string, files: readonly PackagedFile[], noarch = false): PackageDefinition {
    const [, name = '', version = '', release = ''] = /^(.+)-([^-]+)-([^-]+)$/u.exec(label) ?? [];
    return {
      name,
      version,
      release,
      architecture: noarch ? 'noarch' : user,
      folder: 'Server',
      summary: name,
      sizeBytes: 400_000,
      requires: [],
      provides: providesOf[name] ?? [],
      files,
    };
  }
  return [
    define('redhat-release-5Server-5.1.0.2', [
      textFile('/etc/redhat-release', 'Red Hat Enterprise Linux Server release 5.1 (Tikanga)\n'),
      textFile('/etc/issue', 'Red Hat Enterprise Linux Server release 5.1 (Tikanga)\nKernel \\r on an \\m\n\n'),
    ]),
    ...Object.entries(systemPrograms).map(([label, paths]) =>
      define(
        label,
        paths.map((path) => programFile(path)),
      ),
    ),
  ].map((each) =>
    systemServices[each.name] === undefined
      ? each
      : { ...each, files: [...each.files, ...(systemServices[each.name] ?? []).map(initFile)] },
  );
}

const providesOf: Readonly<Record<string, readonly string[]>> = {
  coreutils: ['fileutils', 'sh-utils', 'textutils'],
  findutils: ['/usr/bin/find'],
};

/** Programs of the base system that come from here, by the package that owns them. */
const systemPrograms: Readonly<Record<string, readonly string[]>> = {
  'rpm-4.4.2-47.el5': ['/bin/rpm'],
  'module-init-tools-3.3-0.pre3.1.34.el5': [
    '/sbin/lsmod',
    '/sbin/modinfo',
    '/sbin/modprobe',
    '/sbin/rmmod',
    '/sbin/insmod',
    '/sbin/depmod',
  ],
  'mkinitrd-5.1.19.6-19': ['/sbin/mkinitrd', '/sbin/grubby'],
  'cpio-2.6-20': ['/bin/cpio'],
  'initscripts-8.45.17.EL-1': ['/sbin/service'],
  'SysVinit-2.86-14': [
    '/sbin/shutdown',
    '/sbin/reboot',
    '/sbin/poweroff',
    '/sbin/halt',
    '/sbin/init',
    '/sbin/telinit',
    '/sbin/runlevel',
  ],
  'chkconfig-1.3.30.1-1': ['/sbin/chkconfig'],
  'dmidecode-2.7-1.28.2.el5': ['/usr/sbin/dmidecode'],
  'pciutils-2.2.3-4': ['/sbin/lspci'],
  'procps-3.2.7-8.1.el5': ['/usr/bin/free', '/sbin/sysctl'],
  'net-tools-1.60-73': ['/sbin/ifconfig', '/sbin/route'],
  'iproute-2.6.18-4.el5': ['/sbin/ip'],
  'iputils-20020927-43.el5': ['/bin/ping'],
  'curl-7.15.5-2.el5': ['/usr/bin/curl'],
  'wget-1.10.2-7.el5': ['/usr/bin/wget'],
  'openssh-server-4.3p2-24.el5': ['/usr/sbin/sshd'],
  'coreutils-5.97-12.1.el5': ['/bin/uname', '/bin/arch'],
  'findutils-4.2.27-4.1': [],
  'sysklogd-1.4.1-40.el5': [],
  'vixie-cron-4.1-70.el5': [],
  'irqbalance-0.55-6.el5': [],
  'dbus-1.0.0-6.el5': [],
  'hal-0.5.8.1-25.el5': [],
  'ntp-4.2.2p1-7.el5': [],
  'smartmontools-5.36-3.1.el5': [],
};

const xendConfiguration = `# -*- sh -*-

#
# Xend configuration file.
#

(xend-unix-server yes)
(xend-unix-path /var/lib/xend/xend-socket)
(xend-relocation-hosts-allow '^localhost$ ^localhost\\\\.localdomain$')
(network-script network-bridge)
(vif-script vif-bridge)
(dom0-min-mem 256)
(dom0-cpus 0)
(vncpasswd '')
(keymap 'en-us')
`;
