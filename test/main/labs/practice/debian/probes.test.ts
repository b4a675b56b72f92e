import { expect, test } from 'vitest';
import { findProbe } from '../../../../../core/probes/registry.ts';
import { outputOf } from '../../../../core/probes/fixtures.ts';
import { run } from '../small-world.ts';
import { debianLab } from './debian-world.ts';

/** Questions of the procedure for Debian 12 to a host, with what they are asked about. */
const questions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'apt.candidates': { names: 'xen-system-amd64 lighttpd' },
  'blockDevices.tree': {},
  'disks.partitions': {},
  'disks.signatures': {},
  'disks.tables': { devices: '/dev/mapper/xen_lun0' },
  'dpkg.packages': { names: 'xen-system-amd64 multipath-tools' },
  'filesystems.files': { paths: '/srv/guest-installer/vmlinuz' },
  'filesystems.kernelMounts': {},
  'filesystems.space': {},
  'filesystems.table': {},
  'grub2.configuration': {},
  'guest.leases': {},
  'host.boot': {},
  'host.clock': {},
  'host.hardware': {},
  'host.identity': {},
  'host.osRelease': {},
  'http.files': { url: 'http://192.168.100.1/guest', files: 'vmlinuz initrd.img root.tar.gz' },
  'initramfs.contents': { image: '/boot/initrd.img-6.1.0-56-amd64' },
  'iscsi.initiator': {},
  'iscsi.nodes': {},
  'iscsi.sessions': {},
  'kernel.timeouts': {},
  'modules.loaded': {},
  'multipath.configuration': {},
  'multipath.daemonMaps': {},
  'multipath.file': {},
  'multipath.knownIds': {},
  'network.addresses': {},
  'network.interfaces': {},
  'scsi.paths': {},
  'systemd.unit': { name: 'basic.target' },
  'xen.capabilities': {},
  'xl.blockDevices': { domain: 'test0' },
  'xl.configuration': { file: '/etc/xen/test0.cfg' },
  'xl.domains': {},
  'xl.info': {},
  'xl.list': {},
};

test('a practice host with Debian answers every question of its procedure in a form that can be read', async () => {
  const lab = await debianLab('guests');
  const unread: string[] = [];
  for (const [name, parameters] of Object.entries(questions)) {
    const probe = findProbe(name);
    if (probe === undefined) throw new Error(`No probe is called ${name}`);
    const ran = await run(lab.host, probe.command(parameters));
    const parsed = probe.parse(outputOf(ran.stdout, { stderr: ran.stderr, exit: ran.status }), parameters);
    if (!parsed.ok) unread.push(`${name}: ${parsed.problem.sentence}`);
    else if ((parsed.facts as { readonly answered?: boolean }).answered === false) unread.push(`${name}: refused`);
  }
  expect(unread).toEqual([]);
}, 60_000);
