import type { Machine } from '../../machine.ts';
import { debianOf, hostOf } from '../debian.ts';
import { guestState } from '../xen/guest.ts';
import type { XlDomain } from '../xen/state.ts';
import { installKernel } from './kernel.ts';
import { installDebian } from './system.ts';

/** Packages that a guest's system leaves out: it has no boot loader of its own, pygrub reads its menu. */
const hostOnly = new Set(['grub-pc', 'pciutils', 'ethtool']);

/** Extracts the guest's system onto its formatted disk: Debian with a menu for pygrub, an SSH server and eth0 by DHCP. */
export function installGuestSystem(dom0: Machine, domain: XlDomain, rootTree: string): void {
  const { world } = dom0;
  const key = domain.machine ?? domain.name;
  const guest = world.find(key) ?? world.addMachine(guestState(dom0, key, rootTree));
  debianOf(world).hosts[key] ??= { hardware: { ...hostOf(dom0).hardware, kind: 'domU' }, ports: [], running: null, nextBootEntry: null };
  Object.assign(guest.state, { root: rootTree, hostname: domain.name, hostKey: null, mounts: [{ device: '/dev/xvda1', path: '/', type: 'ext4', options: 'rw', tree: rootTree }] });
  installDebian(guest, { hostname: domain.name, address: null, without: hostOnly });
  installKernel(guest);
  const { files } = guest;
  files.write('/etc/fstab', '/dev/xvda1 / ext4 errors=remount-ro 0 1\n');
  files.write('/etc/network/interfaces', 'auto lo\niface lo inet loopback\nauto eth0\niface eth0 inet dhcp\n');
  files.write('/boot/grub/grub.cfg', `set default="0"\nset timeout=1\nmenuentry 'Debian GNU/Linux' --class debian {\n\tlinux\t/vmlinuz root=/dev/xvda1 ro console=hvc0\n\tinitrd\t/initrd.img\n}\n`);
  guest.state.mounts = [];
} // prettier-ignore
