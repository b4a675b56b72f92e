import { expect, test } from 'vitest';
import { withTreesMounted } from '../../../../../main/labs/practice/world/software/install/host.ts';
import {
  applyGuestsStage,
  applyMultipathStage,
  applyNetworkStage,
  applyXenStage,
} from '../../../../../main/labs/practice/world/software/install/stages.ts';
import { passTime, run } from '../small-world.ts';
import { comparable, listing } from './article.ts';
import { freshLab } from './software-world.ts';

/** The stages applied at once lead to what a person's commands lead to: the finished world prints the listings. */
test('a host built finished prints the listings', async () => {
  const lab = await freshLab();
  const { world, host } = lab;
  host.cutPower();
  const boot = Object.values(world.state.storage.disks['local:xenhost']?.volumes ?? {})[0];
  if (boot?.kind !== 'fileSystem') throw new Error('no boot file system');
  withTreesMounted(host, boot.id, () => {
    applyXenStage(host);
    applyMultipathStage(host);
    applyNetworkStage(host);
  });
  host.powerOn();
  await passTime(world, host.whenUp());
  applyGuestsStage(world, host);
  await passTime(world, world.machine('test1').whenUp());
  for (const [number, command] of [
    [2, 'uname -a'],
    [5, 'xm info'],
    [6, 'xm list Domain-0'],
    [9, '/opt/mpp/lsvdev'],
    [10, 'cat /etc/xen/test0'],
    [13, 'sed "s/5\\(3b39c1e\\)-\\(9edc\\)-\\(6143\\)-\\(a06d\\)-/5\\1\\2\\3\\4/" /etc/xen/test1'],
  ] as const) {
    expect(comparable(number, await lab.ok(`PATH=$PATH:/usr/sbin; ${command}`))).toBe(comparable(number, listing(number)));
  }
  expect((await run(world.machine('test0'), 'df -P | sed 1d | cut -d" " -f1')).stdout).toBe(
    '/dev/mapper/VolGroup00-LogVol00\n/dev/xvda1\ntmpfs\n/dev/xvdb1\n/dev/xvdc1\n',
  );
  const state = JSON.parse(JSON.stringify(world.state)) as typeof world.state;
  expect(state).toEqual(world.state);
});
