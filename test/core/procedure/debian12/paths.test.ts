import { describe, expect, it } from 'vitest';
import { aliased, checkpointOf, facts, judge, source, told } from './bench.ts';

/** Checkpoints about maps, paths and waiting, on what a real host answered: healthy, a cable pulled, a controller away. */

const healthy = told('multipath.daemonMaps', 'healthy', aliased);
const pulled = told('multipath.daemonMaps', 'cable-pulled', aliased);
const withoutB = told('multipath.daemonMaps', 'controller-b-unreachable', aliased);
const sessions = told('iscsi.sessions', 'two');
const stopped = facts('multipath.daemonMaps', { present: true, refusal: 'error -1 connecting' });

describe('maps', () => {
  it('has to have a map of its name for each LUN', () => {
    expect(judge('maps', 'each-lun-a-map', { maps: healthy }).outcome).toBe('pass');
    const paths = told('scsi.paths', 'alua');
    const byArrival = told('multipath.daemonMaps', 'healthy');
    const known = told('multipath.knownIds', 'two');
    expect(judge('maps', 'each-lun-a-map', { maps: byArrival, paths, known })).toMatchObject({
      outcome: 'fail',
      hint: { id: 'other-name' },
    });
    expect(judge('maps', 'each-lun-a-map', { maps: stopped, paths, known })).toMatchObject({
      outcome: 'fail',
      hint: { id: 'not-running' },
    });
  });

  it('tells a WWID that find_multipaths does not know from one that is blacklisted or not there', () => {
    const none = facts('multipath.daemonMaps', { present: true, answered: true });
    const paths = told('scsi.paths', 'alua');
    const asked = (known: unknown, seen: unknown): unknown =>
      judge('maps', 'each-lun-a-map', { maps: none, paths: seen, known }).hint?.id;
    expect(asked(told('multipath.knownIds', 'none'), paths)).toBe('unknown-wwid');
    expect(asked(told('multipath.knownIds', 'two'), paths)).toBe('blacklisted');
    expect(asked(told('multipath.knownIds', 'two'), told('scsi.paths', 'none'))).toBe('no-disk');
  });

  it('wants every WWID known, so that a restart with one path makes the map too', () => {
    const two = judge('maps', 'wwids-known', { known: told('multipath.knownIds', 'two') });
    expect(two.outcome).toBe('fail');
    expect(two.missing).toEqual(['3600140560a0b80000f00200000000000', '3600140560a0b80000f00300000000000']);
    const all = told('multipath.knownIds', 'two', (text) =>
      text.replace(
        '/3600140560a0b80000f00100000000000/\n',
        '/3600140560a0b80000f00100000000000/\n/3600140560a0b80000f00200000000000/\n/3600140560a0b80000f00300000000000/\n',
      ),
    );
    expect(judge('maps', 'wwids-known', { known: all }).outcome).toBe('pass');
  });

  it('finds the root disk in a map', () => {
    const tree = told('blockDevices.tree', 'debian-12');
    const onRoot = (device: string, type: string): unknown => ({
      ...(tree as object),
      devices: [
        {
          name: device,
          kernelName: device,
          parent: null,
          type,
          bytes: 1,
          vendor: null,
          model: null,
          serial: null,
          wwn: null,
          hctl: null,
          transport: null,
          state: null,
          fileSystem: 'ext4',
          mountPoint: '/',
        },
      ],
    });
    expect(judge('maps', 'root-not-mapped', { tree: onRoot('vda1', 'part') }).outcome).toBe('pass');
    expect(judge('maps', 'root-not-mapped', { tree: onRoot('mpatha', 'mpath') })).toMatchObject({
      outcome: 'fail',
      hint: { id: 'not-blacklisted' },
    });
    expect(judge('maps', 'root-not-mapped', { tree: { ...(tree as object), devices: [] } })).toMatchObject({
      outcome: 'fail',
      hint: { id: 'other' },
    });
  });
});

describe('paths', () => {
  it('wants every declared path to work', () => {
    expect(judge('paths', 'every-path', { maps: healthy }).outcome).toBe('pass');
    expect(judge('paths', 'every-path', { maps: pulled, sessions })).toMatchObject({ outcome: 'fail', hint: { id: 'not-yet' } });
    expect(judge('paths', 'every-path', { maps: withoutB, sessions }).outcome).toBe('fail');
    const one = told('multipath.daemonMaps', 'healthy', (text) =>
      aliased(text).replace('"dev_st" : "running"', '"dev_st" : "offline"').replace('"dev_st":"running"', '"dev_st":"offline"'),
    );
    expect(judge('paths', 'every-path', { maps: one, sessions })).toMatchObject({ outcome: 'fail', hint: { id: 'offline' } });
  });

  it('wants each LUN over its preferred controller, with the highest priority', () => {
    expect(judge('paths', 'owners-home', { maps: healthy, sessions }).outcome).toBe('pass');
    expect(judge('paths', 'owners-home', { maps: pulled, sessions })).toMatchObject({
      outcome: 'fail',
      hint: { id: 'path-gone' },
    });
    expect(judge('paths', 'owners-home', { maps: healthy, sessions: facts('iscsi.sessions') }).outcome).toBe('fail');
  });

  it('wants both sides told apart by ALUA', () => {
    const two = source(undefined, {
      luns: [0, 1].map((lun) => ({ lun, alias: `xen_lun${lun}`, wwid: `3600140560a0b80000f00${lun}00000000000`, ports: [] })),
    });
    expect(judge('paths', 'alua-told', { paths: told('scsi.paths', 'alua') }, two).outcome).toBe('pass');
    const alike = told('scsi.paths', 'alua', (text) => text.replaceAll('active/non-optimized', 'active/optimized'));
    expect(judge('paths', 'alua-told', { paths: alike }, two)).toMatchObject({ outcome: 'fail', hint: { id: 'one-side' } });
    const loose = told('scsi.paths', 'alua', (text) => text.replaceAll('dh_state:alua', 'dh_state:detached'));
    expect(judge('paths', 'alua-told', { paths: loose }, two)).toMatchObject({ outcome: 'fail', hint: { id: 'detached' } });
  });

  it('finds a single path in use, by a mount, by LVM, or without a map', () => {
    const paths = told('scsi.paths', 'alua') as { readonly paths: readonly { readonly device: string }[] };
    const device = (name: string, parent: string | null, type: string, mountPoint: string | null = null): unknown => ({
      name,
      kernelName: name,
      parent,
      type,
      bytes: 1,
      vendor: null,
      model: null,
      serial: null,
      wwn: null,
      hctl: null,
      transport: null,
      state: null,
      fileSystem: null,
      mountPoint,
    });
    const disks = paths.paths.map((path) => device(path.device, null, 'disk'));
    const maps = paths.paths.map((path) => device('xen_lun', path.device, 'mpath'));
    const asked = (devices: readonly unknown[], seen: unknown = paths): ReturnType<typeof judge> =>
      judge('paths', 'paths-not-used', {
        tree: facts('blockDevices.tree', { present: true, answered: true, devices }),
        paths: seen,
      });
    expect(asked([...disks, ...maps]).outcome).toBe('pass');
    expect(asked([device('sda', null, 'disk', '/mnt'), ...disks.slice(1), ...maps])).toMatchObject({
      outcome: 'fail',
      hint: { id: 'mounted' },
    });
    expect(asked([...disks, ...maps, device('data-root', 'sdb', 'lvm')])).toMatchObject({ outcome: 'fail', hint: { id: 'lvm' } });
    const bare = told('scsi.paths', 'alua', (text) => text.replace('/sys/block/sda/holders/dm-1\n', ''));
    expect(asked([...disks, ...maps], bare)).toMatchObject({ outcome: 'fail', hint: { id: 'no-map' } });
  });

  it('finds LVM on both sides of a map', () => {
    const paths = told('scsi.paths', 'alua');
    const asked = (lvm: unknown): ReturnType<typeof judge> => judge('paths', 'lvm-one-side', { lvm, paths });
    expect(asked(told('lvm.report', 'no-volumes')).outcome).toBe('pass');
    expect(asked(told('lvm.report', 'absent')).outcome).toBe('pass');
    expect(asked(told('lvm.report', 'both-sides'))).toMatchObject({ outcome: 'fail', hint: { id: 'detection-off' } });
    const detecting = told('lvm.report', 'both-sides', (text) => text.replace('detection=0', 'detection=1'));
    expect(asked(detecting)).toMatchObject({ outcome: 'fail', hint: { id: 'duplicates' } });
  });

  it('finds waiting without end', () => {
    expect(judge('paths', 'waiting-ends', { maps: healthy }).outcome).toBe('pass');
    const queueing = (word: string): unknown =>
      told('multipath.daemonMaps', 'healthy', (text) => aliased(text).replaceAll('"12 chk"', `"${word}"`));
    expect(judge('paths', 'waiting-ends', { maps: queueing('on') })).toMatchObject({ outcome: 'fail', hint: { id: 'for-ever' } });
    expect(judge('paths', 'waiting-ends', { maps: queueing('off') })).toMatchObject({ outcome: 'fail', hint: { id: 'ran-out' } });
    expect(judge('paths', 'waiting-ends', { maps: queueing('-') })).toMatchObject({
      outcome: 'fail',
      hint: { id: 'fails-at-once' },
    });
  });

  it('adds the times up: 120 seconds of recovery are more than a guest waits', () => {
    const times = told('kernel.timeouts', 'dom0');
    const config = told('multipath.configuration', 'aliases');
    const asked = (nodes: unknown, settings: unknown = config): ReturnType<typeof judge> =>
      judge(
        'paths',
        'within-patience',
        { config: settings, nodes, sessions, times },
        source(undefined, { arrayVendor: '(LIO-ORG|SUSE)' }),
      );
    const asShipped = told('iscsi.nodes', 'two-portals');
    expect(asked(asShipped)).toMatchObject({ outcome: 'fail', hint: { id: 'recovery' } });
    const quick = told('iscsi.nodes', 'two-portals', (text) =>
      text.replaceAll('replacement_timeout = 120', 'replacement_timeout = 5'),
    );
    expect(asked(quick).outcome).toBe('pass');
    const endless = told('multipath.configuration', 'aliases', (text) =>
      text.replace('no_path_retry 12\n\t}\n\tdevice', 'no_path_retry "queue"\n\t}\n\tdevice'),
    );
    expect(asked(quick, endless)).toMatchObject({ outcome: 'fail', hint: { id: 'without-end' } });
    const many = told('multipath.configuration', 'aliases', (text) =>
      text.replace('no_path_retry 12\n\t}\n\tdevice', 'no_path_retry 300\n\t}\n\tdevice'),
    );
    expect(asked(quick, many)).toMatchObject({ outcome: 'fail', hint: { id: 'many-checks' } });
    const blind = told('iscsi.nodes', 'two-portals', (text) =>
      text
        .replaceAll('replacement_timeout = 120', 'replacement_timeout = 5')
        .replaceAll('noop_out_interval = 5', 'noop_out_interval = 0'),
    );
    expect(asked(blind).outcome).toBe('fail');
  });
});

describe('the first fault', () => {
  it('is seen on the cable that was meant, and the wrong cable is told', () => {
    expect(
      judge('cable-pulled', 'paths-failed', { maps: healthy, sessions }, source(undefined, {}, { exerciseDone: false })),
    ).toMatchObject({ outcome: 'fail', hint: { id: 'not-yet' } });
    const done = judge(
      'cable-pulled',
      'paths-failed',
      { maps: pulled, sessions },
      source(undefined, {}, { exerciseDone: false }),
    );
    expect(done.outcome).toBe('pass');
    const other = source(undefined, { pulledCable: 'xenhost-p2' }, { exerciseDone: false });
    expect(judge('cable-pulled', 'paths-failed', { maps: pulled, sessions }, other)).toMatchObject({
      outcome: 'fail',
      hint: { id: 'another' },
    });
  });

  it('leaves every LUN a path in use, and is counted by the daemon', () => {
    const from = source(undefined, {}, { exerciseDone: false, pathFaults: 0 });
    expect(judge('cable-pulled', 'other-side', { maps: pulled }, from).outcome).toBe('pass');
    expect(judge('cable-pulled', 'daemon-counted', { maps: pulled }, from).outcome).toBe('pass');
    const later = source(undefined, {}, { exerciseDone: false, pathFaults: 1000 });
    expect(judge('cable-pulled', 'daemon-counted', { maps: pulled }, later)).toMatchObject({
      outcome: 'fail',
      hint: { id: 'restarted' },
    });
  });

  it('is not asked for where an earlier run has made it', () => {
    const from = source(undefined, {}, { exerciseDone: true });
    expect(judge('cable-pulled', 'paths-failed', { maps: healthy, sessions }, from).outcome).toBe('not-applicable');
    expect(checkpointOf('cable-pulled', 'paths-failed').otherwise).toContain('earlier run');
  });
});

describe('the third fault', () => {
  it('is seen on the controller that was meant', () => {
    const of = (controller: string) => source(undefined, { offlineController: controller }, { exerciseDone: false });
    expect(judge('controller-offline', 'paths-failed', { maps: withoutB, sessions }, of('B')).outcome).toBe('pass');
    expect(judge('controller-offline', 'paths-failed', { maps: withoutB, sessions }, of('A'))).toMatchObject({
      outcome: 'fail',
      hint: { id: 'other-controller' },
    });
    expect(judge('controller-offline', 'paths-failed', { maps: healthy, sessions }, of('B'))).toMatchObject({
      outcome: 'fail',
      hint: { id: 'not-yet' },
    });
  });
});
