import type { BlockDevice, Partition } from '../../../world/storage/state.ts';

export const sectorsPerCylinder = 255 * 63;

/** Names of partition types that fdisk prints. */
export const typeNames: Readonly<Record<number, string>> = {
  0x5: 'Extended', 0x6: 'FAT16', 0x7: 'HPFS/NTFS', 0xb: 'W95 FAT32', 0xc: 'W95 FAT32 (LBA)', 0xf: "W95 Ext'd (LBA)", 0x82: 'Linux swap / Solaris',
  0x83: 'Linux', 0x8e: 'Linux LVM', 0xee: 'EFI GPT', 0xfd: 'Linux raid autodetect',
}; // prettier-ignore

/** `Disk /dev/sdb: 2147 MB, 2147483648 bytes` and the geometry, as list_disk_geometry() of util-linux 2.13-pre7 does. */
export function geometryText(device: BlockDevice): string {
  const megabytes = Math.floor(device.sizeBytes / 1_000_000);
  const tenths = Math.floor((megabytes + 50) / 100);
  const size = megabytes < 10_000 ? `${String(megabytes)} MB` : `${String(Math.floor(tenths / 10))}.${String(tenths % 10)} GB`;
  return (
    `\nDisk /dev/${device.name}: ${size}, ${String(device.sizeBytes)} bytes\n255 heads, 63 sectors/track, ${String(cylinders(device))} cylinders\n` +
    'Units = cylinders of 16065 * 512 = 8225280 bytes\n\n'
  );
}

export function cylinders(device: BlockDevice): number {
  return Math.floor(device.sizeBytes / 512 / sectorsPerCylinder);
}

export function tableText(device: BlockDevice, partitions: readonly Partition[]): string {
  const width = Math.max(5, `/dev/${device.name}`.length);
  const rows = partitions.map((partition) => {
    const start = Math.floor(partition.firstSector / sectorsPerCylinder) + 1;
    const end = Math.floor((partition.firstSector + partition.sectors - 1) / sectorsPerCylinder) + 1;
    const odd = partition.sectors % 2 === 1 ? '+' : ' ';
    const numbers = [start, end, Math.floor(partition.sectors / 2)].map((number) => String(number).padStart(11)).join(' ');
    const name = `/dev/${device.name}${String(partition.number)}`.padEnd(width + 2);
    return `${name}  ${partition.bootable ? '*' : ' '} ${numbers}${odd}  ${partition.type.toString(16).padStart(2)}  ${typeNames[partition.type] ?? 'Unknown'}\n`;
  });
  return `${'Device'.padStart(width + 1)} Boot      Start         End      Blocks   Id  System\n${rows.join('')}`;
}
