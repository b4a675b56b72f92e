#!/bin/sh
# What a paravirtualized guest is installed from: a kernel, an initial RAM disk that partitions, fetches and unpacks, and what it unpacks. The same
# RAM disk starts the installed guest.
# Usage: guest-installer.sh HOST-TAR GUEST-TAR WORK KEY OUT (out: a folder; gets guest/vmlinuz, guest/initrd.img, guest/root.tar.gz, guest.hostkey)
set -eu
here=$(dirname "$0")
host=$1 guest=$2 work=$3 key=$4 out=$5
tree=$work/guest-root early=$work/guest-early modules=$work/guest-modules
rm -rf "$tree" "$early" "$modules"
mkdir -p "$tree" "$early/bin" "$early/lib" "$early/dev" "$early/proc" "$early/sys" "$early/mnt" "$early/etc" "$modules" "$out/guest"
tar -xpf "$guest" -C "$tree" --numeric-owner
tar -xpf "$host" -C "$modules" --wildcards './boot/vmlinuz-*' './usr/lib/modules/*' './lib/modules/*' 2> /dev/null || true

# The kernel is that of the hosts; of its modules what a guest's disk and network port need, in the order in which they are loaded.
cp "$modules"/boot/vmlinuz-* "$out/guest/vmlinuz"
: > "$early/lib/order"
for module in crc32c_generic libcrc32c crc16 mbcache jbd2 ext4 xen-blkfront xen-netfront; do
  file=$(find "$modules" -name "$module.ko*" | head -n 1)
  [ -n "$file" ] || continue
  case $file in
    *.xz) xz -dc "$file" > "$early/lib/$module.ko" ;;
    *) cp "$file" "$early/lib/$module.ko" ;;
  esac
  echo "$module" >> "$early/lib/order"
done
rm -rf "$modules"

# The early system: busybox, and mke2fs with its libraries.
busybox=$(find "$tree" -path '*bin/busybox' -type f | head -n 1)
cp "$busybox" "$early/bin/busybox"
for applet in $("$busybox" --list); do [ "$applet" = busybox ] || ln -s busybox "$early/bin/$applet"; done
rm -f "$early"/bin/mkfs.ext* "$early/bin/mke2fs"
cp -L "$(find "$tree" -path '*sbin/mke2fs' | head -n 1)" "$early/bin/mke2fs"
for library in libc.so.6 libext2fs.so.2 libcom_err.so.2 libblkid.so.1 libuuid.so.1 libe2p.so.2; do
  cp -L "$(find "$tree" -path "*x86_64-linux-gnu/$library" | head -n 1)" "$early/lib/"
done
mkdir -p "$early/lib64"
cp -L "$(find "$tree" -name ld-linux-x86-64.so.2 | head -n 1)" "$early/lib64/"
install -m 755 "$here/guest-init" "$early/init"
install -m 755 "$here/guest-dhcp" "$early/etc/dhcp"
(cd "$early" && find . | cpio --quiet -o -H newc | gzip -9) > "$out/guest/initrd.img"

# The installed system.
rm -rf "$tree/var/lib/apt" "$tree/var/lib/dpkg" "$tree/var/cache" "$tree/usr/share/doc" "$tree/usr/share/man" "$tree/usr/share/locale" \
  "$tree/usr/share/info" "$tree/usr/share/bash-completion" "$tree/usr/share/zoneinfo" "$tree/etc/apt" "$tree/etc/init.d"
for folder in bin sbin dev proc sys run tmp root mnt boot/grub etc/init.d etc/dropbear var/log; do mkdir -p "$tree/$folder"; done
chmod 1777 "$tree/tmp"
[ "$busybox" = "$tree/bin/busybox" ] || cp "$busybox" "$tree/bin/busybox"
for applet in $("$tree/bin/busybox" --list-full); do
  name=$(basename "$applet")
  if [ -z "$(find "$tree/bin" "$tree/sbin" "$tree/usr/bin" "$tree/usr/sbin" -name "$name" 2> /dev/null | head -n 1)" ]; then
    mkdir -p "$tree/$(dirname "$applet")"
    ln -s /bin/busybox "$tree/$applet"
  fi
done
[ -e "$tree/bin/sh" ] || ln -s busybox "$tree/bin/sh"
ln -sf /bin/busybox "$tree/sbin/init"
for name in poweroff reboot halt; do ln -sf /bin/busybox "$tree/sbin/$name"; done
cp "$here/guest-inittab" "$tree/etc/inittab"
install -m 755 "$here/guest-rc" "$tree/etc/init.d/rcS"
install -m 755 "$here/guest-dhcp" "$tree/etc/dhcp"
echo guest > "$tree/etc/hostname"
echo '/dev/xvda1 / ext4 defaults 0 1' > "$tree/etc/fstab"
echo 'root:x:0:0:root:/root:/bin/sh' > "$tree/etc/passwd"
echo 'root:*:19000:0:99999:7:::' > "$tree/etc/shadow"
echo 'root:x:0:' > "$tree/etc/group"
mkdir -p "$tree/root/.ssh"
cp "$key" "$tree/root/.ssh/authorized_keys"
chmod 700 "$tree/root/.ssh" "$tree/root"
chmod 600 "$tree/root/.ssh/authorized_keys" "$tree/etc/shadow"
chown -R 0:0 "$tree/root"
chroot "$tree" /usr/bin/dropbearkey -t ed25519 -f /etc/dropbear/dropbear_ed25519_host_key | grep '^ssh-ed25519 ' > "$out/guest.hostkey"
cp "$out/guest/vmlinuz" "$tree/boot/vmlinuz"
cp "$out/guest/initrd.img" "$tree/boot/initrd.img"
printf '%s\n' 'set default=0' "menuentry 'Debian guest' {" '  linux /boot/vmlinuz root=/dev/xvda1 ro console=hvc0' \
  '  initrd /boot/initrd.img' '}' > "$tree/boot/grub/grub.cfg"
tar -C "$tree" --numeric-owner -czf "$out/guest/root.tar.gz" .
rm -rf "$tree" "$early"
