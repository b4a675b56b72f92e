import { describe, expect, test } from 'vitest';
import { attachGuestDisk } from '../../../../../main/labs/practice/world/storage/guests.ts';
import { storageBlocks } from '../../../../../main/labs/practice/world/storage/blocks.ts';
import { addGuest, passTime, run, storageWorld } from './storage-world.ts';

describe('disks and file systems', () => {
  test('partition, format, mount, keep', async () => {
    const { world, host } = storageWorld();
    expect((await run(world, 'xenhost', ['/sbin/fdisk', '-l', '/dev/sdc'])).err).toBe(
      "Disk /dev/sdc doesn't contain a valid partition table\n",
    );
    const made = await run(world, 'xenhost', ['/sbin/fdisk', '/dev/sdc'], 'n\np\n1\n\n\nw\n');
    expect(made.out).toContain('The partition table has been altered!');
    const shown = await run(world, 'xenhost', ['/sbin/fdisk', '-l', '/dev/sdc']);
    expect(shown.out).toContain('Disk /dev/sdc: 2147 MB, 2147483648 bytes');
    expect(shown.out).toContain('/dev/sdc1               1         261     2096451   83  Linux');
    const formatted = await run(world, 'xenhost', ['/sbin/mkfs.ext3', '/dev/sdc1']);
    expect(formatted.out).toContain('262144 inodes, 524112 blocks');
    expect(formatted.out).toContain('Creating journal (8192 blocks): done');
    host.files.makeDirectory('/mnt');
    expect((await run(world, 'xenhost', ['/bin/mount', '/dev/sdc1', '/mnt'])).status).toBe(0);
    host.files.write('/mnt/kept', 'yes');
    expect((await run(world, 'xenhost', ['/sbin/mkfs.ext3', '/dev/sdc1'])).err).toContain(
      'is mounted; will not make a filesystem here!',
    );
    const again = await run(world, 'xenhost', ['/bin/mount', '/dev/sdc1', '/mnt']);
    expect(again.err).toContain('already mounted or /mnt busy');
    expect(again.status).toBe(32);
    expect((await run(world, 'xenhost', ['/bin/umount', '/mnt'])).status).toBe(0);
    expect(host.files.exists('/mnt/kept')).toBe(false);
    await run(world, 'xenhost', ['/bin/mount', '-t', 'ext3', '/dev/sdc1', '/mnt']);
    expect(host.files.readText('/mnt/kept')).toBe('yes');
    expect((await run(world, 'xenhost', ['/sbin/blkid', '/dev/sdc1'])).out).toMatch(
      /^\/dev\/sdc1: UUID="[0-9a-f-]{36}" TYPE="ext3" SEC_TYPE="ext2"/u,
    );
  });

  test('wrong things are refused as the tools do', async () => {
    const { world } = storageWorld();
    world.machine('xenhost').files.makeDirectory('/mnt');
    expect((await run(world, 'xenhost', ['/sbin/fdisk', '/dev/sdz'])).err).toContain('Unable to open /dev/sdz');
    expect((await run(world, 'xenhost', ['/sbin/fdisk', '/dev/sdc'], '')).err).toContain('got EOF thrice');
    expect((await run(world, 'xenhost', ['/sbin/mkfs', '-t', 'ext3', '/dev/sdz1'])).err).toContain('No such file or directory');
    expect((await run(world, 'xenhost', ['/bin/mount', '/dev/sdz1', '/mnt'])).err).toBe(
      'mount: special device /dev/sdz1 does not exist\n',
    );
    expect((await run(world, 'xenhost', ['/bin/mount', '/dev/sdc', '/nope'])).err).toBe(
      'mount: mount point /nope does not exist\n',
    );
    expect((await run(world, 'xenhost', ['/bin/mount', '/dev/sdc', '/mnt'])).err).toBe(
      'mount: you must specify the filesystem type\n',
    );
    expect((await run(world, 'xenhost', ['/bin/df', '/nope'])).err).toBe("df: `/nope': No such file or directory\n");
    const whole = await run(world, 'xenhost', ['/sbin/mkfs.ext3', '/dev/sdc'], 'n\n');
    expect(whole.out).toContain('entire device, not just one partition!');
    expect(whole.status).toBe(1);
  });

  test('a disk belongs to one guest, and not to who has it mounted', async () => {
    const { world } = storageWorld();
    addGuest(world, 'test0', 512_400);
    addGuest(world, 'test1', 512_400);
    const give = (guest: string, source: string, device: string, mode = 'w') =>
      attachGuestDisk(world, { guest, dom0: 'xenhost', source, device, mode });
    expect(give('test0', 'phy:/dev/sdb', 'xvda').ok).toBe(true);
    expect(give('test1', 'phy:/dev/sdb', 'xvda')).toMatchObject({ ok: false, problem: { code: 'mounted-guest' } });
    expect(give('test1', 'phy:/dev/sdb', 'xvda', 'w!').ok).toBe(true);
    expect(give('test1', 'phy:/dev/sdz', 'xvdb')).toMatchObject({ ok: false, problem: { code: 'missing' } });
    await run(world, 'xenhost', ['/sbin/mkfs.ext3', '-F', '/dev/sdd']);
    world.machine('xenhost').files.makeDirectory('/mnt');
    await run(world, 'xenhost', ['/bin/mount', '/dev/sdd', '/mnt']);
    expect(give('test1', 'phy:/dev/sdd', 'xvdc')).toMatchObject({ ok: false, problem: { code: 'mounted-here' } });
    expect((await run(world, 'xenhost', ['/sbin/mkfs.ext3', '-F', '/dev/sdb'])).err).toContain('apparently in use by the system');
  });

  test('raw bytes come back, and overwrite what stands there', async () => {
    const { world, host } = storageWorld();
    await run(world, 'xenhost', ['/sbin/fdisk', '/dev/sdc'], 'n\np\n1\n\n\nw\n');
    await run(world, 'xenhost', ['/sbin/mkfs.ext3', '-L', 'data', '/dev/sdc1']);
    const first = await passTime(world, storageBlocks.read(world, host, '/dev/sdc', 0, 512));
    expect([first[510], first[511], first[450]]).toEqual([0x55, 0xaa, 0x83]);
    const superblock = await passTime(world, storageBlocks.read(world, host, '/dev/sdc1', 1024, 136));
    expect([superblock[56], superblock[57]]).toEqual([0x53, 0xef]);
    const pattern = Uint8Array.from({ length: 4096 }, (_, index) => (index * 7) & 255);
    await passTime(world, storageBlocks.write(world, host, '/dev/sdc1', 1_000_000, pattern, true));
    expect(await passTime(world, storageBlocks.read(world, host, '/dev/sdc', 63 * 512 + 1_000_000, 4096))).toEqual(pattern);
    await passTime(world, storageBlocks.write(world, host, '/dev/sdc1', 0, new Uint8Array(4096), true));
    expect((await run(world, 'xenhost', ['/sbin/blkid', '/dev/sdc1'])).status).toBe(2);
    await passTime(world, storageBlocks.write(world, host, '/dev/sdc', 0, new Uint8Array(512), true));
    expect((await run(world, 'xenhost', ['/sbin/fdisk', '-l', '/dev/sdc'])).err).toContain('valid partition table');
  });

  test('df of a host has its size from the disk', async () => {
    const { world } = storageWorld();
    const shown = (await run(world, 'xenhost', ['/bin/df', '-hT'])).out.split('\n');
    expect(shown[0]).toBe('Filesystem    Type    Size  Used Avail Use% Mounted on');
    expect(shown[1]).toMatch(/^\/dev\/sda2 {5}ext3 {5}66G/u);
  });
});
