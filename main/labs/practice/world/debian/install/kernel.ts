import type { Machine } from '../../machine.ts';
import { makeInitrd } from '../boot/initrd.ts';
import { kernelAbi, kernelVersion } from '../packages/versions.ts';

/** Content of a kernel's file: a boot loader knows it by that. */
export const kernelContent = `practice kernel ${kernelAbi} ${kernelVersion}\n`;

/** What the kernel's package puts into /boot and /lib/modules. */
export function installKernel(machine: Machine): void {
  const { files } = machine;
  files.makeDirectory('/boot', { parents: true });
  files.write(`/boot/vmlinuz-${kernelAbi}`, kernelContent);
  files.write(`/boot/config-${kernelAbi}`, 'CONFIG_XEN=y\nCONFIG_XEN_DOM0=y\nCONFIG_XEN_BLKDEV_BACKEND=m\nCONFIG_XEN_NETDEV_BACKEND=m\nCONFIG_DM_MULTIPATH=m\nCONFIG_ISCSI_TCP=m\n');
  files.write(`/boot/System.map-${kernelAbi}`, 'ffffffff81000000 T _stext\n');
  files.write(`/boot/initrd.img-${kernelAbi}`, makeInitrd(machine, kernelAbi));
  files.makeDirectory(`/lib/modules/${kernelAbi}`, { parents: true });
  files.write(`/lib/modules/${kernelAbi}/modules.builtin`, 'kernel/drivers/xen/xen-acpi-processor.ko\n');
  for (const [link, target] of [['/vmlinuz', `boot/vmlinuz-${kernelAbi}`], ['/initrd.img', `boot/initrd.img-${kernelAbi}`]] as const)
    if (files.find(link, false) === null) files.symlink(target, link);
} // prettier-ignore
