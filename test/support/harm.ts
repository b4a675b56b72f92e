import { arrayHost, atArray, onGuest, onHost, onSwitch, type Deed } from '../../main/labs/practice/mistakes/mistake.ts';
import { Random } from '../../main/labs/practice/world/random.ts';

/** Something that somebody does to a finished installation; not all of it is harmful. */
export interface Change {
  readonly name: string;
  readonly deeds: readonly Deed[];
}

const hostFiles = [
  '/boot/grub/grub.conf', '/etc/modprobe.conf', '/etc/mpp.conf', '/etc/fstab', '/etc/sysconfig/iptables', '/etc/xen/test0', '/etc/xen/test1', '/etc/xen/xend-config.sxp',
  '/boot/xen.gz-2.6.18-53.el5', '/boot/vmlinuz-2.6.18-53.el5xen', '/boot/mpp-2.6.18-53.el5xen.img', '/boot/initrd-2.6.18-53.el5xen.img', '/boot/initrd-2.6.18-53.el5.img',
  '/usr/sbin/xend', '/usr/sbin/xm', '/usr/bin/virsh', '/usr/sbin/virt-install', '/opt/mpp/lsvdev', '/usr/sbin/mppUtil', '/usr/sbin/mppUpdate', '/usr/sbin/mppBusRescan', '/etc/init.d/xend',
  '/etc/init.d/xendomains', '/etc/init.d/libvirtd', '/etc/init.d/httpd', '/etc/init.d/mpp', '/var/lib/xen/images/test1-xvda.img', '/var/lib/xen/images/test1-xvdb.img', '/etc/redhat-release',
  '/var/www/html/rhel51/images/xen/vmlinuz', '/var/www/html/rhel51/.treeinfo', '/etc/xen/auto/test0', '/etc/xen/auto/test1', '/usr/bin/pygrub', '/etc/libvirt/qemu/networks/vnet0.xml',
] as const; // prettier-ignore
const editedFiles = [
  '/boot/grub/grub.conf',
  '/etc/modprobe.conf',
  '/etc/fstab',
  '/etc/sysconfig/iptables',
  '/etc/xen/test0',
  '/etc/xen/test1',
] as const;
const services = ['xend', 'xendomains', 'libvirtd', 'httpd', 'mpp', 'iptables', 'sshd', 'syslog', 'network'] as const;
const packages = ['xen', 'xen-libs', 'libvirt', 'libvirt-python', 'python-virtinst', 'kernel-xen', 'kernel-xen-devel', 'dnsmasq', 'bridge-utils', 'httpd', 'gcc', 'make', 'virt-manager'] as const; // prettier-ignore
const modules = ['mppVhba', 'qla2xxx', 'mppUpper', 'netbk', 'blktap', 'blkbk', 'bridge'] as const;
const guests = ['test0', 'test1'] as const;

/** One change, drawn from a grammar of what people do: files, services, modules, packages, switches, array, cables, guests. */
export function drawChange(seed: number): Change {
  const random = new Random({ random: seed });
  const pick = <T>(list: readonly T[]): T => list[random.integer(0, list.length - 1)] as T;
  const anyhow = { exits: 'any' } as const;
  const host = (run: string): Change => ({ name: `xenhost: ${run}`, deeds: [onHost(run, anyhow), { pass: 120 }] });
  const guest = pick(guests);
  const inGuest = (run: string): Change => ({
    name: `${guest}: ${run}`,
    deeds: [{ ...onGuest(guest, run), exits: 'any' }, { pass: 120 }] as Deed[],
  });
  const port = random.integer(0, 3);
  const at = pick(['sw1', 'sw2'] as const);
  const lun = random.integer(0, 3);
  const drive = `xen_lun${lun}`;
  const other = lun % 2 === 0 ? 'b' : 'a';
  const zone = at === 'sw1' ? 'z_xenhost_A' : 'z_xenhost_B';
  const onArray = (script: string): Change => ({
    name: `${arrayHost}: ${script}`,
    deeds: [{ ...atArray(script), exits: 'any' }, { pass: 120 }],
  });
  const onFos = (...commands: readonly string[]): Change => ({
    name: `${at}: ${commands.join('; ')}`,
    deeds: [...commands.map((run) => ({ ...onSwitch(at, run), exits: 'any' as const })), { pass: 120 }],
  });
  const disks = guest === 'test0' ? ['hda', 'hdb', 'hdc'] : ['xvda', 'xvdb', 'xvdc'];
  const rules: readonly (() => Change)[] = [
    () => host(`rm -f ${pick(hostFiles)}`),
    () => host(`mv ${pick(hostFiles)} /root/`),
    () => { const file = pick(hostFiles); return host(`: > ${file}`); },
    () => host(`sed -i '${random.integer(1, 18)}d' ${pick(editedFiles)}`),
    () => host(`sed -i 's/${random.integer(0, 9)}/${random.integer(0, 9)}/' ${pick(editedFiles)}`),
    () => host(`sed -i 's/^default=.*/default=${random.integer(0, 4)}/' /boot/grub/grub.conf`),
    () => host(`chkconfig ${pick(services)} off`),
    () => host(`service ${pick(services)} stop`),
    () => host(`rpm -e --nodeps ${pick(packages)}`),
    () => host(`rmmod ${pick(modules)}`),
    () => host(`service multipathd start; chkconfig multipathd on`),
    () => host(`virsh net-${pick(['destroy', 'undefine', 'autostart --disable'] as const)} vnet0`),
    () => host(`xm ${pick(['destroy', 'pause', 'shutdown'] as const)} ${guest}`),
    () => host(`xm mem-set ${guest} ${random.integer(128, 480)}`),
    () => host(`xm vcpu-set ${guest} 1`),
    () => host(`xm block-detach ${guest} ${pick(disks)}`),
    () => host(`umount ${pick(['/var/lib/xen/images', '/boot'] as const)}`),
    () => host(`ifconfig ${pick(['vnet0', 'peth0', 'xenbr0'] as const)} down`),
    () => host(`e2label /dev/sde1 ${pick(['images', 'x', 'backup'] as const)}`),
    () => host(`iptables -I INPUT -p tcp --dport ${pick([80, 22] as const)} -j ${pick(['DROP', 'REJECT'] as const)}`),
    () => host(`mppUpdate`),
    () => onFos(`port${pick(['disable', 'cfgpersistentdisable'] as const)} ${port}`),
    () => onFos('cfgdisable', 'defzone --noaccess'),
    () => onFos('switchdisable'),
    () => onFos(`zoneremove "${zone}", "${pick(['21:00:00:e0:8b:9a:1c:5e', '21:01:00:e0:8b:ba:1c:5e', '20:04:00:a0:b8:26:3a:7c'] as const)}"`, `cfgenable "cfg_${at}"`),
    () => onArray(`set controller [${pick(['a', 'b'] as const)}] availability=${pick(['offline', 'serviceMode'] as const)};`),
    () => onArray(`set logicalDrive ["${drive}"] owner=${other};`),
    () => onArray(`remove logicalDrive ["${drive}"] lunMapping hostGroup="XENGRP";`),
    () => onArray(`set logicalDrive ["${drive}"] logicalUnitNumber=${random.integer(4, 9)} hostGroup="XENGRP";`),
    () => onArray(`delete host ["xenhost"];`),
    () => ({ name: `hand: pull`, deeds: [{ hand: 'pull', what: pick(['xenhost-p1', 'xenhost-p2', 'ctlA-sw1', 'ctlB-sw2'] as const) }, { pass: 120 }] }),
    () => ({ name: `hand: fail`, deeds: [{ hand: 'fail', what: pick(['A', 'B'] as const) }, { pass: 120 }] }),
    () => inGuest(`umount /mnt/disk${random.integer(1, 2)}`),
    () => inGuest(`mount -o remount,ro /mnt/disk${random.integer(1, 2)}`),
    () => inGuest(`sed -i '${random.integer(1, 9)}d' /etc/fstab`),
    () => inGuest(`e2label /dev/${disks[random.integer(1, 2)] ?? ''}1 x`),
    () => inGuest(`service ${pick(['sshd', 'network'] as const)} stop`),
    () => inGuest(`chkconfig ${pick(['sshd', 'network'] as const)} off`),
    () => inGuest(`rm -f /boot/${pick(['grub/grub.conf', 'initrd-2.6.18-53.el5xen.img', 'vmlinuz-2.6.18-53.el5xen'] as const)}`),
    () => inGuest('poweroff'),
  ]; // prettier-ignore
  return pick(rules)();
}
