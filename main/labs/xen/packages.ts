/** What is in the machines, and what their hosts can install later. */
export interface RecipePackages {
  /** A Xen host before Xen. */
  readonly base: readonly string[];
  /** In its local folder of packages, with all that they need. */
  readonly later: readonly string[];
  /** What state xen has more than fresh, and multipath more than xen. */
  readonly xen: readonly string[];
  readonly multipath: readonly string[];
  readonly array: readonly string[];
  /** A guest, whose files are put together by hand. */
  readonly guest: readonly string[];
}

const machine = [
  ...['linux-image-amd64', 'initramfs-tools', 'zstd', 'systemd-sysv', 'udev', 'dbus', 'kmod', 'e2fsprogs', 'procps'],
  ...['openssh-server', 'iproute2', 'ifupdown'],
];
const xen = ['xen-system-amd64'];
const multipath = ['multipath-tools', 'multipath-tools-boot', 'open-iscsi', 'sg3-utils', 'lsscsi'];

export const recipePackages: RecipePackages = {
  base: [...machine, 'grub-pc', 'fdisk', 'iputils-ping', 'ethtool', 'less', 'nano', 'pciutils', 'busybox', 'python3-minimal'],
  later: [
    ...xen,
    ...multipath,
    ...['bridge-utils', 'dnsmasq', 'lighttpd', 'nginx-light', 'lvm2', 'parted', 'fio', 'sysstat', 'tcpdump', 'isc-dhcp-client'],
    ...['busybox-static', 'cpio', 'curl', 'qemu-utils'],
  ],
  xen,
  multipath,
  array: machine,
  guest: ['busybox-static', 'dropbear-bin', 'e2fsprogs', 'util-linux'],
};
