import { describe, expect, it } from 'vitest';
import { disksUse } from '../../../core/probes/disk-use.ts';
import { disksAll, disksTables } from '../../../core/probes/disks.ts';
import { fcHosts, fcRemotePorts } from '../../../core/probes/fc.ts';
import { filesystemsFiles } from '../../../core/probes/files.ts';
import { filesystemsUsage } from '../../../core/probes/filesystems.ts';
import { loadProgress } from '../../../core/probes/load.ts';
import { lvmPhysicalVolumes } from '../../../core/probes/lvm.ts';
import { multipathStacks } from '../../../core/probes/multipath-stacks.ts';
import { rdacArray } from '../../../core/probes/rdac-array.ts';
import { rdacConfiguration, rdacTree, rdacVersion, rdacVirtualDevices } from '../../../core/probes/rdac.ts';
import { scsiDevices, scsiHosts } from '../../../core/probes/scsi.ts';
import { factsOf } from './fixtures.ts';

describe('RDAC', () => {
  it('names the disk of each LUN, as the article lists them', () => {
    const { devices } = factsOf(rdacVirtualDevices, 'listing-09');
    expect(devices.map(({ lun, device }) => `${lun} ${device}`)).toEqual([
      '0 /dev/sdb',
      '1 /dev/sdc',
      '2 /dev/sdd',
      '3 /dev/sde',
    ]);
    expect(devices.every(({ array }) => array === 'ARCJMTDS48K1')).toBe(true);
  });

  it('tells a list without LUNs from a tool that refuses', () => {
    expect(factsOf(rdacVirtualDevices, 'no-luns')).toEqual({ present: true, answered: true, refusal: '', devices: [] });
    const refused = factsOf(rdacVirtualDevices, 'without-mpputil');
    expect(refused).toMatchObject({ present: true, answered: false, devices: [] });
    expect(refused.refusal).toContain('/usr/sbin/mppUtil is not installed.');
  });

  it('shows a path to each controller and owners as preferred when all is well', () => {
    const facts = factsOf(rdacArray, 'healthy');
    expect(facts).toMatchObject({
      name: 'ARCJMTDS48K1',
      wwn: '600a0b8000263a7c0000000046f1b5ae',
      singleController: false,
      avtEnabled: false,
    });
    expect(
      facts.controllers.map(({ name, failed, pathCount, paths }) => [
        name,
        failed,
        pathCount,
        paths.map(({ state, host }) => [state, host]),
      ]),
    ).toEqual([
      ['A', false, 1, [['OPTIMAL', 3]]],
      ['B', false, 1, [['OPTIMAL', 4]]],
    ]);
    expect(facts.luns.map(({ lun, preferredPath, currentOwningPath }) => [lun, preferredPath, currentOwningPath])).toEqual([
      [0, 'A', 'A'],
      [1, 'B', 'B'],
      [2, 'A', 'A'],
      [3, 'B', 'B'],
    ]);
    expect(facts.unread).toEqual([]);
  });

  it('shows the failed path and the moved owner after a cable was pulled', () => {
    const facts = factsOf(rdacArray, 'path-failed');
    expect(facts.controllers.map(({ paths }) => paths.map(({ state }) => state))).toEqual([['FAILED'], ['OPTIMAL']]);
    expect(facts.luns.map(({ preferredPath, currentOwningPath }) => `${preferredPath ?? ''}${currentOwningPath ?? ''}`)).toEqual([
      'AB',
      'BB',
      'AB',
      'BB',
    ]);
    expect(facts.luns[0]?.controllers.map(({ controller, paths }) => [controller, paths[0]?.state])).toEqual([
      ['A', 'FAILED'],
      ['B', 'OPTIMAL'],
    ]);
  });

  it('counts two paths to each controller', () => {
    const facts = factsOf(rdacArray, 'four-paths');
    expect(facts.controllers.map(({ paths }) => paths.map(({ host }) => host))).toEqual([
      [3, 4],
      [5, 6],
    ]);
    expect(facts.luns[1]?.controllers.map(({ paths }) => paths.length)).toEqual([2, 2]);
  });

  it('reads settings, version and the tree in /proc', () => {
    expect(factsOf(rdacConfiguration, 'as-installed')).toMatchObject({
      exists: true,
      scanInterval: 60,
      disableLunRebalance: 0,
      failoverTimeout: 120,
    });
    expect(factsOf(rdacConfiguration, 'absent')).toMatchObject({ exists: false, scanInterval: null });
    expect(factsOf(rdacVersion, 'c5-11').version).toBe('09.01.C5.11');
    const [array] = factsOf(rdacTree, 'two-paths').arrays;
    expect(
      array?.controllers.map(({ name, paths }) => [
        name,
        paths.map(({ driver, host, luns, accessLuns }) => [driver, host, luns, accessLuns]),
      ]),
    ).toEqual([
      ['A', [['qla2xxx', 3, [0, 1], [31]]]],
      ['B', [['qla2xxx', 4, [0, 1], [31]]]],
    ]);
    expect(array?.virtualLuns).toEqual([0, 1]);
  });
});

describe('SCSI and Fibre Channel', () => {
  it('tells paths, virtual disks and access LUNs apart', () => {
    const { devices } = factsOf(scsiDevices, 'ds4800');
    expect(devices.filter(({ model }) => model === '1815      FAStT')).toHaveLength(8);
    expect(devices.filter(({ model }) => model === 'VirtualDisk').map(({ host, lun }) => [host, lun])).toEqual([
      [5, 0],
      [5, 1],
      [5, 2],
      [5, 3],
    ]);
    expect(devices.filter(({ model }) => model === 'Universal Xport').map(({ lun }) => lun)).toEqual([31, 31]);
    expect(factsOf(scsiHosts, 'with-mpp').hosts.find(({ driver }) => driver === 'mpp')).toEqual({ host: 5, driver: 'mpp' });
  });

  it('writes WWNs as switches do and shows a port without light', () => {
    const hosts = factsOf(fcHosts, 'link-down').hosts;
    expect(hosts.map(({ host, wwpn, portState }) => [host, wwpn, portState])).toEqual([
      [3, '21:00:00:e0:8b:9a:1c:5e', 'Linkdown'],
      [4, '21:01:00:e0:8b:ba:1c:5e', 'Online'],
    ]);
    expect(factsOf(fcRemotePorts, 'blocked').ports.map(({ host, wwpn, roles }) => [host, wwpn, roles])).toEqual([
      [3, '20:04:00:a0:b8:26:3a:7c', 'unknown'],
      [4, '20:05:00:a0:b8:26:3a:7c', 'FCP Target'],
    ]);
  });
});

describe('disks and file systems', () => {
  it('joins the line that df wrapped', () => {
    expect(factsOf(filesystemsUsage, 'listing-12').fileSystems[0]).toEqual({
      device: '/dev/mapper/VolGroup00-LogVol00',
      size: '3.8G',
      used: '1.8G',
      available: '1.8G',
      usePercent: 51,
      mountPoint: '/',
    });
    expect(factsOf(filesystemsUsage, 'listing-14').fileSystems.map(({ mountPoint }) => mountPoint)).toEqual([
      '/',
      '/boot',
      '/dev/shm',
      '/mnt/disk1',
      '/mnt/disk2',
    ]);
  });

  it('knows a sparse image from one that has all its blocks', () => {
    expect(
      factsOf(filesystemsFiles, 'images').files.map(({ exists, bytes, fullyAllocated }) => [exists, bytes, fullyAllocated]),
    ).toEqual([
      [true, 5368709120, true],
      [true, 2147483648, false],
      [false, null, null],
    ]);
  });

  it('reads tables of both fdisks', () => {
    const asked = factsOf(disksTables, 'three').disks;
    expect(asked.map(({ device, exists, table }) => [device, exists, table[0]?.valid ?? null])).toEqual([
      ['/dev/sda', true, true],
      ['/dev/sdb', true, false],
      ['/dev/sdq', false, null],
    ]);
    expect(asked[0]?.table[0]?.partitions[0]).toMatchObject({
      device: '/dev/sda1',
      bootable: true,
      kibibytes: 104391,
      typeId: '83',
      type: 'Linux',
    });
    const captured = factsOf(disksAll, 'debian-12').disks;
    expect(captured).toHaveLength(13);
    expect(captured.find(({ device }) => device === '/dev/mapper/mpatha')).toMatchObject({
      bytes: 268435456,
      valid: null,
      partitions: [],
    });
    expect(factsOf(disksAll, 'dos-and-gpt').disks.map(({ label, partitions }) => [label, partitions.length])).toEqual([
      ['dos', 2],
      ['gpt', 1],
    ]);
  });

  it('finds everything that speaks against destroying a device', () => {
    const mounted = factsOf(disksUse, 'mounted-partition');
    expect(mounted.mounts.map(({ device, mountPoint }) => [device, mountPoint])).toEqual([
      ['/dev/sde1', '/var/lib/xen/images'],
      ['/dev/sde1', '/var/lib/xen/images'],
    ]);
    expect(mounted.partitions.map(({ name }) => name)).toEqual(['sde1']);
    expect(mounted.signatures.map(({ device, type }) => [device, type])).toEqual([['/dev/sde1', 'ext3']]);
    const guests = factsOf(disksUse, 'a-guests-disk');
    expect(guests.guestConfigurations.map(({ file, line }) => [file, line])).toEqual([['/etc/xen/test0', 12]]);
    expect(guests.guests.map(({ kind, domain, dev }) => [kind, domain, dev])).toEqual([['vbd', 5, 'hda']]);
    expect(guests.mounts).toEqual([]);
    const system = factsOf(disksUse, 'swap-and-volumes');
    expect(system.holders).toEqual([
      { device: 'sda2', holder: 'dm-0' },
      { device: 'sda2', holder: 'dm-1' },
    ]);
    expect(system.swaps.map(({ device }) => device)).toEqual(['/dev/sda3']);
    expect(system.guestsAsked).toBe(false);
    expect(factsOf(disksUse, 'missing')).toMatchObject({ exists: false, isBlockDevice: false, mounts: [], partitions: [] });
  });
});

describe('load and stacks', () => {
  it('sums up the verifying load', () => {
    const facts = factsOf(loadProgress, 'running');
    expect(facts).toMatchObject({ exists: true, running: true, pid: 3124, now: 1204617900 });
    expect(facts.targets).toEqual([
      {
        directory: '/mnt/disk1',
        reading: 'direct',
        rounds: 812,
        mismatches: 0,
        errors: 0,
        firstAt: 1204617000,
        lastAt: 1204617899,
        secondsSinceLast: 1,
        longestGapSeconds: 6,
        longestGapEndedAt: 1204617555,
      },
      expect.objectContaining({ directory: '/mnt/disk2', reading: 'cached', mismatches: 1, secondsSinceLast: 2 }),
    ]);
    expect(factsOf(loadProgress, 'never-started')).toMatchObject({ exists: false, running: false, targets: [] });
  });

  it('sees two multipath stacks at once', () => {
    expect(factsOf(multipathStacks, 'rdac-alone')).toMatchObject({
      rdacLoaded: true,
      daemonRunning: false,
      both: false,
      daemonRunlevels: [],
    });
    expect(factsOf(multipathStacks, 'both')).toMatchObject({
      rdacLoaded: true,
      daemonRunning: true,
      both: true,
      daemonRunlevels: [2, 3, 4, 5],
    });
  });
});

describe('physical volumes', () => {
  it('are told with their volume group, and the one in none without', () => {
    expect(factsOf(lvmPhysicalVolumes, 'rhel-5').volumes.map(({ device, group }) => [device, group])).toEqual([
      ['/dev/sda2', 'VolGroup00'],
      ['/dev/sdf', 'vg-data'],
      ['/dev/sdg', ''],
    ]);
    expect(factsOf(lvmPhysicalVolumes, 'none')).toEqual({ present: true, answered: true, refusal: '', volumes: [] });
    expect(factsOf(lvmPhysicalVolumes, 'absent')).toMatchObject({ present: false, answered: false });
  });
});
