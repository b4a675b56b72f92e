/** Why a file or folder cannot be read or written, as the end of a sentence: what the system calls it stands only behind what is not known here. */
export function whyNot(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOTDIR':
      return 'a part of its path is no folder';
    case 'EACCES':
    case 'EPERM':
      return 'that is not allowed';
    case 'ENOSPC':
      return 'there is no room left';
    case 'EROFS':
      return 'its file system is read-only';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
