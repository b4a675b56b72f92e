import { describe, expect, it } from 'vitest';
import { guardDevice, type DeviceUse } from '../../../core/actions/guard.ts';
import { declaredPaths, judgeFault, readFaultTarget, type HostPaths } from '../../../core/actions/last-path.ts';
import { disksUse } from '../../../core/probes/disk-use.ts';
import type { Fabric } from '../../../core/hosts/inventory.ts';

const free: DeviceUse = {
  ...disksUse.empty,
  device: '/dev/sde',
  exists: true,
  isBlockDevice: true,
  signaturesAsked: true,
  tablesAsked: true,
  guestsAsked: true,
};

describe('a device that is to be destroyed', () => {
  it('is free when nothing speaks for it', () =>
    expect(guardDevice(free)).toEqual({ verdict: 'free', device: '/dev/sde', reasons: [] }));
  it.each<[Partial<DeviceUse>, 'refuse' | 'ask', string]>([
    [{ exists: false }, 'refuse', 'no /dev/sde'],
    [{ isBlockDevice: false }, 'refuse', 'no block device'],
    [{ mounts: [{ device: '/dev/sde1', mountPoint: '/mnt', type: 'ext3' }] }, 'refuse', 'mounted at /mnt'],
    [{ swaps: [{ device: '/dev/sde' }] }, 'refuse', 'swapping'],
    [{ holders: [{ device: 'sde', holder: 'dm-0' }] }, 'refuse', 'dm-0'],
    [{ guests: [{ domain: 3 }] }, 'refuse', 'domain 3'],
    [{ partitions: [{ name: 'sde1' }] }, 'ask', 'sde1'],
    [{ signatures: [{ device: '/dev/sde1', type: 'ext3', label: 'images' }] }, 'ask', 'ext3 with the label images'],
    [{ guestConfigurations: [{ file: '/etc/xen/test0', text: '' }] }, 'ask', '/etc/xen/test0'],
    [{ guestsAsked: false }, 'ask', 'could not be asked'],
    [{ signaturesAsked: false }, 'ask', 'blkid did not answer'],
    [{ tablesAsked: false }, 'ask', 'could not be read'],
  ])('%j: %s', (use, verdict, reason) => {
    const found = guardDevice({ ...free, ...use });
    expect(found.verdict).toBe(verdict);
    expect(found.reasons.join(' ')).toContain(reason);
  });
});

const wwpns = [
  '21:00:00:e0:8b:9a:1c:5e',
  '21:01:00:e0:8b:ba:1c:5e',
  '20:04:00:a0:b8:00:00:01',
  '20:05:00:a0:b8:00:00:01',
] as const;
const fabric: Fabric = {
  ports: [
    { host: 'xen1', port: 1, wwpn: wwpns[0] },
    { host: 'xen1', port: 2, wwpn: wwpns[1] },
  ],
  switches: [{ name: 'sw1' }, { name: 'sw2' }],
  controllerPorts: [
    { array: 'ds1', controller: 'A', port: 1, wwpn: wwpns[2] },
    { array: 'ds1', controller: 'B', port: 1, wwpn: wwpns[3] },
  ],
  cables: [
    { label: 'xen1-p1', from: { host: 'xen1', port: 1 }, switch: 'sw1', switchPort: 3 },
    { label: 'xen1-p2', from: { host: 'xen1', port: 2 }, switch: 'sw2', switchPort: 3 },
    { label: 'ctlA-sw1', from: { array: 'ds1', controller: 'A', port: 1 }, switch: 'sw1', switchPort: 8 },
    { label: 'ctlB-sw2', from: { array: 'ds1', controller: 'B', port: 1 }, switch: 'sw2', switchPort: 8 },
  ],
  zones: [
    { name: 'z1', switch: 'sw1', initiator: wwpns[0], target: wwpns[2] },
    { name: 'z2', switch: 'sw2', initiator: wwpns[1], target: wwpns[3] },
  ],
  luns: [],
};
interface Change {
  readonly a?: string;
  readonly b?: string | null;
  readonly port2?: string | null;
  readonly hostB?: number | null;
}
function seen({ a = 'OPTIMAL', b = 'OPTIMAL', port2 = 'Online', hostB = 2 }: Change = {}): HostPaths {
  return {
    host: 'xen1',
    array: 'ds1',
    ports: [
      { host: 1, wwpn: wwpns[0], portState: 'Online' },
      { host: 2, wwpn: wwpns[1], portState: port2 },
    ],
    luns: [0, 1].map((lun) => ({
      lun,
      controllers: [
        { controller: 'A', paths: [{ state: a, host: 1 }] },
        { controller: 'B', paths: [{ state: b, host: hostB }] },
      ],
    })),
  };
}

describe('a fault', () => {
  it('is told by cable, port or controller', () => {
    const target = (what: string) => {
      const result = readFaultTarget(what, fabric);
      return result.ok ? result.value : result.problem.code;
    };
    expect(target('xen1-p1')).toEqual({ cable: 'xen1-p1' });
    expect(target('sw2:3')).toEqual({ switch: 'sw2', port: 3 });
    expect(target('A')).toEqual({ array: 'ds1', controller: 'A' });
    expect(target('ds1:B')).toEqual({ array: 'ds1', controller: 'B' });
    for (const what of ['C', 'sw3:1', 'sw1:x', '', 'ds2:A']) expect(target(what), what).toBe('unknown-target');
  });
  it('finds the two declared paths', () =>
    expect(declaredPaths(fabric).map(({ hostCable, controllerCable }) => [hostCable, controllerCable])).toEqual([
      ['xen1-p1', 'ctlA-sw1'],
      ['xen1-p2', 'ctlB-sw2'],
    ]));
  it('is allowed while every LUN keeps a path', () => {
    for (const target of [{ cable: 'xen1-p1' }, { switch: 'sw1', port: 8 }, { array: 'ds1', controller: 'A' as const }]) {
      expect(judgeFault(target, fabric, [seen()])).toEqual({
        verdict: 'allowed',
        remaining: [
          { host: 'xen1', lun: 0, paths: 1 },
          { host: 'xen1', lun: 1, paths: 1 },
        ],
      });
    }
  });
  it('is refused when the other path does not work, whatever says so', () => {
    for (const facts of [seen({ b: 'FAILED' }), seen({ port2: 'Linkdown' })]) {
      expect(judgeFault({ cable: 'xen1-p1' }, fabric, [facts])).toMatchObject({ verdict: 'refused' });
      expect(judgeFault({ cable: 'xen1-p2' }, fabric, [facts])).toMatchObject({ verdict: 'allowed' });
    }
  });
  it.each<[Change, string]>([
    [{ port2: null }, `the state of port 2 (${wwpns[1]}) is not told`],
    [{ b: null }, 'the state of a path to controller B is not told'],
    [{ hostB: null }, 'over which port a path goes to controller B is not told'],
  ])('is not allowed on a path of which something is not known: %j', (change, said) => {
    const verdict = judgeFault({ cable: 'xen1-p1' }, fabric, [seen(change)]);
    expect(verdict).toMatchObject({ verdict: 'unknown' });
    expect(verdict.verdict === 'unknown' && verdict.reasons[0]).toBe(
      `Without cable xen1-p1, nobody knows whether LUN 0 of xen1 keeps a working path: ${said}.`,
    );
    // What is known to work is enough.
    expect(judgeFault({ cable: 'xen1-p2' }, fabric, [seen(change)])).toMatchObject({ verdict: 'allowed' });
  });
  it('is not allowed while a host has not told its paths to each array behind it', () => {
    const second = { array: 'ds2', controller: 'A' as const, port: 1, wwpn: '20:04:00:a0:b8:00:00:02' };
    const cable = { label: 'ctlA2-sw1', from: { array: 'ds2', controller: 'A' as const, port: 1 }, switch: 'sw1', switchPort: 9 };
    const two: Fabric = {
      ...fabric,
      controllerPorts: [...fabric.controllerPorts, second],
      cables: [...fabric.cables, cable],
      zones: [...fabric.zones, { name: 'z3', switch: 'sw1', initiator: wwpns[0], target: second.wwpn }],
    };
    expect(judgeFault({ cable: 'xen1-p1' }, two, [seen()])).toEqual({
      verdict: 'unknown',
      reasons: ['xen1 has not told which of its paths to ds2 work.'],
    });
    expect(judgeFault({ cable: 'xen1-p2' }, two, [seen()])).toMatchObject({ verdict: 'allowed' });
  });
  it('cannot be judged without declaration or facts', () => {
    expect(judgeFault({ cable: 'other' }, fabric, [seen()]).verdict).toBe('unknown');
    expect(judgeFault({ cable: 'xen1-p1' }, fabric, []).verdict).toBe('unknown');
    expect(judgeFault({ cable: 'xen1-p1' }, fabric, [{ ...seen(), luns: [] }]).verdict).toBe('unknown');
  });
});
