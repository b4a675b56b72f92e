import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const probes = fileURLToPath(new URL('../fixtures/probes', import.meta.url));

/**
 * Files of a RHEL 5.1 host on which the whole procedure was once done, from the fixtures of the probes that read them: release, boot
 * loader, module options, file systems, guests, what RDAC installed. They are only files: no Xen, no driver and no service is there.
 */
export function rhel5Files(): Readonly<Record<string, string>> {
  const whole = (probe: string, name: string): string => readFileSync(`${probes}/${probe}/${name}.txt`, 'utf8');
  const section = (probe: string, name: string, part: string): string => {
    const text = whole(probe, name);
    const from = text.indexOf(`=== ${part}\n`);
    const to = text.indexOf(`\n=== ${part} exit`, from);
    if (from < 0 || to < 0) throw new Error(`${probe} ${name} has no section ${part}.`);
    return `${text.slice(from + part.length + 5, to).replace(/\n$/u, '')}\n`;
  };
  const lines = (probe: string, name: string, part: string): readonly string[] =>
    section(probe, name, part)
      .split('\n')
      .filter((line) => line !== '');
  return {
    '/etc/redhat-release': whole('host.release', 'rhel-5-1'),
    '/etc/fstab': section('filesystems.table', 'images-at-boot', 'file'),
    '/etc/modprobe.conf': section('modprobe.configuration', 'rdac', 'modprobe.conf'),
    '/etc/mpp.conf': section('rdac.configuration', 'as-installed', 'file'),
    '/etc/xen/test0': whole('guest.configuration', 'listing-10'),
    '/etc/xen/test1': whole('guest.configuration', 'listing-13'),
    '/boot/grub/grub.conf': section('grub.configuration', 'rdac', 'configuration'),
    ...Object.fromEntries(
      lines('grub.configuration', 'rdac', 'files')
        .filter((name) => name !== 'grub')
        .map((name) => [`/boot/${name}`, '']),
    ),
    '/proc/uptime': section('host.boot', 'rhel-5-1', 'uptime'),
    '/proc/sys/kernel/random/boot_id': section('host.boot', 'rhel-5-1', 'boot-id'),
    '/proc/mounts': '/dev/root / ext3 rw,data=ordered 0 0\n/proc /proc proc rw 0 0\n',
    '/proc/partitions': section('disks.partitions', 'rhel-5', 'partitions'),
  };
}
