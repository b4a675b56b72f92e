import type { Machine } from '../../machine.ts';
import { addGrubEntry, removeGrubEntries, parseGrubConfiguration } from '../boot/grub-config.ts';
import { writeInitialDisk } from '../boot/make-initrd.ts';
import { writeDependencies } from '../kernel/depmod.ts';
import { kernelRelease } from '../kernel/releases.ts';
import { defaultNetworkXml } from '../network/network-xml.ts';
import { addService, removeService } from '../services/run-levels.ts';
import { defineNetwork } from '../network/virtual-networks.ts';
import { runningOrNull, softwareOf } from '../software.ts';
import type { PackageDefinition } from './definition.ts';
import { systemServices } from './system-services.ts';

/** Services that a package's %post adds. */
const servicesOf: Readonly<Record<string, readonly string[]>> = {
  httpd: ['httpd'],
  iptables: ['iptables'],
  dnsmasq: ['dnsmasq'],
  xen: ['xend', 'xendomains'],
  libvirt: ['libvirtd'],
  'device-mapper-multipath': ['multipathd'],
  ...systemServices,
};

/** What a package's %post does, as far as it is seen later. Returns what it prints on standard error. */
export function afterInstall(machine: Machine, definition: PackageDefinition): readonly string[] {
  for (const service of servicesOf[definition.name] ?? []) addService(machine.files, service);
  if (definition.name === 'kernel' || definition.name === 'kernel-xen') return installKernel(machine, definition);
  if (definition.name === 'libvirt' && !softwareOf(machine).networks.some((network) => network.name === 'default')) {
    defineNetwork(machine, defaultNetworkXml(machine.world.random.uuid()), { autostart: true });
  }
  return [];
}

/** %preun. */
export function beforeErase(machine: Machine, definition: PackageDefinition): void {
  for (const service of servicesOf[definition.name] ?? []) removeService(machine.files, service);
  if (definition.name !== 'kernel' && definition.name !== 'kernel-xen') return;
  const release = `${definition.version}-${definition.release}${definition.name === 'kernel-xen' ? 'xen' : ''}`;
  const { files } = machine;
  if (files.isFile(`/boot/initrd-${release}.img`)) files.remove(`/boot/initrd-${release}.img`);
  if (files.isFile('/boot/grub/grub.conf'))
    files.write('/boot/grub/grub.conf', removeGrubEntries(files.readText('/boot/grub/grub.conf'), `/vmlinuz-${release}`));
  if (files.isFile(`/lib/modules/${release}/modules.dep`)) files.remove(`/lib/modules/${release}/modules.dep`);
}

/** %postun. */
export function afterErase(machine: Machine, definition: PackageDefinition): void {
  if (definition.name === 'libvirt')
    softwareOf(machine).networks = softwareOf(machine).networks.filter((network) => network.name !== 'default');
}

/** new-kernel-pkg --mkinitrd --depmod --install: initrd, module dependencies, and an entry above the others in grub.conf. */
function installKernel(machine: Machine, definition: PackageDefinition): readonly string[] {
  const { files } = machine;
  const xen = definition.name === 'kernel-xen';
  const kernel = kernelRelease(xen, definition.architecture === 'x86_64' ? 'x86_64' : 'i686');
  writeDependencies(files, kernel.release);
  const warnings: string[] = [];
  const refused = writeInitialDisk(files, { release: kernel.release, rdac: false }, `/boot/initrd-${kernel.release}.img`);
  if (refused !== null) warnings.push(refused, 'mkinitrd failed');
  if (!files.isFile('/boot/grub/grub.conf')) return warnings;
  const text = files.readText('/boot/grub/grub.conf');
  // The installer has made the entry of the first kernel itself.
  if (runningOrNull(machine) === null && text.includes(`/vmlinuz-${kernel.release} `)) return warnings;
  const configuration = parseGrubConfiguration(text);
  const template = configuration.entries[configuration.default] ?? configuration.entries[0];
  const root = template?.commands.find((command) => command.name === 'root')?.argument ?? '(hd0,0)';
  const line = template?.commands.find((command) => /vmlinuz-/u.test(command.argument))?.argument;
  const options = line === undefined ? 'ro root=LABEL=/' : line.slice(line.indexOf(' ') + 1);
  // On a running guest the entry has no hypervisor: pygrub loads the kernel itself.
  const multiboot = xen && softwareOf(machine).hardware.kind !== 'domU';
  const lines = multiboot
    ? [
        `root ${root}`,
        `kernel /xen.gz-${definition.version}-${definition.release}`,
        `module /vmlinuz-${kernel.release} ${options}`,
        `module /initrd-${kernel.release}.img`,
      ]
    : [`root ${root}`, `kernel /vmlinuz-${kernel.release} ${options}`, `initrd /initrd-${kernel.release}.img`];
  files.write(
    '/boot/grub/grub.conf',
    addGrubEntry(text, {
      title: `Red Hat Enterprise Linux Server (${kernel.release})`,
      lines,
      makeDefault: defaultKernel(machine) === definition.name && runningOrNull(machine) !== null,
    }),
  );
  return warnings;
}

/** DEFAULTKERNEL of /etc/sysconfig/kernel when UPDATEDEFAULT says that new kernels of that name become the default. */
function defaultKernel(machine: Machine): string | null {
  if (!machine.files.isFile('/etc/sysconfig/kernel')) return null;
  const text = machine.files.readText('/etc/sysconfig/kernel');
  const value = (name: string): string => new RegExp(`^${name}=["']?([^"'\\s]*)`, 'mu').exec(text)?.[1] ?? '';
  return value('UPDATEDEFAULT') === 'yes' ? value('DEFAULTKERNEL') : null;
}
