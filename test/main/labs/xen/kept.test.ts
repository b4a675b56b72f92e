import { describe, expect, it } from 'vitest';
import { xenInventory } from '../../../../main/labs/xen/inventory.ts';
import { imagesKey, stateKey } from '../../../../main/labs/xen/keys.ts';
import { wwidOfSerial } from '../../../../main/labs/xen/options.ts';
import { socketsFolder } from '../../../../main/labs/xen/places.ts';

const on = { accelerator: 'tcg', qemu: 'QEMU 7.2', preparation: 'a' } as const;

describe('what is kept', () => {
  it('has another name when what made it is another', () => {
    const images = imagesKey({ 'host-root.sh': 'a', 'array-root.sh': 'b' });
    expect(images).toMatch(/^[0-9a-f]{16}$/u);
    expect(imagesKey({ 'array-root.sh': 'b', 'host-root.sh': 'a' })).toBe(images);
    expect(imagesKey({ 'host-root.sh': 'a', 'array-root.sh': 'c' })).not.toBe(images);

    const states = [
      stateKey(images, { hosts: 1, state: 'xen' }, on),
      stateKey('other', { hosts: 1, state: 'xen' }, on),
      stateKey(images, { hosts: 2, state: 'xen' }, on),
      stateKey(images, { hosts: 1, state: 'fresh' }, on),
      stateKey(images, { hosts: 1, state: 'xen' }, { ...on, accelerator: 'kvm' }),
      stateKey(images, { hosts: 1, state: 'xen' }, { ...on, qemu: 'QEMU 9.0' }),
      stateKey(images, { hosts: 1, state: 'xen' }, { ...on, preparation: 'b' }),
    ];
    expect(new Set(states).size).toBe(states.length);
  });

  it('is reached over sockets whose paths are short enough, or told', () => {
    expect(socketsFolder('/run/user/1000/xenpath', 'xen')).toEqual({ ok: true, value: '/run/user/1000/xenpath/xen-xen' });
    expect(socketsFolder(`/${'long/'.repeat(20)}`, 'xen')).toMatchObject({ ok: false, problem: { code: 'path-too-long' } });
  });
});

describe('the inventory of a Xen lab', () => {
  const machine = (name: string, role: 'dom0' | 'array', sshPort: number) =>
    ({ name, role, pid: 1, sshPort, hostKey: `SHA256:${'A'.repeat(43)}` }) as const;
  const inventory = xenInventory(
    { name: 'xen', hosts: 2, state: 'fresh' },
    [machine('ds4800', 'array', 40001), machine('xenhost', 'dom0', 40002), machine('xenhost2', 'dom0', 40003)],
    '/keys/key',
  );

  it('names the machines at their ports, with the keys that they prove', () => {
    expect(inventory.hosts['xenhost2']).toMatchObject({
      address: '127.0.0.1',
      port: 40003,
      role: 'dom0',
      auth: { key: '/keys/key' },
    });
    expect(inventory.hosts['ds4800']?.controllers).toEqual(['10.77.1.2', '10.77.2.2']);
  });

  it('says what is connected to what, no two cables at one port of a switch', () => {
    const ports = inventory.fabric?.cables.map((cable) => `${cable.switch}:${String(cable.switchPort)}`) ?? [];
    expect(ports).toEqual(['sw1:0', 'sw2:0', 'sw1:1', 'sw2:1', 'sw1:2', 'sw2:2']);
  });

  it('tells ports by the addresses that the machines have', () => {
    expect(inventory.fabric?.ports.map(({ host, port, wwpn }) => `${host} ${String(port)} ${wwpn}`)).toEqual([
      'xenhost 1 10.77.1.11',
      'xenhost 2 10.77.2.11',
      'xenhost2 1 10.77.1.12',
      'xenhost2 2 10.77.2.12',
    ]);
    expect(inventory.fabric?.controllerPorts.map(({ controller, wwpn }) => `${controller} ${wwpn}`)).toEqual([
      'A 10.77.1.2',
      'B 10.77.2.2',
    ]);
  });

  it('gives each LUN the WWID that the target shows', () => {
    // multipath -ll on Debian 12 with a FILEIO LUN of this serial number.
    expect(wwidOfSerial('60a0b80000f002')).toBe('600140560a0b80000f00200000000000');
    expect(inventory.fabric?.luns.map(({ wwid, preferredController }) => [wwid?.slice(20, 21), preferredController])).toEqual([
      ['0', 'A'],
      ['1', 'B'],
      ['2', 'A'],
      ['3', 'B'],
    ]);
  });
});
