#!/bin/sh
# The root file system of the machine that is the array: Debian 12 with the kernel's own SCSI target.
# Usage: array-root.sh SOURCES TAR
set -eu
sources=$1 tar=$2
exec mmdebstrap --quiet --mode="${ROOT_MODE:-root}" --variant=minbase --include="$ARRAY_PACKAGES" \
  --aptopt='Acquire::Languages "none"' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d"; echo MODULES=list > "$1/etc/initramfs-tools/conf.d/lab"' \
  --essential-hook='printf "%s\n" ext4 virtio_pci virtio_blk virtio_net > "$1/etc/initramfs-tools/modules"' \
  --customize-hook='rm -f "$1"/etc/apt/sources.list.d/*; : > "$1/etc/apt/sources.list"' \
  bookworm "$tar" "$sources"
