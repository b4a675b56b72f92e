/** What stat(2) tells. */
export interface FileStatus {
  readonly kind: 'file' | 'directory' | 'link' | 'block' | 'character' | 'fifo';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Bytes that it takes on its disk, in whole blocks of 4096: less than its size where it has holes. */
  readonly allocated: number;
  readonly mtime: number;
  readonly major: number;
  readonly minor: number;
  /** Which mount it lies on, as an index; and a number that tells it from others there. */
  readonly device: number;
  readonly inode: number;
}
