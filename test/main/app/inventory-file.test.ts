import { describe, expect, it } from 'vitest';
import { readInventory } from '../../../main/app/inventory-file.ts';

function read(text: string) {
  return readInventory(text, '/etc/lab/hosts.yaml', '/home/me');
}
function problems(text: string): readonly string[] {
  const found = read(text);
  return found.ok ? [] : found.problems.map(({ sentence, next }) => `${sentence}${next === undefined ? '' : ` | ${next}`}`);
}

const host = 'format: 1\nhosts:\n  one: { role: dom0, address: 10.0.0.1';

describe('inventory files', () => {
  it('paths begin in the home folder or in that of the inventory', () => {
    const found = read(`${host}, auth: { key: ~/.ssh/lab, passphrase: { file: secrets/p } } }\n`);
    expect(found.ok && found.value.hosts['one']?.auth).toEqual({
      key: '/home/me/.ssh/lab',
      passphrase: { file: '/etc/lab/secrets/p' },
    });
  });

  it('says file, line, column, what is wrong and what was expected', () => {
    expect(problems(`${host}, prot: 22 }\n`)).toEqual([
      '/etc/lab/hosts.yaml:3:41: `prot` is not known in hosts.one. | Did you mean `port`?',
    ]);
    expect(problems('hosts: {}\n')[0]).toMatch(/^\/etc\/lab\/hosts\.yaml:1:1: `format`/u);
    expect(problems('a: [')[0]).toMatch(/^\/etc\/lab\/hosts\.yaml:1:\d+: This is not YAML/u);
  });

  it('a password may not stand in it', () => {
    expect(problems(`${host}, auth: { password: hunter2 } }\n`)).toHaveLength(1);
  });

  it('names that nothing has are told with their place', () => {
    expect(problems(`${host}, jump: tow }\n  two: { role: dom0, address: 10.0.0.2 }\n`)).toEqual([
      '/etc/lab/hosts.yaml:3:47: There is no host `tow` under `hosts`. | Did you mean `two`?',
    ]);
    expect(problems(`${host}, jump: two }\n  two: { role: dom0, address: 10.0.0.2, jump: one }\n`)).toHaveLength(2);
    const fabric =
      'fabric:\n  switches: [{ name: sw1 }]\n  cables: [{ label: c, from: { host: uno, port: 1 }, switch: sw2, switchPort: 0 }]\n';
    expect(problems(`${host} }\n${fabric}`).map((line) => line.split(' | ')[0])).toEqual([
      '/etc/lab/hosts.yaml:6:62: Cable `c` goes to switch `sw2`, which is not under `fabric.switches`.',
      '/etc/lab/hosts.yaml:6:38: There is no host `uno` under `hosts`.',
    ]);
  });
});
