import { describe, expect, it } from 'vitest';
import { readSshConfig } from '../../../core/hosts/ssh-config.ts';

const CONFIG = `
# the lab
Host xen1 xen2
    HostName %h.lab.example
    User root
    ProxyJump gate

Host gate
  HostName 192.0.2.1
  Port=2222
  IdentityFile "~/.ssh/gate key"

Host old-*  !old-new
  KexAlgorithms +diffie-hellman-group1-sha1

Host old-1
  HostName 10.0.0.9
  Port 70000
  ProxyJump admin@198.51.100.7:2022,gate

Host *
  User nobody
  Port 22
  IdentityFile ~/.ssh/id_rsa
`;

describe('a client configuration of OpenSSH', () => {
  const { hosts, remarks } = readSshConfig(CONFIG);
  const named = new Map(hosts.map((host) => [host.name, host]));

  it('gives each named host the first value that holds for it', () => {
    expect(named.get('xen1')).toEqual({
      name: 'xen1',
      address: 'xen1.lab.example',
      port: 22,
      user: 'root',
      key: '~/.ssh/id_rsa',
      jump: 'gate',
      legacy: false,
    });
    expect(named.get('gate')).toMatchObject({
      address: '192.0.2.1',
      port: 2222,
      key: '~/.ssh/gate key',
      user: 'nobody',
      jump: null,
    });
  });

  it('knows hosts that are offered old algorithms, by their patterns', () => {
    expect(named.get('old-1')?.legacy).toBe(true);
    expect(named.get('xen1')?.legacy).toBe(false);
  });

  it('makes a host of each way through that is named nowhere else', () => {
    expect(named.get('198.51.100.7')).toMatchObject({ port: 2022, user: 'admin', jump: null });
    expect(named.get('old-1')?.jump).toBe('gate');
  });

  it('does not go through a host to itself, where all go through it', () => {
    const { hosts: all } = readSshConfig('Host gate\n  HostName 192.0.2.1\nHost xen1\nHost *\n  ProxyJump gate\n');
    expect(all.map(({ name, jump }) => [name, jump])).toEqual([
      ['gate', null],
      ['xen1', 'gate'],
    ]);
  });

  it('tells what is wrong by its line, and goes on', () => {
    expect(remarks).toEqual([{ line: 18, sentence: '“70000” is no port: 1 to 65535. It is left out.' }]);
    expect(named.get('old-1')?.port).toBeNull();
    const wrong = readSshConfig(
      'Host a "b\nHost ok\n  Prot 22\n  User\nMatch user x\n  User y\nInclude more\nHost ü\nProxyCommand nc %h %p\n',
    );
    expect(wrong.remarks.map(({ line }) => line)).toEqual([1, 3, 4, 5, 7, 8]);
    expect(wrong.remarks.find(({ line }) => line === 3)?.sentence).toContain('“Prot”');
    expect(wrong.hosts).toEqual([{ name: 'ok', address: 'ok', port: null, user: null, key: null, jump: null, legacy: false }]);
  });

  it('tells of a program that would be run, once for all hosts', () => {
    const { remarks: told } = readSshConfig('Host a b\n  HostName x\nHost *\n  ProxyCommand nc %h %p\n');
    expect(told.map(({ line }) => line)).toEqual([4]);
  });

  it('a pattern of many stars takes no time', () => {
    const before = performance.now();
    readSshConfig(`Host ${'*a'.repeat(2000)}b\n User x\nHost ${'a'.repeat(60)}\n HostName y\n`);
    expect(performance.now() - before).toBeLessThan(500);
  });
});
