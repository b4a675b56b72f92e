import { statfs } from 'node:fs/promises';
import { failure, type Problem } from '../../core/result.ts';
import { SqliteFailure } from './connection.ts';

/** Less free space than this, and an input/output error of SQLite's is a full disk: it cannot say so itself. */
const NEARLY_FULL = 256 * 1024;

/** What a failed write or read means for a person. What is none of the expected failures is thrown again. */
export async function storeProblem(error: unknown, folder: string): Promise<Problem> {
  const code = error instanceof SqliteFailure || isSystemError(error) ? error.code : null;
  if (code === null || !(error instanceof Error)) throw error;
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return diskFull(folder);
  if (code === 'SQLITE_IOERR' && (await freeBytes(folder)) < NEARLY_FULL) return diskFull(folder);
  if (error.message.includes('chain-broken')) {
    return failure(
      'chain-broken',
      `Something else wrote into the run in ${folder}: the event does not follow from the last one that is stored.`,
      'Check the run with `xenpath verify`, and see which process writes there.',
    ).problem;
  }
  switch (code) {
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return failure(
        'store-damaged',
        `The data in ${folder} is damaged: ${error.message}.`,
        'Restore the folder from a copy, or name another one with --data.',
      ).problem;
    case 'SQLITE_IOERR':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
    case 'SQLITE_PERM':
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EIO':
      return failure(
        'store-io',
        `The data folder ${folder} cannot be used: ${error.message}.`,
        'See that the folder is there and may be written, or name another one with --data.',
      ).problem;
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return failure('store-busy', `Another process holds the database in ${folder}.`, 'Try again when it has ended.').problem;
    default:
      throw error;
  }
}

function diskFull(folder: string): Problem {
  return failure(
    'disk-full',
    `The disk with the data folder ${folder} is full: nothing more can be recorded.`,
    'Free some space, then go on with `xenpath resume`: what was recorded so far is whole.',
  ).problem;
}

async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
