import { describe, expect, test } from 'vitest';
import { reviveWorld } from '../../../../../main/labs/practice/create-world.ts';
import { passTime } from '../../../../../main/labs/practice/pass-time.ts';
import { keptState } from '../../../../../main/labs/practice/world/changes.ts';
import { debianHands } from '../../../../../main/labs/practice/world/debian/array/hands.ts';
import type { WorldState } from '../../../../../main/labs/practice/world/state.ts';
import { debianLab, labOn } from './debian-world.ts';

describe('a fabric of practice hosts with Debian', () => {
  test('a pulled cable holds I/O up for some seconds, and the map fails back after it is plugged in', async () => {
    const lab = await debianLab('multipath');
    const hands = debianHands(lab.world);
    expect(hands.pull('xenhost-p1').ok).toBe(true);
    const before = lab.world.now();
    await lab.ok('dd if=/dev/mapper/xen_lun0 of=/dev/null bs=4096 count=1 iflag=direct');
    const stall = lab.world.now() - before;
    // Ping 2 + 2 seconds, recovery 5: as captured.
    expect(stall).toBeGreaterThan(8_000);
    expect(stall).toBeLessThan(12_000);
    await lab.pass(5_000);
    const pulled = await lab.ok('multipath -ll xen_lun0');
    expect(pulled).toMatch(
      /prio=0 status=enabled\n\| `- 6:0:0:0 sda 8:0 +failed faulty running\n`-\+- policy='service-time 0' prio=10 status=active/u,
    );
    expect(await lab.ok('journalctl -k -o cat')).toContain('session1: session recovery timed out after 5 secs');
    expect(hands.plug('xenhost-p1').ok).toBe(true);
    await lab.pass(12_000);
    expect(await lab.ok('multipath -ll xen_lun0')).toMatch(/prio=50 status=active\n\| `- 6:0:0:0 sda 8:0 +active ready running/u);
    expect(await lab.ok('journalctl -u multipathd -o cat')).toContain('xen_lun0: switch to path group #1');
  });

  test('a file system on a map goes on while one path of it is down', async () => {
    const lab = await debianLab('guests');
    expect(await lab.ok('ls -ldL /dev/mapper/xen_lun3')).toMatch(/^b/u);
    expect(await lab.ok('fdisk -l /var/lib/xen/images/test1-xvda.img')).toMatch(
      /^\/var\/lib\/xen\/images\/test1-xvda\.img1 +\* /mu,
    );
    expect(debianHands(lab.world).pull('xenhost-p1').ok).toBe(true);
    await lab.pass(30_000);
    await lab.ok('dd if=/dev/zero of=/var/lib/xen/images/probe bs=4096 count=1 oflag=direct');
  });

  test('without both controllers I/O waits, and fails when the retries are used up', async () => {
    const lab = await debianLab('multipath');
    const hands = debianHands(lab.world);
    expect(hands.pull('ctlA-sw1').ok && hands.pull('ctlB-sw2').ok).toBe(true);
    const ran = await lab.sh('dd if=/dev/mapper/xen_lun0 of=/dev/null bs=4096 count=1 iflag=direct');
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain('Input/output error');
  });

  test('a wrong default boots Debian without Xen', async () => {
    const lab = await debianLab('xen');
    expect((await lab.ok('xl info')).startsWith('host                   : xenhost\n')).toBe(true);
    await lab.ok("echo 'XEN_OVERRIDE_GRUB_DEFAULT=0' >> /etc/default/grub; update-grub; reboot");
    await lab.pass(10_000);
    await passTime(lab.world, lab.host.whenUp());
    const ran = await lab.sh('xl info');
    expect(ran).toMatchObject({ status: 1, stderr: "ERROR:  Can't find hypervisor information in sysfs!\n" });
  });

  test('after a power cut the hosts come up with sessions, maps, mounts and guests', async () => {
    const lab = await debianLab('guests');
    const state = JSON.parse(JSON.stringify(keptState(lab.world.state))) as WorldState;
    const world = reviveWorld(state);
    const again = labOn(world, world.machine('xenhost'));
    await passTime(world, again.host.whenUp());
    await passTime(world, world.machine('test0').whenUp());
    expect((await again.ok('xl list')).split('\n').map((line) => line.split(' ')[0])).toEqual([
      'Name',
      'Domain-0',
      'test0',
      'test1',
      '',
    ]);
    expect(await again.ok('findmnt -n -o SOURCE /var/lib/xen/images')).toBe('/dev/mapper/xen_lun3\n');
  });
});
