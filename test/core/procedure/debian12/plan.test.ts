import { describe, expect, it } from 'vitest';
import { inventory } from '../../../../core/hosts/inventory.ts';
import { makePlan, type Plan } from '../../../../core/procedure/plan.ts';
import { iscsiInventory, procedure, source } from './bench.ts';

/** What the procedure would do on one host, on two, over Fibre Channel with RDAC's hardware handler, with other LUNs. */

function plan(from = source()): Plan {
  const made = makePlan(procedure, from);
  if (!made.ok) throw new Error(made.problem.sentence);
  return made.value;
}

const texts = (made: Plan): readonly string[] =>
  made.steps.flatMap((step) => step.hosts.flatMap(({ acts }) => acts.map(({ text }) => text)));
const stepOf = (made: Plan, id: string) => made.steps.find((step) => step.id === id);

const fibreChannel = inventory.parse({
  ...iscsiInventory(),
  fabric: {
    ports: [
      { host: 'xenhost', port: 1, wwpn: '21:00:00:e0:8b:9a:1c:5e' },
      { host: 'xenhost', port: 2, wwpn: '21:01:00:e0:8b:ba:1c:5e' },
    ],
    switches: [{ name: 'sw1' }, { name: 'sw2' }],
    controllerPorts: [
      { array: 'ds4800', controller: 'A', port: 1, wwpn: '20:04:00:a0:b8:26:3a:7c' },
      { array: 'ds4800', controller: 'B', port: 1, wwpn: '20:05:00:a0:b8:26:3a:7c' },
    ],
    cables: [
      { label: 'p1', from: { host: 'xenhost', port: 1 }, switch: 'sw1', switchPort: 0 },
      { label: 'p2', from: { host: 'xenhost', port: 2 }, switch: 'sw2', switchPort: 0 },
    ],
    zones: [
      { name: 'a', switch: 'sw1', initiator: '21:00:00:e0:8b:9a:1c:5e', target: '20:04:00:a0:b8:26:3a:7c' },
      { name: 'b', switch: 'sw2', initiator: '21:01:00:e0:8b:ba:1c:5e', target: '20:05:00:a0:b8:26:3a:7c' },
    ],
    luns: iscsiInventory().fabric?.luns ?? [],
  },
});

describe('the plan', () => {
  it('names no single path, and knows nearly every command to the letter', () => {
    const made = plan();
    expect(texts(made).filter((text) => /\/dev\/sd[a-z]/u.test(text))).toEqual([]);
    expect(texts(made).length).toBeGreaterThan(90);
    const guessed = made.steps.flatMap((step) => step.hosts.flatMap(({ acts }) => acts.filter(({ known }) => !known)));
    expect(guessed.map(({ text }) => text)).toEqual([expect.stringContaining('update-initramfs')]);
    expect(made.totals.destroys).toEqual(
      expect.arrayContaining([
        'xenhost:/dev/mapper/xen_lun0',
        'xenhost:/dev/mapper/xen_lun3',
        'test0:/dev/xvdb',
        'test1:/dev/xvdc',
      ]),
    );
  });

  it('makes every host ready, and its guests on one', () => {
    const two = plan(source(iscsiInventory(2)));
    expect(stepOf(two, 'multipath-configuration')?.hosts.map(({ name }) => name)).toEqual(['xenhost', 'xenhost2']);
    expect(stepOf(two, 'lun-guest-install')?.hosts.map(({ name }) => name)).toEqual(['xenhost']);
    expect(
      stepOf(two, 'cable-pulled')
        ?.hosts.flatMap(({ acts }) => acts.map(({ text }) => text))
        .join(' '),
    ).toContain('xenhost-p1');
  });

  it('leaves the initiator out over Fibre Channel, and tells ports by WWPN', () => {
    const made = plan(
      source(fibreChannel, {
        transport: 'fc',
        hardwareHandler: 'rdac',
        pathChecker: 'rdac',
        arrayVendor: 'IBM',
        arrayProduct: '^1815',
      }),
    );
    expect(texts(made).filter((text) => text.includes('iscsi'))).toEqual([]);
    for (const id of ['initiator-packages', 'initiator-settings', 'portals']) {
      expect(stepOf(made, id)?.hosts[0]).toMatchObject({ branch: 'not-taken', acts: [] });
    }
    const params = source(fibreChannel, { transport: 'fc' }).parameters;
    expect(JSON.stringify(params)).toContain('0x210000e08b9a1c5e');
  });

  it('follows names, sizes and numbers', () => {
    const made = plan(
      source(undefined, {
        aliasPrefix: 'san',
        lunGuest: 'web',
        lunGuestLuns: [0, 2],
        imageGuestLun: 1,
        imageGuestSizes: [200],
        bridge: 'br0',
      }),
    );
    const all = texts(made).join('\n');
    expect(all).toContain('/usr/sbin/xl create /etc/xen/web.cfg');
    expect(all).toContain('/dev/mapper/san1');
    expect(all).not.toContain('xen_lun');
    expect(all).not.toContain('xenbr0');
    expect(stepOf(made, 'image-guest-file-systems')?.hosts[0]).toMatchObject({ branch: 'not-taken' });
  });
});
