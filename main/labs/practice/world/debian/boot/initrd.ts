import type { Machine } from '../../machine.ts';
import { isInstalled } from '../packages/database.ts';

const head = 'practice initrd\n';

/** A file within an initrd, as `lsinitramfs -l` lists it. */
export interface InitrdFile {
  readonly mode: string;
  readonly size: number;
  readonly path: string;
}

/** update-initramfs: writes an initrd of what is installed and configured now. */
export function makeInitrd(machine: Machine, release: string): string {
  const { files } = machine;
  const size = (path: string): number => (files.isFile(path) ? files.stat(path).size : 0);
  const list: (readonly [string, number, string])[] = [
    ['drwxr-xr-x', 0, '.'],
    ['lrwxrwxrwx', 0, 'bin'],
    ['drwxr-xr-x', 0, 'conf'],
    ['-rw-r--r--', 16, 'conf/arch.conf'],
    ['drwxr-xr-x', 0, 'etc'],
    ['-rwxr-xr-x', 7_325, 'init'],
    ['-rwxr-xr-x', 280_880, 'usr/bin/busybox'],
    ['drwxr-xr-x', 0, `usr/lib/modules/${release}`],
    ...['fs/ext4/ext4', 'fs/jbd2/jbd2', 'fs/mbcache', 'drivers/block/virtio_blk', 'drivers/net/virtio_net'].map((module) => ['-rw-r--r--', 84_000, `usr/lib/modules/${release}/kernel/${module}.ko`] as const),
  ]; // prettier-ignore
  const modules = (...names: readonly string[]): void => {
    for (const name of names) list.push(['-rw-r--r--', 52_000, `usr/lib/modules/${release}/kernel/drivers/${name}.ko`]);
  };
  if (isInstalled(machine, 'multipath-tools-boot')) {
    modules('md/dm-multipath', 'md/dm-service-time', 'md/dm-round-robin', 'md/dm-queue-length', 'md/dm-mod', 'scsi/device_handler/scsi_dh_alua', 'scsi/device_handler/scsi_dh_rdac', 'scsi/scsi_mod', 'scsi/sd_mod'); // prettier-ignore
    list.push(
      ['-rwxr-xr-x', 22_968, 'usr/sbin/multipath'],
      ['-rwxr-xr-x', 158_376, 'usr/sbin/multipathd'],
      ['-rwxr-xr-x', 43_448, 'usr/sbin/kpartx'],
    );
    list.push(
      ['-rw-r--r--', 475_000, 'usr/lib/x86_64-linux-gnu/libmultipath.so.0'],
      ['-rw-r--r--', 23_000, 'usr/lib/multipath/libprioalua.so'],
      ['-rw-r--r--', 14_000, 'usr/lib/multipath/libchecktur.so'],
    );
    for (const path of ['etc/multipath.conf', 'etc/multipath/bindings', 'etc/multipath/wwids'])
      if (files.isFile(`/${path}`)) list.push(['-rw-r--r--', size(`/${path}`), path]);
  }
  if (isInstalled(machine, 'open-iscsi') && files.isFile('/etc/iscsi/iscsi.initramfs')) {
    modules('scsi/iscsi_tcp', 'scsi/libiscsi', 'scsi/scsi_transport_iscsi');
    list.push(['-rwxr-xr-x', 260_000, 'usr/sbin/iscsistart']);
  }
  const lines = list
    .sort((left, right) => (left[2] < right[2] ? -1 : 1))
    .map(([mode, bytes, path]) => `${mode} ${String(bytes)} ${path}\n`);
  return `${head}${lines.join('')}`;
}

/** Null: it is no initrd. */
export function readInitrd(text: string): readonly InitrdFile[] | null {
  if (!text.startsWith(head)) return null;
  return text.slice(head.length).split('\n').flatMap((line) => {
    const [mode, size, path] = line.split(' ');
    return mode === undefined || size === undefined || path === undefined ? [] : [{ mode, size: Number(size), path }];
  }); // prettier-ignore
}
