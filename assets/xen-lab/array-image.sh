#!/bin/sh
# The array's disk, kernel and initrd, out of its root file system.
# Usage: array-image.sh TAR WORK KEY OUT (out: a folder; gets NAME.qcow2, NAME.vmlinuz, NAME.initrd, NAME.hostkey)
set -eu
here=$(dirname "$0")
tar=$1 work=$2 key=$3 out=$4
root=$work/array name=$ARRAY_NAME
rm -rf "$root" "$work/array.raw"
mkdir -p "$root"
tar -xpf "$tar" -C "$root" --numeric-owner
. "$here/common.sh"
echo '/dev/vda / ext4 defaults 0 1' > "$root/etc/fstab"
{
  printf 'auto lo\niface lo inet loopback\n'
  interface eth0 10.0.2.15/24
  interface eth1 10.77.1.2/24
  interface eth2 10.77.2.2/24
} > "$root/etc/network/interfaces"
install -m 755 "$here/array-up" "$root/usr/local/sbin/array-up"
install -m 644 "$here/array.service" "$root/etc/systemd/system/array.service"
{
  echo "IQN=$TARGET_NAME"
  echo "LUNS=\"$LUNS\""
} > "$root/etc/default/array"
ln -sf ../array.service "$root/etc/systemd/system/multi-user.target.wants/array.service"
cp "$root"/boot/vmlinuz-* "$out/$name.vmlinuz"
cp "$root"/boot/initrd.img-* "$out/$name.initrd"
cp "$root/etc/ssh/ssh_host_ed25519_key.pub" "$out/$name.hostkey"
truncate -s 16G "$work/array.raw"
mke2fs -q -t ext4 -E lazy_itable_init=0,lazy_journal_init=0 -d "$root" "$work/array.raw"
qemu-img convert -O qcow2 "$work/array.raw" "$out/$name.qcow2"
rm -rf "$root" "$work/array.raw"
