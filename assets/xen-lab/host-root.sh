#!/bin/sh
# The root file system of a Xen host before Xen: Debian 12 with GRUB and an SSH server, and all packages that are to be installed later in
# /srv/packages, which is the only place its apt knows.
# Usage: host-root.sh SOURCES TAR (a file of apt sources, what is to be written)
set -eu
sources=$1 tar=$2
export INSTALLABLE="$LATER_PACKAGES"
exec mmdebstrap --quiet --mode="${ROOT_MODE:-root}" --variant=minbase --include="$BASE_PACKAGES" \
  --aptopt='Acquire::Languages "none"' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d"; echo MODULES=list > "$1/etc/initramfs-tools/conf.d/lab"' \
  --essential-hook='printf "%s\n" ext4 virtio_pci virtio_blk virtio_net > "$1/etc/initramfs-tools/modules"' \
  --essential-hook='echo grub-pc grub-pc/install_devices_empty boolean true | chroot "$1" debconf-set-selections' \
  --customize-hook='chroot "$1" apt-get clean; chroot "$1" apt-get install -qq -y --download-only --no-install-recommends $INSTALLABLE' \
  --customize-hook='mkdir -p "$1/srv/packages"; mv "$1"/var/cache/apt/archives/*.deb "$1/srv/packages/"' \
  --customize-hook='cd "$1/srv/packages"; for deb in *.deb; do dpkg-deb -f "$deb"; echo "Filename: ./$deb"; echo "Size: $(stat -c %s "$deb")"; echo "SHA256: $(sha256sum "$deb" | cut -d" " -f1)"; echo; done > Packages' \
  --customize-hook='rm -f "$1"/etc/apt/sources.list.d/*; echo "deb [trusted=yes] file:/srv/packages ./" > "$1/etc/apt/sources.list"' \
  bookworm "$tar" "$sources"
