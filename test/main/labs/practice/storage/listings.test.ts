import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { attachGuestDisk } from '../../../../../main/labs/practice/world/storage/guests.ts';
import { mountVolume, nameRoot } from '../../../../../main/labs/practice/world/storage/file-systems.ts';
import { partitionForInstall, settleFootprint } from '../../../../../main/labs/practice/world/storage/install.ts';
import type { World } from '../../../../../main/labs/practice/world/world.ts';
import { addGuest, collapsed, giga, run, storageWorld, unwrapped } from './storage-world.ts';

/** A listing as the article prints it, without the prompt and the command. */
function listing(number: string): readonly string[] {
  return collapsed(
    readFileSync(new URL(`../../../../fixtures/article/listing-${number}.txt`, import.meta.url), 'utf8').replace(
      /^\[root@.*\n/gmu,
      '',
    ),
  );
}

async function newDisk(world: World, machine: string, disk: string): Promise<void> {
  const made = await run(world, machine, ['/sbin/fdisk', disk], 'n\np\n1\n\n\nw\n');
  expect(made.status, made.out + made.err).toBe(0);
  const formatted = await run(world, machine, ['/sbin/mkfs', '-t', 'ext3', `${disk}1`]);
  expect(formatted.status, formatted.out + formatted.err).toBe(0);
}

/** Installs a guest onto its first disk and gives it two data disks, as the article does. */
async function finish(world: World, guest: string, prefix: string, memoryMib: number): Promise<void> {
  const machine = world.machine(guest);
  const installed = partitionForInstall(world, guest, `${prefix}a`, memoryMib);
  if (!installed.ok) throw new Error(installed.problem.sentence);
  const root = world.tree(installed.value.rootTree);
  for (const directory of ['/boot', '/dev', '/dev/shm', '/mnt', '/mnt/disk1', '/mnt/disk2'])
    root.set(directory, { kind: 'directory', mode: 0o755, uid: 0, gid: 0, mtime: 0 });
  settleFootprint(world, guest, installed.value);
  machine.state.root = installed.value.rootTree;
  machine.state.mounts = [{ device: '/dev/root', path: '/', type: 'ext3', options: 'rw', tree: installed.value.rootTree }];
  nameRoot(world, machine);
  for (const [device, point] of [[`/dev/${prefix}a1`, '/boot']] as const)
    expect(mountVolume(world, machine, { device, point, type: null, options: [] }).ok).toBe(true);
  expect((await run(world, guest, ['/bin/mount', '-t', 'tmpfs', 'tmpfs', '/dev/shm'])).status).toBe(0);
  await newDisk(world, guest, `/dev/${prefix}b`);
  await newDisk(world, guest, `/dev/${prefix}c`);
  expect((await run(world, guest, ['/bin/mount', `/dev/${prefix}b1`, '/mnt/disk1'])).err).toBe('');
  expect((await run(world, guest, ['/bin/mount', `/dev/${prefix}c1`, '/mnt/disk2'])).err).toBe('');
}

describe('listings of the article come out of a world with its numbers', () => {
  test('Listing 9: lsvdev', async () => {
    const { world } = storageWorld();
    world.machine('xenhost').files.makeDirectory('/usr/sbin', { parents: true });
    world.machine('xenhost').files.write('/usr/sbin/mppUtil', 'x');
    const ran = await run(world, 'xenhost', ['/opt/mpp/lsvdev']);
    expect(collapsed(ran.out)).toEqual(listing('09'));
  });

  test('Listing 12: df -h in test0, on three LUNs', async () => {
    const { world } = storageWorld();
    addGuest(world, 'test0', 512_400);
    for (const [index, name] of ['hda', 'hdb', 'hdc'].entries()) {
      const source = `phy:/dev/sd${'bcd'.charAt(index)}`;
      expect(attachGuestDisk(world, { guest: 'test0', dom0: 'xenhost', source, device: name, mode: 'w' }).ok).toBe(true);
    }
    await finish(world, 'test0', 'hd', 500);
    expect(collapsed(unwrapped((await run(world, 'test0', ['/bin/df', '-h'])).out))).toEqual(listing('12'));
  });

  test('Listing 14: df -h in test1, on images in the file system of LUN 3', async () => {
    const { world, host } = storageWorld();
    await newDisk(world, 'xenhost', '/dev/sde');
    host.files.makeDirectory('/var/lib/xen/images', { parents: true });
    expect((await run(world, 'xenhost', ['/bin/mount', '/dev/sde1', '/var/lib/xen/images'])).status).toBe(0);
    for (const [name, size] of [
      ['a', 6 * giga],
      ['b', 2000 * 1024 ** 2],
      ['c', 2000 * 1024 ** 2],
    ] as const)
      host.files.truncate(`/var/lib/xen/images/test1-xvd${name}.img`, size);
    addGuest(world, 'test1', 614_800);
    for (const name of ['xvda', 'xvdb', 'xvdc']) {
      expect(
        attachGuestDisk(world, {
          guest: 'test1',
          dom0: 'xenhost',
          source: `tap:aio:/var/lib/xen/images/test1-${name}.img`,
          device: name,
          mode: 'w',
        }).ok,
      ).toBe(true);
    }
    await finish(world, 'test1', 'xvd', 600);
    expect(collapsed(unwrapped((await run(world, 'test1', ['/bin/df', '-h'])).out))).toEqual(listing('14'));
    expect((await run(world, 'xenhost', ['/bin/umount', '/var/lib/xen/images'])).err).toContain('device is busy');
  });
});
