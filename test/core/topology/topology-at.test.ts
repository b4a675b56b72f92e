import { describe, expect, test } from 'vitest';
import { inventory as inventorySchema } from '../../../core/hosts/inventory.ts';
import { adoptFabric } from '../../../core/topology/adopt.ts';
import { compareSides } from '../../../core/topology/compare.ts';
import type { PlannedStorage } from '../../../core/topology/from-declared.ts';
import type { Topology } from '../../../core/topology/model.ts';
import { plannedStorage } from '../../../core/topology/planned-storage.ts';
import { consequences, guestRedundancy, lunRedundancy } from '../../../core/topology/redundancy.ts';
import { topologyTable } from '../../../core/topology/table.ts';
import { discoveredAt, topologyAt } from '../../../core/topology/topology-at.ts';
import {
  ARTICLE_INVENTORY,
  ARTICLE_PLANNED,
  askEverything,
  askGuests,
  beginRun,
  fixtureText,
} from '../../support/article-run.ts';
import type { BuiltRun } from '../../support/built-run.ts';

const now = (run: BuiltRun, sequence = run.head): Topology => topologyAt(run.events, sequence, ARTICLE_PLANNED);
const element = (topology: Topology, id: string) => topology.elements.find((one) => one.id === id);
const verdicts = (topology: Topology): string[] => lunRedundancy(topology).map(({ verdict }) => verdict);

/** Port 0 of the first switch lost its light: what a pulled cable looks like. */
const pulled = {
  'brocade.switch': (text: string, host: string): string =>
    host === 'sw1' ? text.replace('Online    F-Port  21:00:00:e0:8b:9a:1c:5e', 'No_Light') : text,
  'fc.hosts': (text: string): string => text.replace('host3/port_state:Online', 'host3/port_state:Linkdown'),
  'rdac.array': (): string => fixtureText('rdac.array', 'path-failed'),
};

describe('what was found', () => {
  test('meets what is declared in one element, without a difference', () => {
    const topology = now(askEverything(beginRun()));
    expect(element(topology, 'controller:ds4800:A')).toMatchObject({ origin: 'both', state: 'ok' });
    expect(compareSides(topology)).toEqual([]);
  });

  test('shows a pulled cable as absent, with what the switch says, and the port as down', () => {
    const topology = now(askEverything(beginRun(), pulled));
    expect(element(topology, 'switch-port:sw1:0')).toMatchObject({ state: 'down', why: 'The switch says “No_Light”.' });
    const cable = topology.links.find(({ label }) => label === 'c1');
    expect(cable).toMatchObject({ state: 'absent', why: 'The switch says “No_Light”.' });
    expect(compareSides(topology).map(({ sentence }) => sentence)).toContain(
      'cable c1 between port 1 of xenhost and port 0 of sw1 is declared and was not found.',
    );
  });

  test('shows a controller that the array calls offline as down', () => {
    const offline = { 'smcli.controllers': (): string => fixtureText('smcli.controllers', 'b-offline') };
    expect(element(now(askEverything(beginRun(), offline)), 'controller:ds4800:B')).toMatchObject({ state: 'down' });
  });

  test('shows who owns a LUN as whoever was asked last says: the array, then a host that moved it', () => {
    const run = askEverything(beginRun());
    expect(element(now(run), 'lun:ds4800:0')?.state).toBe('ok');
    const moved = fixtureText('rdac.array', 'healthy').replace('CurrentOwningPath: A', 'CurrentOwningPath: B');
    run.probed('xenhost', [{ probe: 'rdac.array', parameters: { name: 'ARCJMTDS48K1' }, stdout: moved }]);
    const topology = now(run);
    expect(element(topology, 'lun:ds4800:0')).toMatchObject({ state: 'degraded', why: 'Controller B owns it; A is preferred.' });
    const owners = topology.links.filter(({ kind, to }) => kind === 'owns' && to === 'lun:ds4800:0');
    expect(owners.map(({ from, label }) => [from, label])).toEqual([
      ['controller:ds4800:A', 'preferred'],
      ['controller:ds4800:B', 'owns now'],
    ]);
  });

  test('shows a host that runs its plain kernel as without domain 0, not as broken', () => {
    const plain = { 'host.identity': (): string => fixtureText('host.identity', 'plain-kernel') };
    const found = element(now(askEverything(beginRun(), plain)), 'domain:xenhost');
    expect(found?.state).toBe('absent');
    expect(found?.why).toMatch(/^The kernel that runs \(2\.6\.18[^ )]*\) is not the Xen kernel, so there is no domain 0\.$/u);
  });

  test('shows a disk that is configured and not attached as degraded', () => {
    const two = { 'xm.blockList': (text: string): string => text.split('\n').slice(0, 3).join('\n') + '\n' };
    const topology = now(askEverything(beginRun(), two));
    expect(element(topology, 'guest-disk:xenhost:test0:xvdb')?.state).toBe('ok');
    expect(element(topology, 'guest-disk:xenhost:test0:xvdc')?.state).toBe('degraded');
  });

  test('knows a guest’s disks again after they were renamed', () => {
    const renamed: PlannedStorage = {
      ...ARTICLE_PLANNED,
      guests: ARTICLE_PLANNED.guests.map((guest) =>
        guest.name === 'test1'
          ? guest
          : { ...guest, disks: guest.disks.map((disk) => ({ ...disk, renamed: disk.device.replace('xvd', 'hd') })) },
      ),
    };
    const hd = {
      'guest.configuration': (text: string): string =>
        text.includes('test0') ? fixtureText('guest.configuration', 'listing-11') : text,
      'xm.blockList': (text: string): string =>
        text.includes('/5/') ? text.replaceAll('51712', '768').replaceAll('51728', '832').replaceAll('51744', '5632') : text,
    };
    const run = askEverything(beginRun(), hd);
    const topology = topologyAt(run.events, run.head, renamed);
    const disks = topology.elements
      .filter(({ parent }) => parent === 'guest:xenhost:test0')
      .filter(({ kind }) => kind === 'guest-disk');
    expect(disks.map(({ name, state, origin }) => [name, state, origin])).toEqual([
      ['hda', 'ok', 'both'],
      ['hdb', 'ok', 'both'],
      ['hdc', 'ok', 'both'],
    ]);
    expect(compareSides(topology)).toEqual([]);
  });

  test('draws a guest as a guest when it tells of its hardware too, and judges no LUN from it', () => {
    const run = askGuests(askEverything(beginRun()));
    run.probed('test0', [{ probe: 'host.hardware', stdout: fixtureText('host.hardware', 'x3550') }]);
    const topology = topologyAt(run.events, run.head, ARTICLE_PLANNED);
    expect(topology.elements.filter(({ kind }) => kind === 'host').map(({ name }) => name)).toEqual(['xenhost']);
    expect(lunRedundancy(topology).map(({ host, verdict }) => [host, verdict])).toEqual(
      [0, 1, 2, 3].map(() => ['host:xenhost', 'redundant']),
    );
  });

  test('says nothing of a disk about which Xen was not asked since', () => {
    const run = askEverything(beginRun());
    run.probed('xenhost', [
      { probe: 'guest.configuration', parameters: { name: 'test0' }, stdout: fixtureText('guest.configuration', 'listing-11') },
    ]);
    expect(element(now(run), 'guest-disk:xenhost:test0:hda')?.state).toBe('unknown');
  });

  test('is what was said last, whichever probe and parameters said it', () => {
    const image = '/var/lib/xen/images/test1-xvda.img';
    const missing = '=== file 0\n\n=== file 0 exit 1\n=== end\n';
    const run = beginRun();
    run.probed('xenhost', [{ probe: 'filesystems.files', parameters: { paths: image }, stdout: missing }]);
    expect(element(now(run), `image:xenhost:${image}`)?.state).toBe('absent');
    askEverything(run);
    expect(element(now(run), `image:xenhost:${image}`)?.state).toBe('ok');
    run.probed('xenhost', [{ probe: 'filesystems.files', parameters: { paths: image }, stdout: missing }]);
    expect(element(now(run), `image:xenhost:${image}`)?.state).toBe('absent');
  });

  test('is the topology of a moment: earlier sequences know less', () => {
    const run = askEverything(beginRun());
    expect(element(now(run, 1), 'switch:sw1')?.state).toBe('unknown');
    expect(element(now(run), 'switch:sw1')?.state).toBe('ok');
  });

  test('counts for nothing while a host is lost, and again when it is back', () => {
    const run = askEverything(beginRun());
    run.add('host-lost', { host: 'sw1', problem: { code: 'lost', sentence: 'gone' } });
    expect(element(now(run), 'switch:sw1')).toMatchObject({ state: 'unknown', origin: 'declared' });
    const algorithms = { kex: 'k', hostKey: 'h', cipher: 'c', mac: 'm' };
    run.add('host-connected', {
      host: 'sw1',
      address: 'a',
      fingerprint: 'f',
      algorithms,
      legacy: false,
      labHost: true,
      bootId: null,
      skewMs: null,
      roundTripMs: null,
    });
    expect(element(now(run), 'switch:sw1')).toMatchObject({ state: 'ok', origin: 'both' });
  });

  test('is unknown again when the last answer could not be read', () => {
    const run = askEverything(beginRun());
    run.probed('sw1', [{ probe: 'brocade.switch', stdout: 'rbash: switchshow: command not found\n' }]);
    expect(element(now(run), 'switch-port:sw1:0')?.state).toBe('unknown');
  });

  test('has what nobody declared as extra', () => {
    const { fabric: declared, ...rest } = ARTICLE_INVENTORY;
    const inventory = { ...rest, fabric: { ...declared, luns: declared?.luns.slice(0, 3), cables: declared?.cables.slice(1) } };
    const run = askEverything(beginRun(true, inventory));
    const sentences = compareSides(topologyAt(run.events, run.head, { mounts: [], guests: [] })).map(
      ({ kind, sentence }) => `${kind}: ${sentence}`,
    );
    expect(sentences).toContain('extra: LUN 3 of ds4800 was found and is not declared.');
    expect(sentences).toContain('extra: cable between port 1 of xenhost and port 0 of sw1 was found and is not declared.');
  });
});

describe('redundancy', () => {
  test('two paths that share nothing are redundant, for LUNs and for the guests on them', () => {
    const topology = now(askEverything(beginRun()));
    expect(verdicts(topology)).toEqual(['redundant', 'redundant', 'redundant', 'redundant']);
    expect(guestRedundancy(topology).map(({ guest, verdict, luns }) => [guest, verdict, luns.length])).toEqual([
      ['guest:xenhost:test0', 'redundant', 3],
      ['guest:xenhost:test1', 'redundant', 1],
    ]);
    expect(consequences(topology).every(({ losesLuns }) => losesLuns.length === 0)).toBe(true);
  });

  test('one path left: each of its parts is a single point of failure', () => {
    const topology = now(askEverything(beginRun(), pulled));
    expect(new Set(verdicts(topology))).toEqual(new Set(['single']));
    const [first] = lunRedundancy(topology);
    expect(first?.singlePoints).toEqual(expect.arrayContaining(['switch:sw2', 'controller:ds4800:B', 'switch-port:sw2:0']));
    const gone = consequences(topology).find((one) => one.element === 'switch:sw2');
    expect(gone?.losesLuns).toHaveLength(4);
    expect(gone?.losesGuests).toEqual(['guest:xenhost:test0', 'guest:xenhost:test1']);
    expect(guestRedundancy(topology).map(({ verdict }) => verdict)).toEqual(['single', 'single']);
  });

  test('two ports on one switch: the switch is a single point', () => {
    const both = {
      'brocade.switch': (text: string, host: string): string => (host === 'sw2' ? text.replace(/F-Port .*/gu, 'F-Port') : text),
    };
    const run = askEverything(beginRun(), both);
    const devices = fixtureText('brocade.switch', 'fos-5')
      .replace('  2   2   id    N2   No_Light', '  2   2   id    N2   Online    F-Port  21:01:00:e0:8b:ba:1c:5e')
      .replace('  3   3   id    N2   In_Sync   Disabled', '  3   3   id    N2   Online    F-Port  20:05:00:a0:b8:26:3a:7c');
    run.probed('sw1', [{ probe: 'brocade.switch', stdout: devices }]);
    const [first] = lunRedundancy(now(run));
    expect(first).toMatchObject({ verdict: 'single', singlePoints: ['switch:sw1'], working: 2 });
  });

  test('no verdict where a switch could not be asked', () => {
    const run = askEverything(beginRun());
    run.add('host-lost', { host: 'sw2', problem: { code: 'lost', sentence: 'gone' } });
    expect(new Set(verdicts(now(run)))).toEqual(new Set(['unknown']));
    expect(guestRedundancy(now(run)).map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown']);
  });

  test('no verdict before the paths were asked', () => {
    expect(new Set(verdicts(now(beginRun())))).toEqual(new Set(['unknown']));
  });
});

test('adopting what was found gives a fabric that the inventory takes, and that has no difference to itself', () => {
  const run = askEverything(beginRun());
  const { fabric, remarks } = adoptFabric(discoveredAt(run.events, run.head));
  expect(fabric.ports).toEqual(ARTICLE_INVENTORY.fabric?.ports);
  expect(fabric.controllerPorts).toEqual(ARTICLE_INVENTORY.fabric?.controllerPorts);
  expect(fabric.zones).toEqual(ARTICLE_INVENTORY.fabric?.zones);
  expect(fabric.luns.map(({ lun, name, preferredController }) => [lun, name, preferredController])).toEqual(
    ARTICLE_INVENTORY.fabric?.luns.map(({ lun, name, preferredController }) => [lun, name, preferredController]),
  );
  expect(remarks).toHaveLength(2);
  const adopted = inventorySchema.parse({ ...ARTICLE_INVENTORY, fabric });
  const again = askEverything(beginRun(true, adopted));
  expect(compareSides(topologyAt(again.events, again.head, { mounts: [], guests: [] }))).toEqual([]);
});

test('what is adopted before any host has a multipath driver has the array’s ports, by the numbers that the array gives them', () => {
  const port = (channel: number, wwpn: string): string =>
    `         Host interface: Fibre\n            Channel: ${channel}\n            World-wide port identifier: ${wwpn}\n            Link status: Up\n`;
  const early = {
    'rdac.array': (): string => '',
    'rdac.virtualDevices': (): string => '',
    'fc.remotePorts': (): string => '',
    'smcli.controllers': (text: string): string => {
      let slot = 0;
      return text.replace(/Status: O\w+\n/gu, (line) => {
        slot += 1;
        return `${line}${port(1, `20:1${slot}:00:A0:B8:26:3A:7C`)}${port(3, `200${slot + 3}00a0b8263a7c`)}`;
      });
    },
  };
  const run = askEverything(beginRun(true, { ...ARTICLE_INVENTORY, fabric: undefined }), early);
  const { fabric, remarks } = adoptFabric(discoveredAt(run.events, run.head));
  expect(fabric.controllerPorts).toEqual([
    { array: 'ds4800', controller: 'A', port: 3, wwpn: '20:04:00:a0:b8:26:3a:7c' },
    { array: 'ds4800', controller: 'B', port: 3, wwpn: '20:05:00:a0:b8:26:3a:7c' },
  ]);
  expect(fabric.cables).toHaveLength(4);
  expect(fabric.zones).toEqual(ARTICLE_INVENTORY.fabric?.zones);
  expect(remarks.filter((remark) => !/compare with|made up/u.test(remark))).toEqual([]);
  const again = askEverything(beginRun(true, inventorySchema.parse({ ...ARTICLE_INVENTORY, fabric })), early);
  expect(compareSides(topologyAt(again.events, again.head, { mounts: [], guests: [] }))).toEqual([]);
});

test('what nobody says to be its own, and what is missing altogether, is told beside the proposal', () => {
  const silent = { 'rdac.array': (): string => '', 'fc.remotePorts': (): string => '', 'smcli.lunMappings': (): string => '' };
  const run = askEverything(beginRun(true, { ...ARTICLE_INVENTORY, fabric: undefined }), silent);
  const { fabric, remarks } = adoptFabric(discoveredAt(run.events, run.head));
  expect(fabric).toMatchObject({ controllerPorts: [], zones: [] });
  expect(remarks).toEqual(
    expect.arrayContaining([
      'Left out: what is plugged into port 1 of sw1. It is 20:04:00:a0:b8:26:3a:7c, which no host and no array said to be its own.',
      expect.stringMatching(/^No port of a controller was found/u),
      'No zone was found in force between a host and the array.',
    ]),
  );
});

test('the table tells apart what has the same name: modules of two guests, ports of two switches', () => {
  const connected = topologyTable(now(askGuests(askEverything(beginRun())))).map((row) => row.connected);
  expect(connected).toContain('xenblk of test0 (serves, ok); xenblk of test1 (serves, ok)');
  expect(connected.join('; ')).toContain('port 0 of sw1 (cable c1, ok)');
  expect(connected.join('; ')).not.toMatch(/\bxenblk \(/u);
});

test('parameters of the shipped procedures plan guests; others plan nothing', () => {
  const parameters = {
    lunGuestHost: 'xenhost',
    lunGuest: 'test0',
    lunGuestLuns: [0n, 1n, 2n],
    lunGuestDisks: ['xvda', 'xvdb', 'xvdc'],
    imageGuestHost: 'xenhost',
    imageGuest: 'test1',
    imageGuestLun: 3n,
    imagesFolder: '/var/lib/xen/images',
    imageGuestDisks: ['xvda', 'xvdb', 'xvdc'],
    imageGuestFiles: ['a', 'b', 'c'].map((letter) => `/var/lib/xen/images/test1-xvd${letter}.img`),
  };
  expect(plannedStorage(parameters)).toEqual(ARTICLE_PLANNED);
  expect(plannedStorage({ other: 1 })).toEqual({ mounts: [], guests: [] });
});
