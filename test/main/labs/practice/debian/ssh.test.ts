import { expect, test } from 'vitest';
import { defaultLabOptions } from '../../../../../main/labs/practice/lab-options.ts';
import { PracticeLab } from '../../../../../main/labs/practice/lab.ts';
import { defaultWorldOptions } from '../../../../../main/labs/practice/options.ts';
import { exec, login } from '../serve/ssh-client.ts';

test('hosts, array and guests with Debian are reached over SSH with the algorithms of today; the inventory names ports by their addresses', async () => {
  const lab = await PracticeLab.open({ ...defaultLabOptions, speed: 60, world: { ...defaultWorldOptions, system: 'debian12', state: 'guests' } }, null);
  try {
    const host = await login(await lab.connect('xenhost'), { algorithms: {} });
    expect(await exec(host, 'sysctl -n kernel.ostype 2>/dev/null; . /etc/os-release; echo $VERSION_CODENAME')).toMatchObject({ stdout: 'Linux\nbookworm\n', code: 0 });
    host.end();
    const guest = await login(await lab.connect('192.168.100.10', { via: 'xenhost' }), { algorithms: {} });
    expect(await exec(guest, 'hostname; lsblk -n -d -o NAME')).toMatchObject({ stdout: 'test0\nxvda\nxvdb\nxvdc\n', code: 0 });
    guest.end();
    const array = await login(await lab.connect('ds4800'), { algorithms: {} });
    expect((await exec(array, 'ip -o -4 address show eth1')).stdout).toContain('inet 10.77.1.2/24');
    array.end();
    const { hosts, fabric } = lab.inventory();
    expect(hosts['xenhost']).toMatchObject({ role: 'dom0', crypto: 'modern' });
    expect(fabric?.controllerPorts.map(({ wwpn }) => wwpn)).toEqual(['10.77.1.2', '10.77.2.2']);
    expect(fabric?.zones.map(({ initiator, target }) => [initiator, target])).toEqual([['10.77.1.11', '10.77.1.2'], ['10.77.2.11', '10.77.2.2']]);
    expect(fabric?.cables.map(({ label }) => label)).toEqual(['xenhost-p1', 'xenhost-p2', 'ctlA-sw1', 'ctlB-sw2']);
  } finally {
    await lab.dispose();
  }
}, 60_000); // prettier-ignore
