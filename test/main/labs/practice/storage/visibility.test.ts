import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disksOf } from '../../../../../main/labs/practice/world/storage/devices.ts';
import { declaredFabric } from '../../../../../main/labs/practice/world/storage/declared-fabric.ts';
import { fabric } from '../../../../../core/hosts/inventory.ts';
import { allAnswer } from '../../../../../main/labs/practice/world/storage/io.ts';
import type { World } from '../../../../../main/labs/practice/world/world.ts';
import { boot, giga, run, sm, storageWorld } from './storage-world.ts';

function names(world: World, machine = 'xenhost'): readonly string[] {
  return disksOf(world, machine).devices.map((device) => device.name);
}

describe('what a host sees follows from drivers, zones and mappings', () => {
  test('RDAC before the HBA driver: one disk a LUN; after it: every path', () => {
    expect(names(storageWorld().world)).toEqual(['sda', 'sdb', 'sdc', 'sdd', 'sde']);
    expect(names(storageWorld({ modules: ['qla2xxx'] }).world)).toHaveLength(9);
    expect(names(storageWorld({ modules: ['qla2xxx', 'mppUpper', 'mppVhba'] }).world)).toHaveLength(9);
  });

  test('a path to the controller that does not own a LUN cannot be read without RDAC', async () => {
    const { world } = storageWorld({ modules: ['qla2xxx'] });
    const shown = (await run(world, 'xenhost', ['/sbin/fdisk', '-l'])).out;
    expect(shown.match(/^Disk \/dev\/sd[b-i]/gmu)).toHaveLength(4);
  });

  test('failover in the HBA driver hides the second controller from RDAC', async () => {
    const { world } = storageWorld({ hbaFailover: true });
    const view = (await run(world, 'xenhost', ['/usr/sbin/mppUtil', '-g', '0'])).out;
    expect(view).toContain('SingleController: Y');
    expect(view).toMatch(/Controller 'B' Status:[\s\S]*NumberOfPaths: 0/u);
  });

  test('a gap in the LUN numbers hides what is behind it after the next scan', async () => {
    const { world } = storageWorld();
    await sm(world, 'remove logicalDrive ["xen_lun1"] lunMapping hostGroup="XENGRP";');
    boot(world, 'xenhost', ['mppUpper', 'qla2xxx', 'mppVhba']);
    expect(names(world)).toEqual(['sda', 'sdb']);
  });

  test('a new LUN appears with mppBusRescan', async () => {
    const { world } = storageWorld();
    await sm(
      world,
      'create logicalDrive array=1 userLabel="more" capacity=1GB; set logicalDrive ["more"] logicalUnitNumber=4 hostGroup="XENGRP";',
    );
    expect(names(world)).toHaveLength(5);
    const ran = await run(world, 'xenhost', ['/usr/sbin/mppBusRescan']);
    expect(ran.out).toContain('->/dev/sdf');
    expect(names(world)).toHaveLength(6);
  });

  test('zones: saved is not enabled, enabled without a zone for the host takes the paths away', async () => {
    const { world } = storageWorld({ luns: null });
    const host = world.state.storage.hostPorts['xenhost']?.[0]?.wwpn ?? '';
    expect(world.state.storage.runtimes['xenhost']?.remotePorts).toHaveLength(2);
    expect((await run(world, 'sw1', ['zonecreate', 'other,', `${host}; 20:99:00:a0:b8:26:3a:7c`])).status).toBe(0);
    await run(world, 'sw1', ['cfgcreate', 'cfg,', 'other']);
    const saved = await run(world, 'sw1', ['cfgsave'], 'y\n');
    expect(saved.out).toContain('Updating flash');
    expect((await run(world, 'sw1', ['cfgshow'])).out).toContain('no configuration in effect');
    expect(world.state.storage.runtimes['xenhost']?.remotePorts[0]?.state).toBe('Online');
    expect((await run(world, 'sw1', ['cfgenable', 'cfg'])).out).not.toContain('in effect');
    expect((await run(world, 'sw1', ['cfgenable', 'cfg'], 'y\n')).out).toContain('zone config "cfg" is in effect');
    await world.advance(7_000);
    expect(world.state.storage.runtimes['xenhost']?.remotePorts[0]?.state).toBe('Not Present');
    expect((await run(world, 'sw1', ['switchshow'])).out).toContain('zoning:\tON (cfg)');
    expect((await run(world, 'sw1', ['zonecreate', 'other,', host])).out).toContain('duplicate name');
    await run(world, 'sw1', ['cfgdisable'], 'y\n');
    await world.advance(35_000);
    expect(world.state.storage.runtimes['xenhost']?.remotePorts[0]?.state).toBe('Online');
  });

  test('random healthy worlds: every host sees every LUN through every path, and all of it is declared', () => {
    const plan = fc.record({
      seed: fc.integer({ min: 1, max: 1e6 }),
      hosts: fc.integer({ min: 1, max: 4 }),
      luns: fc.integer({ min: 1, max: 32 }),
      paths: fc.constantFrom(2 as const, 4 as const, 8 as const),
    });
    fc.assert(
      fc.property(plan, ({ seed, hosts, luns, paths }) => {
        const hostNames = Array.from({ length: hosts }, (_, index) => `xen${String(index + 1)}`);
        const intended = Array.from({ length: luns }, (_, index) => ({ name: `lun${String(index)}`, capacityBytes: giga }));
        const { world } = storageWorld({ seed, hosts: hostNames, luns: intended, paths, article: false });
        for (const name of hostNames) {
          expect(names(world, name)).toHaveLength(luns + 1);
          expect(allAnswer(world, name)).toBe(true);
          const data = world.state.storage.runtimes[name]?.paths.filter((path) => path.wwid !== null) ?? [];
          expect(data).toHaveLength(luns * paths);
        }
        const declared = fabric.parse(declaredFabric(world.state.storage, { luns: intended, arrayHost: 'array' }));
        expect(declared.luns.every((lun) => lun.wwid !== undefined)).toBe(true);
        expect(declared.zones).toHaveLength(hosts * paths);
        expect(new Set([...declared.ports, ...declared.controllerPorts].map((port) => port.wwpn)).size).toBe(
          hosts * 2 + declared.controllerPorts.length,
        );
        expect(JSON.parse(JSON.stringify(world.state.storage))).toEqual(world.state.storage);
      }),
      { numRuns: 40 },
    );
  });
});
