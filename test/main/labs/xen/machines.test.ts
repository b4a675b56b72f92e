import { describe, expect, it } from 'vitest';
import { arrayCommand, hostCommand, linksOf } from '../../../../main/labs/xen/machines.ts';
import { labCables } from '../../../../main/labs/xen/wiring.ts';

const places = { sockets: '/run/a,b', disk: '/d/disk.qcow2', serial: '/d/serial', sshPort: 40022, restored: false };
const array = { ...places, kernel: '/i/vmlinuz', initrd: '/i/initrd' };
/** Values of one option, in order. */
const values = (words: readonly string[], option: string): readonly string[] =>
  words.flatMap((word, index) => (words[index - 1] === option ? [word] : []));

describe('command lines of a Xen lab', () => {
  it('let nothing out, and listen on 127.0.0.1 alone', () => {
    for (const words of [arrayCommand(2, array, 'tcg'), hostCommand(2, 'xenhost2', places, 'kvm')]) {
      const users = values(words, '-netdev').filter((value) => value.startsWith('user,'));
      expect(users).toEqual(['user,id=management,restrict=on,hostfwd=tcp:127.0.0.1:40022-:22']);
      expect(words.join(' ')).not.toMatch(/:(?:0\.0\.0\.0|\[?::)|-vnc|-spice/u);
    }
  });

  it('give each fabric a hub with a port for each cable, named by its label', () => {
    const hubs = values(arrayCommand(2, array, 'tcg'), '-netdev').filter((value) => value.startsWith('hubport,'));
    expect(hubs).toEqual([
      'hubport,id=xenhost-p1,hubid=1,netdev=to-xenhost-p1',
      'hubport,id=xenhost-p2,hubid=2,netdev=to-xenhost-p2',
      'hubport,id=xenhost2-p1,hubid=1,netdev=to-xenhost2-p1',
      'hubport,id=xenhost2-p2,hubid=2,netdev=to-xenhost2-p2',
      'hubport,id=ctlA-sw1,hubid=1',
      'hubport,id=ctlB-sw2,hubid=2',
    ]);
  });

  it('lead each port of a host to the socket that the array has for its cable', () => {
    const ends = (words: readonly string[]): readonly string[] =>
      values(words, '-netdev').flatMap((value) => /^stream,.*addr\.path=(.*)$/u.exec(value)?.[1] ?? []);
    const ofHosts = ['xenhost', 'xenhost2'].flatMap((host) => ends(hostCommand(2, host, places, 'tcg')));
    expect(ofHosts).toEqual(ends(arrayCommand(2, array, 'tcg')));
    expect(ofHosts[0]).toBe('/run/a,,b/xenhost-p1.net');
  });

  it('give no two ports the same hardware address', () => {
    const words = [arrayCommand(2, array, 'tcg'), ...['xenhost', 'xenhost2'].map((host) => hostCommand(2, host, places, 'tcg'))];
    const addresses = words
      .flatMap((line) => values(line, '-device'))
      .flatMap((value) => /mac=([0-9a-f:]+)/u.exec(value)?.[1] ?? []);
    expect(addresses).toHaveLength(6);
    expect(new Set(addresses).size).toBe(6);
  });

  it('start a host by its own disk, and the array by a kernel', () => {
    expect(hostCommand(1, 'xenhost', places, 'tcg')).not.toContain('-kernel');
    expect(values(arrayCommand(1, array, 'tcg'), '-kernel')).toEqual(['/i/vmlinuz']);
  });

  it('take up a kept memory only where there is one, on the same devices', () => {
    const restored = hostCommand(1, 'xenhost', { ...places, restored: true }, 'tcg');
    const anew = hostCommand(1, 'xenhost', places, 'tcg');
    expect(values(restored, '-incoming')).toEqual(['defer']);
    expect(anew).not.toContain('-incoming');
    expect(values(restored, '-device')).toEqual(values(anew, '-device'));
  });

  it('name every link that a hand can take down', () => {
    for (const cable of labCables(2))
      for (const { machine, link } of linksOf(cable)) {
        const words = machine === 'ds4800' ? arrayCommand(2, array, 'tcg') : hostCommand(2, machine, places, 'tcg');
        expect(words.some((word) => new RegExp(`(?:^|,)id=${link}(?:,|$)`, 'u').test(word))).toBe(true);
      }
  });

  it('leave out on an emulated processor what the kernel of dom0 dies of there', () => {
    expect(values(hostCommand(1, 'xenhost', places, 'tcg'), '-cpu')[0]).toMatch(/-smap.*-smep/u);
    expect(values(hostCommand(1, 'xenhost', places, 'kvm'), '-cpu')[0]).toMatch(/^host/u);
  });
});
