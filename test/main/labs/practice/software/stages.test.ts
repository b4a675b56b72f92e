import { expect, test } from 'vitest';
import { createWorld } from '../../../../../main/labs/practice/create-world.ts';
import { defaultWorldOptions } from '../../../../../main/labs/practice/options.ts';
import { run } from '../small-world.ts';
import { articleListing, comparableLines } from '../../../../support/article-listings.ts';
import { labOf } from './software-world.ts';

const listings = [
  [2, 'uname -a'],
  [5, 'xm info'],
  [6, 'xm list Domain-0'],
  [9, '/opt/mpp/lsvdev'],
  [10, 'cat /etc/xen/test0'],
  [13, 'cat /etc/xen/test1'],
] as const;

test('a world built finished prints what the world of commands prints', async () => {
  const world = await createWorld({ ...defaultWorldOptions, state: 'guests' });
  const lab = labOf(world, world.machine('xenhost'));
  for (const [number, command] of listings) {
    expect(comparableLines(number, await lab.ok(`PATH=$PATH:/usr/sbin; ${command}`))).toEqual(articleListing(number).lines);
  }
  expect((await run(world.machine('test0'), 'df -P | sed 1d | cut -d" " -f1')).stdout).toBe(
    '/dev/mapper/VolGroup00-LogVol00\n/dev/xvda1\ntmpfs\n/dev/xvdb1\n/dev/xvdc1\n',
  );
  expect(JSON.parse(JSON.stringify(world.state))).toEqual(world.state);
});

test('other options, other output: 64 bits, two hosts, six LUNs, four paths, another seed', async () => {
  const world = await createWorld({
    ...defaultWorldOptions,
    seed: 42,
    hosts: 2,
    luns: 6,
    paths: 4,
    architecture: 'x86_64',
    state: 'guests',
  });
  const second = labOf(world, world.machine('xenhost2'));
  expect(await second.ok('uname -nm; /opt/mpp/lsvdev | grep -c /dev/sd')).toBe('xenhost2 x86_64\n6\n');
  const first = labOf(world, world.machine('xenhost'));
  expect(await first.ok('/usr/sbin/xm list | wc -l; grep -c dddf02f6 /etc/xen/test0; true')).toBe('4\n0\n');
  expect(comparableLines(5, await first.ok('/usr/sbin/xm info'))).not.toEqual(articleListing(5).lines);
});

test('an installation waits while the firewall hides its source, and goes on when it is let in', async () => {
  const world = await createWorld({ ...defaultWorldOptions, state: 'multipath' });
  const lab = labOf(world, world.machine('xenhost'));
  await lab.ok('ln -s /mnt/dvd /var/www/html/rhel51; /sbin/service httpd start');
  const install =
    '/usr/sbin/virt-install --name g --ram 512 --paravirt --file /dev/sdb --network network:default --noautoconsole --location http://192.168.122.1/rhel51';
  await lab.ok(install);
  await world.advance(900_000);
  expect(await lab.ok('/usr/sbin/xm list | grep -c ^g')).toBe('1\n');
  expect((await lab.sh('/usr/sbin/xm console g < /dev/null')).stdout).toContain(
    'Unable to retrieve http://192.168.122.1/rhel51/images/stage2.img\nNo route to host\n',
  );
  await lab.ok('/sbin/iptables -I INPUT -p tcp --dport 80 -j ACCEPT');
  await world.advance(500_000);
  expect((await lab.sh('/usr/sbin/xm list g')).stderr).toBe("Error: Domain 'g' does not exist.\n");
  await lab.ok('/usr/sbin/xm create g');
});
