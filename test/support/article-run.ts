import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inventory as inventorySchema, type Inventory } from '../../core/hosts/inventory.ts';
import type { PlannedStorage } from '../../core/topology/from-declared.ts';
import { BuiltRun, type Answer } from './built-run.ts';

const INITIATORS = ['21:00:00:e0:8b:9a:1c:5e', '21:01:00:e0:8b:ba:1c:5e'] as const;
const TARGETS = ['20:04:00:a0:b8:26:3a:7c', '20:05:00:a0:b8:26:3a:7c'] as const;

/** The article's machines: an x3550 with two ports, two switches, a DS4800 with controllers A and B, four LUNs. */
export const ARTICLE_INVENTORY: Inventory = inventorySchema.parse({
  format: 1,
  name: 'article',
  hosts: {
    xenhost: { role: 'dom0', address: '192.0.2.11' },
    sw1: { role: 'switch', address: '192.0.2.101', shell: 'fos' },
    sw2: { role: 'switch', address: '192.0.2.102', shell: 'fos' },
    ds4800: { role: 'array', address: '192.0.2.110', controllers: ['192.168.128.101', '192.168.128.102'] },
  },
  fabric: {
    ports: INITIATORS.map((wwpn, index) => ({ host: 'xenhost', port: index + 1, wwpn })),
    switches: [
      { name: 'sw1', domain: 1 },
      { name: 'sw2', domain: 2 },
    ],
    controllerPorts: TARGETS.map((wwpn, index) => ({ array: 'ds4800', controller: index === 0 ? 'A' : 'B', port: 1, wwpn })),
    cables: [
      { label: 'c1', from: { host: 'xenhost', port: 1 }, switch: 'sw1', switchPort: 0 },
      { label: 'c2', from: { host: 'xenhost', port: 2 }, switch: 'sw2', switchPort: 0 },
      { label: 'c3', from: { array: 'ds4800', controller: 'A', port: 1 }, switch: 'sw1', switchPort: 1 },
      { label: 'c4', from: { array: 'ds4800', controller: 'B', port: 1 }, switch: 'sw2', switchPort: 1 },
    ],
    zones: [
      { name: 'z_xenhost_A', switch: 'sw1', initiator: INITIATORS[0], target: TARGETS[0] },
      { name: 'z_xenhost_B', switch: 'sw2', initiator: INITIATORS[1], target: TARGETS[1] },
    ],
    luns: [0, 1, 2, 3].map((lun) => ({
      lun,
      name: `xen_lun${lun}`,
      array: 'ds4800',
      preferredController: lun % 2 === 0 ? 'A' : 'B',
    })),
  },
});

const IMAGES = ['a', 'b', 'c'].map((letter) => `/var/lib/xen/images/test1-xvd${letter}.img`);

export const ARTICLE_PLANNED: PlannedStorage = {
  mounts: [{ host: 'xenhost', lun: 3, mountPoint: '/var/lib/xen/images' }],
  guests: [
    { host: 'xenhost', name: 'test0', disks: ['xvda', 'xvdb', 'xvdc'].map((device, lun) => ({ device, from: { lun } })) },
    {
      host: 'xenhost',
      name: 'test1',
      disks: ['xvda', 'xvdb', 'xvdc'].map((device, index) => ({ device, from: { image: IMAGES[index] ?? '' } })),
    },
  ],
};

const root = fileURLToPath(new URL('../fixtures/probes', import.meta.url));
/** Standard output of a probe's fixture. */
export const fixtureText = (probe: string, name: string): string => readFileSync(`${root}/${probe}/${name}.txt`, 'utf8');

/** Run with its first event: what is declared, nothing asked yet. */
export function beginRun(simulated = true, inventory: unknown = ARTICLE_INVENTORY): BuiltRun {
  const run = new BuiltRun();
  run.add('run-created', {
    procedure: { id: 'rhel5-rdac', version: '1.0', hash: 'a'.repeat(64), text: 'format: 1' },
    inventory,
    parameters: {},
    lab: { kind: simulated ? 'practice' : 'own', name: 'article', simulated, scale: simulated ? 60 : 1 },
    xenpath: '0.1.0',
    timeZone: 'Europe/Berlin',
  });
  return run;
}

const controllers = { controllers: '192.168.128.101 192.168.128.102' };
const SMCLI_CONTROLLERS = fixtureText('smcli.controllers', 'b-offline').replace('Status: Offline', 'Status: Online');

function switchText(index: 0 | 1): string {
  const text = fixtureText('brocade.switch', 'fos-5');
  if (index === 0) return text;
  return text
    .replace('SAN_A', 'SAN_B')
    .replace('switchDomain:	1', 'switchDomain:	2')
    .replace(INITIATORS[0], INITIATORS[1])
    .replace(TARGETS[0], TARGETS[1]);
}

function zoningText(index: 0 | 1): string {
  const text = fixtureText('brocade.zoning', 'in-effect');
  if (index === 0) return text;
  return text
    .replaceAll('_A', '_B')
    .replaceAll('fabA', 'fabB')
    .replaceAll(INITIATORS[0], INITIATORS[1])
    .replaceAll(TARGETS[0], TARGETS[1]);
}

function blockList(domain: number): string {
  return fixtureText('xm.blockList', 'three')
    .replace('5632 ', '51744')
    .replaceAll('vbd/5/5632', 'vbd/5/51744')
    .replaceAll('/vbd/5/', `/vbd/${domain}/`);
}

/** Answers of every machine once all of the article's work is done. `change` replaces outputs, by probe. */
export function askEverything(
  run: BuiltRun,
  change: Readonly<Record<string, (text: string, host: string) => string>> = {},
): BuiltRun {
  const answer = (host: string, probe: string, stdout: string, parameters: unknown = {}): Answer => ({
    probe,
    parameters,
    stdout: change[probe]?.(stdout, host) ?? stdout,
  });
  run.probed('xenhost', [
    answer('xenhost', 'host.hardware', fixtureText('host.hardware', 'x3550')),
    answer('xenhost', 'host.identity', fixtureText('host.identity', 'article')),
    answer('xenhost', 'xm.info', fixtureText('xm.info', 'article')),
    answer('xenhost', 'xm.list', fixtureText('xm.list', 'guests').replace('----c-', '-b----')),
    answer('xenhost', 'modules.loaded', fixtureText('modules.loaded', 'dom0')),
    answer('xenhost', 'fc.hosts', fixtureText('fc.hosts', 'two-ports')),
    answer('xenhost', 'fc.remotePorts', fixtureText('fc.remotePorts', 'two-controllers')),
    answer('xenhost', 'rdac.version', fixtureText('rdac.version', 'c5-11')),
    answer('xenhost', 'rdac.virtualDevices', fixtureText('rdac.virtualDevices', 'listing-09')),
    answer('xenhost', 'rdac.array', fixtureText('rdac.array', 'healthy'), { name: 'ARCJMTDS48K1' }),
    answer('xenhost', 'filesystems.mounts', fixtureText('filesystems.mounts', 'images-mounted')),
    answer('xenhost', 'filesystems.files', imageFiles(), { paths: IMAGES.join(' ') }),
    answer('xenhost', 'guest.configuration', fixtureText('guest.configuration', 'listing-10'), { name: 'test0' }),
    answer('xenhost', 'guest.configuration', fixtureText('guest.configuration', 'listing-13'), { name: 'test1' }),
    answer('xenhost', 'xm.blockList', blockList(5), { name: 'test0' }),
    answer('xenhost', 'xm.blockList', blockList(6), { name: 'test1' }),
  ]);
  for (const [index, host] of (['sw1', 'sw2'] as const).entries()) {
    run.probed(host, [
      answer(host, 'brocade.switch', switchText(index as 0 | 1)),
      answer(host, 'brocade.zoning', zoningText(index as 0 | 1)),
    ]);
  }
  run.probed('ds4800', [
    answer('ds4800', 'smcli.controllers', SMCLI_CONTROLLERS, controllers),
    answer('ds4800', 'smcli.logicalDrives', fixtureText('smcli.logicalDrives', 'four'), controllers),
    answer('ds4800', 'smcli.lunMappings', fixtureText('smcli.lunMappings', 'four'), controllers),
  ]);
  return run;
}

function imageFiles(): string {
  return [
    ...IMAGES.map(
      (_path, index) => `=== file ${index}\n5368709120 10496008 512 755 root root regular file\n\n=== file ${index} exit 0\n`,
    ),
    '=== end\n',
  ].join('');
}

/** Guests came into being and answered. */
export function askGuests(run: BuiltRun): BuiltRun {
  for (const name of ['test0', 'test1']) {
    run.add('host-joined', { host: name, role: 'guest', address: '192.168.100.128', user: 'root', via: 'xenhost' });
    const modules =
      'Module                  Size  Used by\nxennet                 28233  0 [permanent]\nxenblk                 20053  6\n';
    run.probed(name, [{ probe: 'modules.loaded', stdout: modules }]);
  }
  return run;
}
