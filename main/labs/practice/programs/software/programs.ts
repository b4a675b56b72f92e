import type { Program } from '../program.ts';
import { tar, zcat } from './archives.ts';
import { grubby, pygrub } from './boot-tools.ts';
import { brctl } from './brctl.ts';
import { curl } from './curl.ts';
import { arch, dmidecode, free, lspci, sysctl, uname } from './host.ts';
import { cpio, mkinitrd, mppUpdate } from './initrd.ts';
import { ifconfig, ip, route } from './interfaces.ts';
import { iptables, iptablesRestore, iptablesSave } from './iptables.ts';
import { gcc, make } from './make.ts';
import { depmod, insmod, lsmod, modinfo, modprobe, rmmod } from './modules.ts';
import { refuse } from './output.ts';
import { ping } from './ping.ts';
import { init, power, runlevel, shutdown } from './power.ts';
import { rpm } from './rpm.ts';
import { apachectl, chkconfig, daemon, service, xend } from './services.ts';
import { ssh } from './ssh/ssh.ts';
import { virsh } from './virsh.ts';
import { virtInstall } from './virt-install.ts';
import { wget } from './wget.ts';
import { xenstore } from './xenstore.ts';
import { xentop } from './xentop.ts';
import { xm } from './xm.ts';

/** virt-manager needs a display, which no session over SSH has. */
const virtManager: Program = (call) =>
  Promise.resolve(refuse(call, 1, 'Unable to open display: ', '(virt-manager: Gtk-WARNING **: cannot open display: )'));

/** Programs of RHEL 5.1 that concern packages, kernels, services, Xen, guests and the network, by path. */
export const softwarePrograms: Readonly<Record<string, Program>> = {
  '/bin/rpm': rpm,
  '/bin/uname': uname,
  '/bin/arch': arch,
  '/bin/cpio': cpio,
  '/bin/tar': tar,
  '/bin/zcat': zcat,
  '/bin/ping': ping,
  '/sbin/shutdown': shutdown,
  '/sbin/reboot': power('reboot'),
  '/sbin/poweroff': power('off'),
  '/sbin/halt': power('off'),
  '/sbin/init': init,
  '/sbin/telinit': init,
  '/sbin/runlevel': runlevel,
  '/sbin/lsmod': lsmod,
  '/sbin/modinfo': modinfo,
  '/sbin/modprobe': modprobe,
  '/sbin/insmod': insmod,
  '/sbin/rmmod': rmmod,
  '/sbin/depmod': depmod,
  '/sbin/mkinitrd': mkinitrd,
  '/sbin/grubby': grubby,
  '/sbin/service': service,
  '/sbin/chkconfig': chkconfig,
  '/sbin/lspci': lspci,
  '/sbin/sysctl': sysctl,
  '/sbin/ifconfig': ifconfig,
  '/sbin/route': route,
  '/sbin/ip': ip,
  '/sbin/iptables': iptables,
  '/sbin/iptables-save': iptablesSave,
  '/sbin/iptables-restore': iptablesRestore,
  '/sbin/multipathd': daemon('multipathd'),
  '/usr/bin/free': free,
  '/usr/bin/curl': curl,
  '/usr/bin/wget': wget,
  '/usr/bin/gcc': gcc,
  '/usr/bin/make': make,
  '/usr/bin/pygrub': pygrub,
  '/usr/bin/ssh': ssh,
  '/usr/bin/virsh': virsh,
  '/usr/bin/virt-manager': virtManager,
  '/usr/bin/xenstore-ls': xenstore('ls'),
  '/usr/bin/xenstore-list': xenstore('list'),
  '/usr/bin/xenstore-read': xenstore('read'),
  '/usr/sbin/apachectl': apachectl,
  '/usr/sbin/brctl': brctl,
  '/usr/sbin/dmidecode': dmidecode,
  '/usr/sbin/dnsmasq': daemon('dnsmasq'),
  '/usr/sbin/httpd': daemon('httpd'),
  '/usr/sbin/libvirtd': daemon('libvirtd'),
  '/usr/sbin/mppUpdate': mppUpdate,
  '/usr/sbin/sshd': daemon('sshd'),
  '/usr/sbin/virt-install': virtInstall,
  '/usr/sbin/xend': xend,
  '/usr/sbin/xentop': xentop,
  '/usr/sbin/xm': xm,
};
