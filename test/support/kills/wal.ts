import { closeSync, openSync, readSync } from 'node:fs';

/** Where the write-ahead log stands, by its index in shared memory. */
export interface WalSight {
  /** Frames that are committed; it changes with each commit. */
  readonly frames: number;
  /** A checkpoint has said how far it means to copy, and has not come there. */
  readonly inCheckpoint: boolean;
}

/**
 * Reads `evidence.db-shm` as SQLite lays it out (wal.c, WalIndexHdr twice and WalCkptInfo): mxFrame at 16, nBackfill at 96 and nBackfillAttempted at
 * 128, in the machine's byte order. Null while there is no such file.
 */
export function readWal(database: string): WalSight | null {
  let file: number;
  try {
    file = openSync(`${database}-shm`, 'r');
  } catch {
    return null;
  }
  try {
    const bytes = Buffer.alloc(136);
    if (readSync(file, bytes, 0, 136, 0) < 136) return null;
    return { frames: bytes.readUInt32LE(16), inCheckpoint: bytes.readUInt32LE(128) > bytes.readUInt32LE(96) };
  } finally {
    closeSync(file);
  }
}
