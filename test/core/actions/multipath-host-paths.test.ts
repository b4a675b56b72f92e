import { describe, expect, it } from 'vitest';
import { hostPathsOfMaps, type MapFacts, type SessionFacts } from '../../../core/actions/multipath-host-paths.ts';
import { judgeFault } from '../../../core/actions/last-path.ts';
import type { Fabric } from '../../../core/hosts/inventory.ts';
import { iscsiInventory, told } from '../procedure/debian12/bench.ts';

const fabric = iscsiInventory().fabric as Fabric;
const sessions = told('iscsi.sessions', 'two') as SessionFacts;
const maps = (name: string): MapFacts => told('multipath.daemonMaps', name) as MapFacts;
const pathsOf = (name: string) => [hostPathsOfMaps('xenhost', 'ds4800', maps(name), sessions, fabric)];

describe('paths of dm-multipath over iSCSI', () => {
  it('go over the port whose fabric leads to the portal of their session', () => {
    const [found] = pathsOf('healthy');
    expect(found?.ports.map(({ wwpn, portState }) => [wwpn, portState])).toEqual([['10.77.1.1', 'Online'], ['10.77.2.1', 'Online']]); // prettier-ignore
    expect(found?.luns.map(({ lun }) => lun).sort()).toEqual([0, 1, 2, 3]);
    for (const { controllers } of found?.luns ?? []) {
      expect(controllers).toEqual([
        { controller: 'A', paths: [{ state: 'OPTIMAL', host: 0 }] },
        { controller: 'B', paths: [{ state: 'OPTIMAL', host: 1 }] },
      ]);
    }
  });

  it('may be taken while another is left, and the last one may not', () => {
    expect(judgeFault({ cable: 'xenhost-p1' }, fabric, pathsOf('healthy')).verdict).toBe('allowed');
    expect(judgeFault({ array: 'ds4800', controller: 'B' }, fabric, pathsOf('healthy')).verdict).toBe('allowed');
    expect(judgeFault({ cable: 'xenhost-p2' }, fabric, pathsOf('cable-pulled')).verdict).toBe('refused');
    expect(judgeFault({ array: 'ds4800', controller: 'A' }, fabric, pathsOf('controller-b-unreachable')).verdict).toBe('refused');
  });

  it('are not told where no session says through which portal a disk came', () => {
    const none = hostPathsOfMaps('xenhost', 'ds4800', maps('healthy'), { sessions: [] }, fabric);
    expect(none.luns).toEqual([]);
    expect(judgeFault({ cable: 'xenhost-p1' }, fabric, [none]).verdict).toBe('unknown');
  });
});

describe('paths of dm-multipath over Fibre Channel', () => {
  const side = (hostPort: string, targetPort: string, checkState: string, dmState = 'active') => ({
    paths: [{ device: 'sdx', dmState, checkState, deviceState: 'running', hostPort, targetPort, lunHex: '0x0005000000000000' }],
  });
  const wide: Fabric = {
    ...fabric,
    ports: [
      { host: 'xenhost', port: 1, wwpn: '21:00:00:e0:8b:9a:1c:5e' },
      { host: 'xenhost', port: 2, wwpn: '21:01:00:e0:8b:ba:1c:5e' },
    ],
    controllerPorts: [
      { array: 'ds4800', controller: 'A', port: 1, wwpn: '20:04:00:a0:b8:26:3a:7c' },
      { array: 'ds4800', controller: 'B', port: 1, wwpn: '20:05:00:a0:b8:26:3a:7c' },
    ],
    luns: [],
  };
  it('name both ports, a passive side counts, and the LUN is told by its bytes', () => {
    const groups = [
      side('0x210000e08b9a1c5e', '0x200400a0b8263a7c', 'ready'),
      side('0x210100e08bba1c5e', '0x200500a0b8263a7c', 'ghost'),
    ];
    const found = hostPathsOfMaps('xenhost', 'ds4800', { maps: [{ wwid: 'x', groups }] }, { sessions: [] }, wide);
    expect(found.luns).toEqual([
      {
        lun: 5,
        controllers: [
          { controller: 'A', paths: [{ state: 'OPTIMAL', host: 0 }] },
          { controller: 'B', paths: [{ state: 'OPTIMAL', host: 1 }] },
        ],
      },
    ]);
  });
  it('of another array are left out', () => {
    const groups = [side('0x210000e08b9a1c5e', '0x500400a0b8263a7c', 'ready')];
    expect(hostPathsOfMaps('xenhost', 'ds4800', { maps: [{ wwid: 'x', groups }] }, { sessions: [] }, wide).luns).toEqual([]);
  });
});
