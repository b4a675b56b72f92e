import type { FileSystemState } from './state.ts';

/** Numbers of an ext2 or ext3 file system as mke2fs 1.39 lays it out, in blocks unless said otherwise. */
export interface Ext3Layout {
  readonly blockSize: number;
  readonly blocks: number;
  readonly inodes: number;
  readonly inodesPerGroup: number;
  readonly groups: number;
  readonly blocksPerGroup: number;
  readonly firstDataBlock: number;
  readonly reservedBlocks: number;
  readonly journalBlocks: number;
  /** Blocks that statfs leaves out of f_blocks: superblocks, descriptors, bitmaps and inode tables. */
  readonly overheadBlocks: number;
  /** Blocks in use in an empty file system: journal, blocks kept for growing, root and lost+found. */
  readonly baseUsedBlocks: number;
  /** First blocks of the backup superblocks. */
  readonly backups: readonly number[];
}

export interface Ext3Options {
  readonly blockSize?: number;
  readonly bytesPerInode?: number;
  readonly reservedPercent?: number;
  readonly journal: boolean;
  /** 128 unless it is said. */
  readonly inodeBytes?: number;
}

/**
 * Lays a file system out over `bytes` bytes, as mke2fs 1.39 does with RHEL 5's mke2fs.conf: blocks of 1024 and an inode
 * for each 4096 bytes below 512 MB, blocks of 4096 and an inode for each 8192 bytes above; inodes of 128 bytes; sparse
 * superblocks; descriptor blocks reserved for growing 1024 times. Null when there is no room for one.
 */
export function layOut(bytes: number, options: Ext3Options): Ext3Layout | null {
  const small = bytes < 512 * 1024 * 1024;
  const blockSize = options.blockSize ?? (small ? 1024 : 4096);
  const bytesPerInode = options.bytesPerInode ?? (small ? 4096 : 8192);
  const page = Math.max(1, 4096 / blockSize);
  const blocks = Math.floor(Math.floor(bytes / blockSize) / page) * page;
  const blocksPerGroup = blockSize * 8;
  const firstDataBlock = blockSize === 1024 ? 1 : 0;
  const groups = Math.ceil((blocks - firstDataBlock) / blocksPerGroup);
  if (blocks < 64 || groups < 1) return null;
  const inodesPerBlock = blockSize / (options.inodeBytes ?? 128);
  const wanted = Math.ceil(Math.floor((blocks * blockSize) / bytesPerInode) / groups);
  const inodesPerGroup = Math.max(16, Math.ceil(wanted / Math.max(8, inodesPerBlock)) * Math.max(8, inodesPerBlock));
  const tableBlocks = inodesPerGroup / inodesPerBlock;
  const perDescriptorBlock = blockSize / 32;
  const descriptorBlocks = Math.ceil(groups / perDescriptorBlock);
  const withBackup = [...Array(groups).keys()].filter(holdsBackup);
  const growTo = Math.min(blocks * 1024, 0xffff_ffff);
  const growGroups = Math.ceil((growTo - firstDataBlock) / blocksPerGroup);
  const reservedDescriptors = Math.min(Math.ceil(growGroups / perDescriptorBlock) - descriptorBlocks, blockSize / 4);
  const journalBlocks = options.journal ? journalSize(blocks) : 0;
  const lostAndFound = 16_384 / Math.max(blockSize, 1024) < 12 ? 16_384 / blockSize : 12;
  const rootDirectory = 1;
  const growInode = 1;
  return {
    blockSize,
    blocks,
    inodes: inodesPerGroup * groups,
    inodesPerGroup,
    groups,
    blocksPerGroup,
    firstDataBlock,
    reservedBlocks: Math.floor((blocks * (options.reservedPercent ?? 5)) / 100),
    journalBlocks,
    overheadBlocks: firstDataBlock + groups * (2 + tableBlocks) + withBackup.length * (1 + descriptorBlocks),
    baseUsedBlocks:
      journalBlocks +
      indirectBlocks(journalBlocks, blockSize) +
      withBackup.length * reservedDescriptors +
      growInode +
      rootDirectory +
      lostAndFound,
    backups: withBackup.slice(1).map((group) => group * blocksPerGroup + firstDataBlock),
  };
}

/** A sparse superblock stands in groups 0 and 1 and in the powers of 3, 5 and 7. */
function holdsBackup(group: number): boolean {
  if (group <= 1) return true;
  return [3, 5, 7].some((base) => {
    let power = base;
    while (power < group) power *= base;
    return power === group;
  });
}

/** ext2fs_default_journal_size of e2fsprogs 1.39, in blocks. */
function journalSize(blocks: number): number {
  if (blocks < 2048) return 0;
  if (blocks < 32_768) return 1024;
  if (blocks < 256 * 1024) return 4096;
  if (blocks < 512 * 1024) return 8192;
  if (blocks < 1024 * 1024) return 16_384;
  return 32_768;
}

/** Blocks of pointers that a file of so many blocks needs: 12 direct, then one and two levels. */
function indirectBlocks(blocks: number, blockSize: number): number {
  const pointers = blockSize / 4;
  if (blocks <= 12) return 0;
  if (blocks <= 12 + pointers) return 1;
  return 2 + Math.ceil((blocks - 12 - pointers) / pointers);
}

/** What statfs(2) answers for a file system whose files take `treeBytes`; in kibibytes. */
export interface SpaceKibibytes {
  readonly size: number;
  readonly used: number;
  readonly available: number;
}

export function space(fileSystem: FileSystemState, treeBytes: number): SpaceKibibytes {
  const kibibytes = fileSystem.blockSize / 1024;
  const total = fileSystem.blocks - fileSystem.overheadBlocks;
  const files = Math.ceil((treeBytes + fileSystem.installedBytes) / fileSystem.blockSize);
  const used = Math.min(total, fileSystem.baseUsedBlocks + files);
  return {
    size: total * kibibytes,
    used: used * kibibytes,
    available: Math.max(0, total - used - fileSystem.reservedBlocks) * kibibytes,
  };
}
