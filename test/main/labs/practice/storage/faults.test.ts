import { describe, expect, test } from 'vitest';
import { findDisk } from '../../../../../main/labs/practice/world/storage/devices.ts';
import { storageHands } from '../../../../../main/labs/practice/world/storage/hands.ts';
import { attachGuestDisk } from '../../../../../main/labs/practice/world/storage/guests.ts';
import { awaitIo, ioState } from '../../../../../main/labs/practice/world/storage/io.ts';
import type { World } from '../../../../../main/labs/practice/world/world.ts';
import { addGuest, logOf, passTime, run, sm, storageWorld } from './storage-world.ts';

function owners(world: World): string {
  return (world.state.storage.arrays['ARCJMTDS48K1']?.logicalDrives ?? []).map((drive) => drive.current).join('');
}

/** Milliseconds of world time that one request to a disk of the host takes. */
async function request(world: World, name: string, machine = 'xenhost'): Promise<number> {
  const device = findDisk(world, machine, name);
  if (device === undefined) throw new Error(`no ${name}`);
  const from = world.now();
  await passTime(world, awaitIo(world, world.machine(machine), device));
  return world.now() - from;
}

describe('the three faults at the end of the article', () => {
  test('a pulled cable stalls the LUNs of one controller for about 5 seconds, moves them, and is in the logs', async () => {
    const { world, host } = storageWorld();
    expect(owners(world)).toBe('ABAB');
    expect(storageHands(world).pull('xenhost-p1').ok).toBe(true);
    expect(await request(world, 'sdc')).toBe(0);
    const stall = await request(world, 'sdb');
    expect(stall).toBeGreaterThan(4_000);
    expect(stall).toBeLessThan(6_000);
    expect(owners(world)).toBe('BBBB');
    await world.advance(10_000);
    expect(logOf(host)).toContain('qla2xxx 0000:06:00.0: LOOP DOWN detected');
    expect(logOf(host)).toContain('rport-3:0-0: blocked FC remote port time out: removing target and saving binding');
    expect(logOf(host)).toContain('[RAIDarray.mpp]Failover succeeded to ARCJMTDS48K1:1');
    expect((await sm(world, 'show storageSubsystem healthStatus;')).out).toContain('Logical Drive Not On Preferred Path');
    const view = await run(world, 'xenhost', ['/usr/sbin/mppUtil', '-a', 'ARCJMTDS48K1']);
    expect(view.out).toMatch(/PathState: FAILED/u);
    expect(view.out).not.toMatch(/CurrentOwningPath: A/u);
    expect((await run(world, 'sw1', ['switchshow'])).out).toMatch(/^ {2}0 {3}0 {3}id {4}N2 {3}No_Light$/mu);

    expect(storageHands(world).plug('xenhost-p1').ok).toBe(true);
    await world.advance(15_000);
    expect(owners(world)).toBe('BBBB');
    await world.advance(90_000);
    expect(owners(world)).toBe('ABAB');
    expect((await sm(world, 'show storageSubsystem healthStatus;')).out).toContain('optimal');
    expect(await request(world, 'sdb')).toBe(0);
  });

  test('a disabled switch port, then a controller taken offline, each restored', async () => {
    const { world, host } = storageWorld();
    await run(world, 'sw2', ['portdisable', '0']);
    expect(logOf(host)).toContain('qla2xxx 0000:06:00.1: LOOP DOWN detected');
    await world.advance(10_000);
    expect(owners(world)).toBe('AAAA');
    await run(world, 'sw2', ['portenable', '0']);
    await world.advance(120_000);
    expect(owners(world)).toBe('ABAB');
    expect((await sm(world, 'set controller [a] availability=offline;')).status).toBe(0);
    expect(owners(world)).toBe('BBBB');
    expect(await request(world, 'sdb')).toBeGreaterThan(2_000);
    const refused = await sm(world, 'set controller [b] availability=offline;');
    expect(refused.out).toContain('SMcli failed.');
    expect((await sm(world, 'set controller [a] availability=online;')).status).toBe(0);
    await world.advance(120_000);
    expect(owners(world)).toBe('ABAB');
  });

  test('a switch that is disabled takes its paths with it until it is enabled', async () => {
    const { world, host } = storageWorld();
    await run(world, 'sw2', ['switchdisable']);
    expect((await run(world, 'sw2', ['switchshow'])).out).toMatch(/^switchState:\tOffline\s*$/mu);
    expect(logOf(host)).toContain('qla2xxx 0000:06:00.1: LOOP DOWN detected');
    await world.advance(10_000);
    expect(owners(world)).toBe('AAAA');
    await run(world, 'sw2', ['switchenable']);
    await world.advance(120_000);
    expect((await run(world, 'sw2', ['switchshow'])).out).toMatch(/^switchState:\tOnline\s*$/mu);
    expect(owners(world)).toBe('ABAB');
  });

  test('without any path I/O hangs, fails after ten minutes, and file systems go read-only in host and guest', async () => {
    const { world, host } = storageWorld();
    addGuest(world, 'test0', 512_400);
    attachGuestDisk(world, { guest: 'test0', dom0: 'xenhost', source: 'phy:/dev/sdb', device: 'xvda', mode: 'w' });
    await run(world, 'test0', ['/sbin/mkfs.ext3', '/dev/xvda']);
    world.machine('test0').files.makeDirectory('/mnt');
    expect((await run(world, 'test0', ['/bin/mount', '/dev/xvda', '/mnt'])).status).toBe(0);
    storageHands(world).pull('xenhost-p1');
    storageHands(world).pull('xenhost-p2');
    await world.advance(60_000);
    const device = findDisk(world, 'test0', 'xvda');
    if (device === undefined) throw new Error('no xvda');
    expect(ioState(world, 'test0', device)).toBe('wait');
    await world.advance(560_000);
    expect(ioState(world, 'test0', device)).toBe('error');
    expect(logOf(world.machine('test0'))).toContain('Remounting filesystem read-only');
    expect((await run(world, 'test0', ['/bin/mount'])).out).toContain('/dev/xvda on /mnt type ext3 (ro)');
    expect(logOf(host)).toContain('end_request: I/O error, dev sdb');
  });

  test('one cable of four paths moves nothing', async () => {
    const { world } = storageWorld({ paths: 4 });
    storageHands(world).pull('ctlA-sw1');
    await world.advance(20_000);
    expect(owners(world)).toBe('ABAB');
    expect(await request(world, 'sdb')).toBe(0);
  });

  test('hands refuse what makes no sense', () => {
    const { world } = storageWorld();
    expect(storageHands(world).pull('nothing').ok).toBe(false);
    expect(storageHands(world).plug('xenhost-p1').ok).toBe(false);
    expect(storageHands(world).fail('C').ok).toBe(false);
    expect(storageHands(world).fail('A').ok).toBe(true);
    expect(storageHands(world).fail('B').ok).toBe(false);
    expect(storageHands(world).recover('A').ok).toBe(true);
  });
});
