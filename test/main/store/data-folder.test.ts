import { describe, expect, test } from 'vitest';
import { dataFolder, fileSystemOf } from '../../../main/store/data-folder.ts';

describe('dataFolder', () => {
  const linux = { platform: 'linux', home: '/home/ada', environment: {} } as const;
  test.each([
    ['Linux', undefined, linux, '/home/ada/.local/share/xenpath'],
    ['XDG_DATA_HOME', undefined, { ...linux, environment: { XDG_DATA_HOME: '/data' } }, '/data/xenpath'],
    [
      'a relative XDG_DATA_HOME does not count',
      undefined,
      { ...linux, environment: { XDG_DATA_HOME: 'data' } },
      '/home/ada/.local/share/xenpath',
    ],
    ['XENPATH_DATA', undefined, { ...linux, environment: { XENPATH_DATA: '/x', XDG_DATA_HOME: '/data' } }, '/x'],
    ['--data', '/y', { ...linux, environment: { XENPATH_DATA: '/x' } }, '/y'],
    [
      'macOS',
      undefined,
      { ...linux, platform: 'darwin' as const, home: '/Users/ada' },
      '/Users/ada/Library/Application Support/Xenpath',
    ],
    [
      'Windows',
      undefined,
      { platform: 'win32' as const, home: 'C:\\Users\\ada', environment: { APPDATA: 'C:\\Users\\ada\\AppData\\Roaming' } },
      'C:\\Users\\ada\\AppData\\Roaming\\Xenpath',
    ],
  ])('%s', (_what, asked, around, expected) => {
    expect(dataFolder(asked, around)).toBe(expected);
  });
});

test('fileSystemOf reads the mount table: the longest mount point that holds the path', () => {
  const table = [
    '22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw',
    '40 22 0:35 / /home rw shared:9 - nfs4 server:/home rw,vers=4.2',
    '41 22 0:36 / /mnt/my\\040disk rw - ext4 /dev/vdb rw',
    '',
  ].join('\n');
  expect(fileSystemOf('/home/ada/x', table)).toBe('nfs4');
  expect(fileSystemOf('/homestead', table)).toBe('ext4');
  expect(fileSystemOf('/mnt/my disk/x', table)).toBe('ext4');
  expect(fileSystemOf('relative', '')).toBeNull();
});
