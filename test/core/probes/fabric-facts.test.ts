import { describe, expect, it } from 'vitest';
import { blockDevicesScsi, blockDevicesTransports, blockDevicesTree } from '../../../core/probes/block-devices.ts';
import { brocadePort } from '../../../core/probes/brocade-port.ts';
import { brocadeZoning } from '../../../core/probes/brocade-zoning.ts';
import { brocadeDefaultZone, brocadeNameServer, brocadeSwitch, brocadeVersion } from '../../../core/probes/brocade.ts';
import { iscsiSessions } from '../../../core/probes/iscsi.ts';
import { multipathDaemonMaps } from '../../../core/probes/multipath-json.ts';
import { multipathMaps, multipathPaths } from '../../../core/probes/multipath.ts';
import { smcliDrives } from '../../../core/probes/smcli-drives.ts';
import { smcliControllers, smcliHealth, smcliLogicalDrives, smcliLunMappings } from '../../../core/probes/smcli.ts';
import { xenstoreBlockBackends } from '../../../core/probes/xenstore.ts';
import { xlDomains } from '../../../core/probes/xl-domains.ts';
import { xlBlockDevices, xlInfo, xlList, xlNetworks, xlVcpus } from '../../../core/probes/xl.ts';
import { factsOf } from './fixtures.ts';

describe('Brocade', () => {
  it('reads both tables of ports', () => {
    const old = factsOf(brocadeSwitch, 'fos-5');
    expect(old).toMatchObject({ name: 'SAN_A', domain: 1, domainConfirmed: true, zoning: true, zoningConfiguration: 'cfg_fabA' });
    expect(old.ports.map(({ port, state, disabled, wwn }) => [port, state, disabled, wwn])).toEqual([
      [0, 'Online', false, '21:00:00:e0:8b:9a:1c:5e'],
      [1, 'Online', false, '20:04:00:a0:b8:26:3a:7c'],
      [2, 'No_Light', false, null],
      [3, 'In_Sync', true, null],
      [4, 'No_Module', false, null],
    ]);
    const now = factsOf(brocadeSwitch, 'fos-7');
    expect(now.ports.map(({ address, portType }) => [address, portType])).toEqual([
      ['010000', 'F-Port'],
      ['010100', 'F-Port'],
      ['010200', 'E-Port'],
      ['010400', null],
      ['010500', null],
      ['010700', null],
    ]);
    expect(now.ports[5]).toMatchObject({ state: 'No_Sync', disabled: true });
  });

  it('reads a port, who logged in, the default zone and the version', () => {
    expect(factsOf(brocadePort, 'online')).toMatchObject({
      state: 'Online',
      physical: 'In_Sync',
      connected: ['21:00:00:e0:8b:9a:1c:5e'],
      disableReason: 'None',
    });
    const offline = factsOf(brocadePort, 'offline-fos-8');
    expect(offline).toMatchObject({
      stateCode: 2,
      physicalCode: 4,
      physical: 'No_Light',
      connected: [],
      flags: ['PRESENT', 'U_PORT', 'LED'],
    });
    expect(offline.counters).toContainEqual({ name: 'Loss_of_sync', value: 0 });
    expect(factsOf(brocadeNameServer, 'host-and-controller').devices.map(({ wwpn }) => wwpn)).toEqual([
      '21:00:00:e0:8b:9a:1c:5e',
      '20:04:00:a0:b8:26:3a:7c',
    ]);
    expect(factsOf(brocadeDefaultZone, 'all-access')).toEqual({ committed: 'All Access', transaction: 'No Transaction' });
    expect(factsOf(brocadeVersion, 'fos-5').fabricOs).toBe('v5.3.0a');
  });

  it('expands aliases, so that what is defined can be compared with what is in effect', () => {
    const { defined, effective } = factsOf(brocadeZoning, 'in-effect');
    expect(defined.zones[0]).toEqual({
      name: 'z_xenhost_A',
      members: ['xenhost_p0', 'ds48k1_A1'],
      expanded: ['21:00:00:e0:8b:9a:1c:5e', '20:04:00:a0:b8:26:3a:7c'],
    });
    expect(effective).toEqual({
      inEffect: true,
      configuration: 'cfg_fabA',
      zones: [{ name: 'z_xenhost_A', members: ['21:00:00:e0:8b:9a:1c:5e', '20:04:00:a0:b8:26:3a:7c'] }],
    });
  });

  it('knows zoning that was defined and never enabled', () => {
    const { defined, effective } = factsOf(brocadeZoning, 'not-enabled');
    expect(defined.zones.map(({ expanded }) => expanded)).toEqual([
      ['20:24:00:a0:b8:26:11:a6', '1,2'],
      ['20:24:00:a0:b8:26:11:a6', '1,3'],
      ['1,1', '10:00:00:90:fa:ca:87:02'],
      ['1,1', '1,3'],
    ]);
    expect(effective).toEqual({ inEffect: false, configuration: null, zones: [] });
  });

  it('joins names and members on lines of their own', () => {
    const { defined, effective } = factsOf(brocadeZoning, 'wrapped');
    expect(defined.configurations[0]?.members).toHaveLength(4);
    expect(defined.zones.every(({ expanded }) => expanded.every((member) => /^[0-9a-f:]{23}$/u.test(member)))).toBe(true);
    expect(effective.zones.map(({ members }) => members.length)).toEqual([2, 2]);
  });
});

describe('SMcli', () => {
  it('tells healthy, off its preferred path, and could not be asked apart', () => {
    expect(factsOf(smcliHealth, 'optimal')).toMatchObject({ answered: true, optimal: true, failures: [] });
    const moved = factsOf(smcliHealth, 'not-on-preferred-path');
    expect(moved).toMatchObject({ answered: true, optimal: false });
    expect(moved.failures.map(({ title }) => title)).toEqual(['Logical Drive Not On Preferred Path']);
    const failed = factsOf(smcliHealth, 'failed');
    expect(failed).toMatchObject({ present: true, answered: false, optimal: false });
    expect(failed.refusal).toContain('Error code 12.');
  });

  it('reads owners, mappings and controllers', () => {
    const { drives } = factsOf(smcliLogicalDrives, 'four');
    expect(drives.map(({ name, preferredOwner, currentOwner }) => [name, preferredOwner, currentOwner])).toEqual([
      ['xen_lun0', 'A', 'A'],
      ['xen_lun1', 'B', 'B'],
      ['xen_lun2', 'A', 'A'],
      ['xen_lun3', 'B', 'B'],
    ]);
    expect(drives[3]).toMatchObject({ bytes: 21474836480, wwid: '600a0b8000263a7c00000b9d47c8f83a' });
    expect(factsOf(smcliLogicalDrives, 'failed-over').drives.map(({ currentOwner }) => currentOwner)).toEqual(['B', 'B']);
    const { mappings } = factsOf(smcliLunMappings, 'four');
    expect(mappings.map(({ lun, access }) => [lun, access])).toEqual([
      [31, true],
      [0, false],
      [1, false],
      [2, false],
      [3, false],
    ]);
    expect(factsOf(smcliLunMappings, 'netapp').mappings[0]).toMatchObject({ capacity: null, type: 'Access', access: true });
    expect(factsOf(smcliControllers, 'b-offline').controllers.map(({ name, status }) => [name, status])).toEqual([
      ['A', 'Online'],
      ['B', 'Offline'],
    ]);
  });
});

describe('captured: dm-multipath and iSCSI', () => {
  it('shows each fault of the fabric in the maps', () => {
    const states = (name: string): string[] =>
      factsOf(multipathMaps, name).maps.map(({ groups }) =>
        groups
          .map(({ status, paths }) => `${status} ${paths.map((path) => `${path.hctl[0] ?? ''} ${path.dmState}`).join()}`)
          .join('; '),
      );
    expect(states('healthy')[0]).toBe('active 7 active; enabled 6 active');
    expect(states('cable-pulled')[0]).toBe('enabled 7 failed; active 6 active');
    expect(states('controller-b-unreachable')[0]).toBe('active 7 active; enabled 6 failed');
    expect(states('restored')).toEqual(states('after-all'));
    expect([...states('healthy'), ...states('restored')].join()).not.toContain('failed');
  });

  it('says the same in JSON, with counters', () => {
    for (const name of ['healthy', 'cable-pulled', 'controller-b-unreachable']) {
      const text = factsOf(multipathMaps, name).maps;
      const json = factsOf(multipathDaemonMaps, name).maps;
      expect(json.map((map) => [map.name, map.wwid, map.device, map.product])).toEqual(
        text.map((map) => [map.name, map.wwid, map.device, map.product]),
      );
      expect(
        json.flatMap(({ groups }) => groups.flatMap(({ paths }) => paths.map((path) => [path.device, path.checkState]))),
      ).toEqual(text.flatMap(({ groups }) => groups.flatMap(({ paths }) => paths.map((path) => [path.device, path.checkState]))));
    }
    expect(factsOf(multipathDaemonMaps, 'cable-pulled').maps[0]).toMatchObject({
      activePaths: 1,
      pathFaults: 2,
      queueing: '12 chk',
    });
    expect(
      factsOf(multipathPaths, 'healthy').paths.map(({ device, priority, inMap }) => [device, priority, inMap]),
    ).toContainEqual(['sdb', 50, true]);
  });

  it('reads RDAC priorities and the layout of RHEL 5', () => {
    expect(factsOf(multipathMaps, 'ds4800').maps[0]).toMatchObject({
      name: 'xen_lun0',
      product: '1815      FAStT',
      hardwareHandler: '1 rdac',
    });
    expect(
      factsOf(multipathMaps, 'ds4800').maps[0]?.groups.map(({ priority, paths }) => [priority, paths[0]?.checkState]),
    ).toEqual([
      [6, 'ready'],
      [1, 'ghost'],
    ]);
    expect(factsOf(multipathMaps, 'rhel-5').maps[0]).toMatchObject({
      name: 'mpath12',
      size: '40G',
      groups: [{ status: 'enabled' }, { status: 'active' }],
    });
  });

  it('reads sessions with their timeouts and disks', () => {
    const { sessions } = factsOf(iscsiSessions, 'two');
    expect(
      sessions.map(({ portal, sessionState, recoveryTimeout, host, disks }) => [
        portal,
        sessionState,
        recoveryTimeout,
        host,
        disks.map(({ name }) => name),
      ]),
    ).toEqual([
      ['10.77.2.2', 'LOGGED_IN', 5, 6, ['sda', 'sdc', 'sde', 'sdg']],
      ['10.77.1.2', 'LOGGED_IN', 5, 7, ['sdb', 'sdd', 'sdf', 'sdh']],
    ]);
  });
});

describe('captured: Xen 4.17 and block devices', () => {
  it('reads xl', () => {
    expect(factsOf(xlList, 'debian-12').domains.map(({ name, id, state }) => [name, id, state])).toEqual([
      ['Domain-0', 0, 'r-----'],
      ['test0', 1, '-b----'],
    ]);
    expect(factsOf(xlList, 'not-on-xen')).toMatchObject({
      present: true,
      answered: false,
      refusal: "ERROR:  Can't find hypervisor information in sysfs!",
    });
    expect(factsOf(xlInfo, 'debian-12')).toMatchObject({
      xenVersion: '4.17.7',
      totalMemory: 3071,
      freeMemory: 1694,
      release: '6.1.0-56-amd64',
    });
    expect(factsOf(xlVcpus, 'debian-12').vcpus.map(({ name, vcpu }) => [name, vcpu])).toEqual([
      ['Domain-0', 0],
      ['Domain-0', 1],
      ['test0', 0],
    ]);
    expect(factsOf(xlNetworks, 'none')).toMatchObject({ answered: true, networks: [] });
    expect(factsOf(xlBlockDevices, 'debian-12').devices.map(({ vdev, state }) => [vdev, state])).toEqual([
      [51712, 4],
      [51728, 4],
      [51744, 4],
    ]);
    expect(factsOf(xlBlockDevices, 'no-such-domain')).toMatchObject({
      answered: false,
      refusal: 'nosuch is an invalid domain identifier (rc=-6)',
    });
    expect(factsOf(xlDomains, 'debian-12').domains[1]).toMatchObject({
      name: 'test0',
      targetMemoryKibibytes: 327680,
      disks: [
        { path: '/dev/mapper/mpatha', vdev: 'xvda', writable: true },
        { path: '/dev/mapper/mpathb', vdev: 'xvdb', writable: true },
        { path: '/dev/mapper/mpathc', vdev: 'xvdc', writable: true },
      ],
    });
    // While a guest goes, libxl tells of devices that it misses before the list comes.
    expect(factsOf(xlDomains, 'leaving').domains.map(({ name, disks }) => [name, disks.length])).toEqual([
      ['Domain-0', 0],
      ['test0', 1],
    ]);
  });

  it('reads backends of xenstore, of devices and of images', () => {
    expect(
      factsOf(xenstoreBlockBackends, 'debian-12').backends.map(({ vdev, dev, params, physicalDevice, state }) => [
        vdev,
        dev,
        params,
        physicalDevice,
        state,
      ]),
    ).toEqual([
      [51712, 'xvda', '/dev/mapper/mpatha', 'fd:0', 4],
      [51728, 'xvdb', '/dev/mapper/mpathb', 'fd:1', 4],
      [51744, 'xvdc', '/dev/mapper/mpathc', 'fd:2', 4],
    ]);
    expect(factsOf(xenstoreBlockBackends, 'xen-3').backends.map(({ kind, domain, params }) => [kind, domain, params])).toEqual([
      ['vbd', 5, '/dev/sdb'],
      ['tap', 6, 'aio:/var/lib/xen/images/test1-xvda.img'],
    ]);
  });

  it('reads block devices with what they stand on', () => {
    const { devices } = factsOf(blockDevicesTree, 'debian-12');
    expect(devices.filter(({ name }) => name === 'mpatha').map(({ parent, type }) => [parent, type])).toEqual([
      ['sda', 'mpath'],
      ['sdd', 'mpath'],
    ]);
    expect(factsOf(blockDevicesScsi, 'debian-12').devices[0]).toEqual({
      hctl: '6:0:0:0',
      type: 'disk',
      vendor: 'IBM',
      model: 'SAN-LAB',
      revision: '2.5+',
      node: '/dev/sda',
    });
    expect(factsOf(blockDevicesScsi, 'rdac').devices.map(({ model, node }) => [model, node])).toContainEqual([
      '1746      FAStT',
      '-',
    ]);
    expect(factsOf(blockDevicesTransports, 'fabric').devices[1]).toMatchObject({
      transport: 'iqn.2008-03.lab.xenpath:ds4800,t,0x2',
      node: '/dev/sda',
    });
  });
});

describe('drives of the array', () => {
  it('are told one by one, with what is wrong with them', () => {
    const { drives, notes } = factsOf(smcliDrives, 'one-failed');
    expect(drives.map(({ slot, status }) => `${String(slot)} ${status}`)).toEqual([
      '1 Optimal',
      '2 Optimal',
      '3 Failed',
      '4 Optimal',
      '5 Optimal',
      '6 Optimal',
    ]);
    expect(notes).toEqual(['   Current drive types: Fibre (6)']);
    expect(factsOf(smcliDrives, 'absent')).toMatchObject({ present: false, drives: [] });
  });
});
