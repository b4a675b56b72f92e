import { iscsidConf } from '../iscsi/iscsid-conf.ts';
import { deb, type DebPackage } from './definition.ts';
import { multipathVersion, openIscsiVersion, xenVersion } from './versions.ts';

const xen = { section: 'admin', triggers: [] } as const;

/** What lies in a host's local folder of packages, to be installed later. */
export const laterPackages: readonly DebPackage[] = [
  deb('xen-hypervisor-4.17-amd64', xenVersion, 'Xen Hypervisor on AMD64', {
    section: 'kernel',
    installedKib: 5_800,
    depends: ['xen-hypervisor-common'],
    files: [['/boot/xen-4.17-amd64.gz', 'practice xen 4.17.7\n'], ['/boot/xen-4.17-amd64.config', 'CONFIG_X86_64=y\n']],
    triggers: ['update-grub'],
  }),
  deb('xen-hypervisor-common', xenVersion, 'Xen Hypervisor - common files', {
    architecture: 'all',
    section: 'kernel',
    files: [[
      '/etc/default/grub.d/xen.cfg',
      '# Configuration for Xen hypervisor command line\n#\n# If you want to set parameters for the Xen hypervisor, uncomment the\n# following line:\n#GRUB_CMDLINE_XEN=""\n\necho "Including Xen overrides from /etc/default/grub.d/xen.cfg"\n\nif [ "$XEN_OVERRIDE_GRUB_DEFAULT" = "" ]; then\n\techo "WARNING: GRUB_DEFAULT changed to boot into Xen by default!"\n\techo "         Edit /etc/default/grub.d/xen.cfg to avoid this warning."\n\tXEN_OVERRIDE_GRUB_DEFAULT=1\nfi\nif [ "$XEN_OVERRIDE_GRUB_DEFAULT" = "1" ]; then\n\tGRUB_DEFAULT=$( \\\n\t\tprintf "$(gettext "%s, with Xen hypervisor")" \\\n\t\t"$(gettext "Debian GNU/Linux")")\nfi\n',
    ]],
    triggers: ['update-grub'],
  }),
  deb('xen-system-amd64', xenVersion, 'Xen System on AMD64 (metapackage)', { ...xen, depends: ['xen-hypervisor-4.17-amd64', 'xen-hypervisor-common', 'xen-utils-4.17'] }),
  deb('xen-utils-4.17', xenVersion, 'Xen administrative tools', {
    ...xen,
    installedKib: 4_900,
    depends: ['xen-utils-common', 'libxenmisc4.17', 'python3-minimal'],
    programs: ['/usr/lib/xen-4.17/bin/xl', '/usr/lib/xen-4.17/bin/pygrub'],
  }),
  deb('xen-utils-common', xenVersion, 'Xen administrative tools - common files', {
    ...xen,
    depends: ['xenstore-utils'],
    programs: ['/usr/sbin/xl', '/usr/sbin/xentop', '/usr/sbin/xen-diag'],
    files: [
      ['/etc/default/xendomains', 'XENDOMAINS_SAVE=/var/lib/xen/save\nXENDOMAINS_RESTORE=true\nXENDOMAINS_AUTO=/etc/xen/auto\nXENDOMAINS_STOP_MAXWAIT=300\n'],
      ['/etc/xen/xl.conf', '## Global XL config file ##\n#autoballoon="auto"\n#vif.default.script="vif-bridge"\n#vif.default.bridge="xenbr0"\n'],
      ['/etc/xen/scripts/block', '#!/bin/bash\n', 0o755],
      ['/etc/xen/scripts/vif-bridge', '#!/bin/bash\n', 0o755],
      ['/etc/init.d/xen', '#!/bin/sh\n# Short-Description: Xen daemons\n', 0o755],
      ['/etc/init.d/xendomains', '#!/bin/sh\n# Short-Description: Start/stop secondary xen domains\n', 0o755],
      ['/var/log/xen/.keep', ''],
    ],
    units: ['xen.service', 'xendomains.service'],
  }),
  deb('xenstore-utils', xenVersion, 'Xenstore command line utilities for Xen', { ...xen, programs: ['/usr/bin/xenstore-ls', '/usr/bin/xenstore-list', '/usr/bin/xenstore-read', '/usr/bin/xenstore-write'] }),
  deb('libxenmisc4.17', xenVersion, 'Xen runtime libraries - miscellaneous, versioned ABI', { section: 'libs' }),
  deb('grub-xen-bin', '2.06-13+deb12u1', 'GRand Unified Bootloader, version 2 (Xen modules)'),
  deb('kpartx', multipathVersion, 'create device mappings for partitions', { programs: ['/usr/sbin/kpartx'] }),
  deb('multipath-tools', multipathVersion, 'maintain multipath block device access', {
    installedKib: 1_180,
    depends: ['kpartx'],
    programs: ['/usr/sbin/multipath', '/usr/sbin/multipathd', '/usr/sbin/mpathpersist', '/usr/sbin/mpathconf'],
    units: ['multipathd.socket', 'multipathd.service'],
  }),
  deb('multipath-tools-boot', multipathVersion, 'Support booting from multipath devices', {
    architecture: 'all',
    depends: ['multipath-tools', 'initramfs-tools'],
    files: [['/usr/share/initramfs-tools/hooks/multipath', '#!/bin/sh\n# copies multipath, its configuration and its modules into the initrd\n', 0o755]],
    triggers: ['initramfs'],
  }),
  deb('open-iscsi', openIscsiVersion, 'iSCSI initiator tools', {
    section: 'net',
    installedKib: 1_450,
    programs: ['/usr/sbin/iscsiadm', '/usr/sbin/iscsid', '/usr/sbin/iscsi-iname'],
    files: [['/etc/iscsi/iscsid.conf', iscsidConf, 0o600]],
    units: ['iscsid.socket', 'iscsid.service', 'open-iscsi.service'],
    triggers: ['initramfs'],
  }),
  deb('sg3-utils', '1.46-3+deb12u1', 'utilities for devices using the SCSI command set', { programs: ['/usr/bin/sg_rtpg', '/usr/bin/sg_inq', '/usr/bin/sg_vpd', '/usr/bin/sg_turs', '/usr/bin/sg_map', '/usr/bin/rescan-scsi-bus.sh'] }),
  deb('lsscsi', '0.32-1', 'list all SCSI devices (or hosts) currently on system', { section: 'utils', programs: ['/usr/bin/lsscsi'] }),
  deb('bridge-utils', '1.7.1-1', 'Utilities for configuring the Linux Ethernet bridge', { section: 'net', programs: ['/usr/sbin/brctl'] }),
  deb('dnsmasq', '2.90-4~deb12u1', 'Small caching DNS proxy and DHCP/TFTP server - system daemon', { architecture: 'all', section: 'net', units: ['dnsmasq.service'], programs: ['/usr/sbin/dnsmasq'], files: [['/etc/dnsmasq.conf', '# Configuration file for dnsmasq.\n#conf-dir=/etc/dnsmasq.d/,*.conf\n'], ['/etc/dnsmasq.d/README', '# All files in this directory will be read by dnsmasq as configuration files.\n']] }),
  deb('nginx-common', '1.22.1-9+deb12u3', 'small, powerful, scalable web/proxy server - common files', {
    architecture: 'all',
    section: 'httpd',
    files: [
      ['/etc/nginx/nginx.conf', 'user www-data;\nworker_processes auto;\npid /run/nginx.pid;\nevents {\n\tworker_connections 768;\n}\nhttp {\n\tinclude /etc/nginx/mime.types;\n\tinclude /etc/nginx/conf.d/*.conf;\n\tinclude /etc/nginx/sites-enabled/*;\n}\n'],
      ['/etc/nginx/sites-available/default', 'server {\n\tlisten 80 default_server;\n\tlisten [::]:80 default_server;\n\n\troot /var/www/html;\n\n\tindex index.html index.htm index.nginx-debian.html;\n\n\tserver_name _;\n\n\tlocation / {\n\t\ttry_files $uri $uri/ =404;\n\t}\n}\n'],
      ['/var/www/html/index.nginx-debian.html', '<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n</body>\n</html>\n'],
    ],
    links: [['/etc/nginx/sites-enabled/default', '/etc/nginx/sites-available/default']],
  }),
  deb('lighttpd', '1.4.69-1', 'fast webserver with minimal memory footprint', {
    section: 'httpd',
    programs: ['/usr/sbin/lighttpd'],
    files: [['/etc/lighttpd/lighttpd.conf', 'server.modules = (\n\t"mod_indexfile",\n\t"mod_access",\n\t"mod_alias",\n\t"mod_redirect",\n)\n\nserver.document-root        = "/var/www/html"\nserver.upload-dirs          = ( "/var/cache/lighttpd/uploads" )\nserver.errorlog             = "/var/log/lighttpd/error.log"\nserver.pid-file             = "/run/lighttpd.pid"\nserver.username             = "www-data"\nserver.groupname            = "www-data"\nserver.port                 = 80\n'], ['/var/www/html/index.lighttpd.html', '<html><head><title>Welcome page</title></head><body>Placeholder page</body></html>\n']],
    units: ['lighttpd.service'],
  }),
  deb('nginx-light', '1.22.1-9+deb12u3', 'nginx web/proxy server (basic version)', { section: 'httpd', depends: ['nginx-common'], programs: ['/usr/sbin/nginx'], units: ['nginx.service'] }),
  deb('lvm2', '2.03.16-2', 'Linux Logical Volume Manager', { programs: ['/usr/sbin/pvs', '/usr/sbin/vgs', '/usr/sbin/lvs', '/usr/sbin/lvmconfig'], files: [['/etc/lvm/lvm.conf', '# This is an example configuration file for the LVM2 system.\ndevices {\n\t# multipath_component_detection = 1\n\t# global_filter = [ "a|.*|" ]\n}\n']] }),
  deb('parted', '3.5-3', 'disk partition manipulator', { programs: ['/usr/sbin/partprobe'] }),
  deb('fio', '3.33-3', 'flexible I/O tester', { section: 'utils', installedKib: 3_900, programs: ['/usr/bin/fio'] }),
  deb('sysstat', '12.6.1-1', 'system performance tools for Linux'),
  deb('tcpdump', '4.99.3-1', 'command-line network traffic analyzer', { section: 'net' }),
  deb('isc-dhcp-client', '4.4.3-P1-2', 'DHCP client for automatically obtaining an IP address', { section: 'net' }),
  deb('busybox-static', '1:1.35.0-4+b5', 'Standalone rescue shell with tons of builtin utilities', { section: 'shells' }),
  deb('cpio', '2.13+dfsg-7.1', 'GNU cpio -- a program to manage archives of files', { section: 'utils' }),
  deb('curl', '7.88.1-10+deb12u14', 'command line tool for transferring data with URL syntax', { section: 'web', programs: ['/usr/bin/curl'] }),
  deb('qemu-utils', '1:7.2+dfsg-7+deb12u16', 'QEMU utilities', { section: 'otherosfs', programs: ['/usr/bin/qemu-img'] }),
]; // prettier-ignore

/** Programs that one of these brings: no host has them before. */
export const laterPrograms: ReadonlySet<string> = new Set(laterPackages.flatMap(({ programs }) => programs));
