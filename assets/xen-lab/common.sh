# What both kinds of machine have: sourced with $root (the tree), $name and $key (a public key that may log in) set.
echo "$name" > "$root/etc/hostname"
mkdir -p "$root/root/.ssh"
cp "$key" "$root/root/.ssh/authorized_keys"
chmod 700 "$root/root/.ssh"
chmod 600 "$root/root/.ssh/authorized_keys"
chown -R 0:0 "$root/root/.ssh"
rm -f "$root"/etc/ssh/ssh_host_*
ssh-keygen -q -t ed25519 -N '' -C "root@$name" -f "$root/etc/ssh/ssh_host_ed25519_key"
printf '%s\n' 'UseDNS no' 'PasswordAuthentication no' > "$root/etc/ssh/sshd_config.d/lab.conf"
: > "$root/etc/machine-id"
rm -f "$root/etc/resolv.conf"
# Nothing that starts by itself on a quiet machine.
for timer in apt-daily apt-daily-upgrade dpkg-db-backup e2scrub_all fstrim; do
  ln -sf /dev/null "$root/etc/systemd/system/$timer.timer"
done

# interface NAME ADDRESS: one that has its address as soon as it is there.
interface() {
  printf 'allow-hotplug %s\niface %s inet static\n  address %s\n' "$1" "$1" "$2"
}
