#!/bin/sh
# The disk of a Xen host in one of its states, with its own boot loader in its own boot sector.
# Usage: host-image.sh TAR WORK KEY OUT STATE INDEX NAME GUEST (guest: folder with the installer of guests; state: fresh, xen, multipath; index: 1 is the first host; out: a folder, gets
# NAME-STATE.qcow2 and NAME-STATE.hostkey)
set -eu
here=$(dirname "$0")
tar=$1 work=$2 key=$3 out=$4 state=$5 index=$6
guest=$8
root=$work/host name=$7 disk=$work/host.raw
rm -rf "$root" "$disk"
mkdir -p "$root"
tar -xpf "$tar" -C "$root" --numeric-owner
. "$here/common.sh"
{
  printf 'auto lo\niface lo inet loopback\n'
  interface eth0 10.0.2.15/24
  interface eth1 "10.77.1.$((10 + index))/24"
  interface eth2 "10.77.2.$((10 + index))/24"
} > "$root/etc/network/interfaces"
uuid=$(cat /proc/sys/kernel/random/uuid)
echo "UUID=$uuid / ext4 errors=remount-ro 0 1" > "$root/etc/fstab"

mkdir -p "$root/srv/guest-installer"
cp "$guest"/* "$root/srv/guest-installer/"

# What the machine itself needs: a serial console, and what an emulated processor cannot do or takes too long for: on a busy machine its timer comes
# too late for the kernel's check of it.
mkdir -p "$root/etc/default/grub.d"
cp "$here/grub-defaults" "$root/etc/default/grub.d/machine.cfg"

inside() { DEBIAN_FRONTEND=noninteractive chroot "$root" "$@"; }
case $state in
  fresh) packages= ;;
  xen) packages=$XEN_PACKAGES ;;
  multipath | guests) packages="$XEN_PACKAGES $MULTIPATH_PACKAGES" ;;
esac
inside apt-get -qq update
if [ -n "$packages" ]; then
  printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
  mount -t proc proc "$root/proc"
  # shellcheck disable=SC2086
  inside apt-get install -qq -y --no-install-recommends $packages || { umount "$root/proc"; exit 1; }
  umount "$root/proc"
  rm "$root/usr/sbin/policy-rc.d"
fi
if [ "$state" != fresh ]; then
  echo 'GRUB_CMDLINE_XEN_DEFAULT="dom0_mem=1024M,max:1024M"' >> "$root/etc/default/grub"
fi
if [ "$state" != fresh ] && [ "$state" != xen ]; then
  # Names are bound to WWIDs: the target makes one of its own prefix and the serial number, and SCSI puts the kind of identifier before it.
  {
    cat "$here/multipath.conf"
    echo 'multipaths {'
    for lun in $LUNS; do
      serial=$(echo "$lun" | cut -d: -f3)
      wwid=$(printf '3%-32s' "6001405$serial" | tr ' ' 0)
      printf '    multipath {\n        wwid "%s"\n        alias "xen_lun%s"\n    }\n' "$wwid" "${lun%%:*}"
    done
    echo '}'
  } > "$root/etc/multipath.conf"
  echo "InitiatorName=iqn.2008-03.lab.xenpath:$name" > "$root/etc/iscsi/initiatorname.iscsi"
  sed -i -e 's/^node.startup.*/node.startup = automatic/' \
    -e 's/^node.session.timeo.replacement_timeout.*/node.session.timeo.replacement_timeout = 5/' \
    -e 's/^node.conn\[0\].timeo.noop_out_interval.*/node.conn[0].timeo.noop_out_interval = 2/' \
    -e 's/^node.conn\[0\].timeo.noop_out_timeout.*/node.conn[0].timeo.noop_out_timeout = 2/' "$root/etc/iscsi/iscsid.conf"
  # The initial RAM disk has that file, so that the first start is one that came after it. Made here: an emulated processor takes minutes.
  echo scsi_dh_alua >> "$root/etc/initramfs-tools/modules"
  inside update-initramfs -u -k all
fi

# The boot loader. grub-install wants block devices; here its parts are put where it puts them: boot.img into the boot sector,
# core.img into the gap before the first partition, the modules into /boot/grub. The menu below is for the first start alone, in
# which update-grub writes the real one.
mkdir -p "$root/boot/grub/i386-pc"
cp "$root"/usr/lib/grub/i386-pc/*.mod "$root"/usr/lib/grub/i386-pc/*.lst "$root/boot/grub/i386-pc/"
inside grub-mkimage -O i386-pc -p '(hd0,msdos1)/boot/grub' -o /tmp/core.img biosdisk part_msdos ext2
inside grub-editenv /boot/grub/grubenv create
kernel=$(cd "$root/boot" && ls vmlinuz-* | sed -n '$p')
{
  echo 'set timeout=0'
  echo 'insmod gzio'
  echo 'serial --unit=0 --speed=115200'
  echo "menuentry 'first start' {"
  if [ "$state" = fresh ]; then
    echo "  linux /boot/$kernel root=UUID=$uuid ro console=ttyS0,115200 net.ifnames=0 mitigations=off no_timer_check"
    echo "  initrd /boot/initrd.img-${kernel#vmlinuz-}"
  else
    echo "  multiboot2 /boot/xen-4.17-amd64.gz placeholder dom0_mem=1024M,max:1024M com1=115200,8n1 console=com1 spec-ctrl=no"
    echo "  module2 /boot/$kernel placeholder root=UUID=$uuid ro console=hvc0 net.ifnames=0 mitigations=off no_timer_check"
    echo "  module2 --nounzip /boot/initrd.img-${kernel#vmlinuz-}"
  fi
  echo '}'
} > "$root/boot/grub/grub.cfg"

cp "$root/etc/ssh/ssh_host_ed25519_key.pub" "$out/$name-$state.hostkey"
truncate -s 8G "$disk"
echo '2048,,83,*' | sfdisk -q "$disk"
cp "$root/usr/lib/grub/i386-pc/boot.img" "$work/boot.img"
mv "$root/tmp/core.img" "$work/core.img"
test "$(stat -c %s "$work/core.img")" -le $((2047 * 512))
mke2fs -q -t ext4 -U "$uuid" -E offset=1048576,lazy_itable_init=0,lazy_journal_init=0 -d "$root" "$disk" $((8 * 1024 * 1024 - 1024))k
dd if="$work/boot.img" of="$disk" bs=440 count=1 conv=notrunc status=none
dd if="$work/core.img" of="$disk" bs=512 seek=1 conv=notrunc status=none
qemu-img convert -O qcow2 "$disk" "$out/$name-$state.qcow2"
rm -rf "$root" "$disk" "$work/boot.img" "$work/core.img"
