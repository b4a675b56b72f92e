import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprints, keyType } from '../../../main/ssh/fingerprint.ts';
import { appendKnownHost, judgeHostKey, knownHostsName, parseKnownHosts, readKnownHosts } from '../../../main/ssh/known-hosts.ts';

/** Public key blobs: type, then bytes that differ. */
function blob(type: string, seed: number): Buffer {
  const name = Buffer.from(type);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(name.length);
  return Buffer.concat([head, name, Buffer.alloc(36, seed)]);
}
const ed = blob('ssh-ed25519', 1);
const edOther = blob('ssh-ed25519', 2);
const rsa = blob('ssh-rsa', 3);
const line = (hosts: string, key: Buffer, marker = '') =>
  `${marker}${hosts} ${keyType(key) ?? ''} ${key.toString('base64')} a comment`;
const hashed = (name: string) => {
  const salt = Buffer.alloc(20, 9);
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
};

describe('judgeHostKey', () => {
  const cases: readonly (readonly [string, string, string, Buffer, string])[] = [
    ['a plain name', line('xen1', ed), 'xen1', ed, 'match'],
    ['a name in capitals', line('XEN1', ed), 'xen1', ed, 'match'],
    ['one name of several', line('xen1,10.0.0.5', ed), '10.0.0.5', ed, 'match'],
    ['another key of the same type', line('xen1', edOther), 'xen1', ed, 'mismatch'],
    ['another type only', line('xen1', rsa), 'xen1', ed, 'unknown'],
    ['several types, one of which is it', `${line('xen1', rsa)}\n${line('xen1', ed)}`, 'xen1', ed, 'match'],
    ['an old key beside the right one', `${line('xen1', edOther)}\n${line('xen1', ed)}`, 'xen1', ed, 'match'],
    ['another host', line('xen2', ed), 'xen1', ed, 'unknown'],
    ['a port', line('[xen1]:2222', ed), '[xen1]:2222', ed, 'match'],
    ['a port, key known for port 22 only', line('xen1', ed), '[xen1]:2222', ed, 'unknown'],
    ['a wildcard', line('*.lab.example', ed), 'xen1.lab.example', ed, 'match'],
    ['a wildcard that does not reach', line('*.lab.example', ed), 'lab.example', ed, 'unknown'],
    ['a question mark', line('xen?', ed), 'xen7', ed, 'match'],
    ['a question mark for nothing', line('xen?', ed), 'xen', ed, 'unknown'],
    ['several stars', line('*a*b*', ed), 'xxayybzz', ed, 'match'],
    ['negation', line('xen*,!xen2', ed), 'xen2', ed, 'unknown'],
    ['negation of others', line('xen*,!xen2', ed), 'xen3', ed, 'match'],
    ['negation first', line('!xen2,xen*', ed), 'xen2', ed, 'unknown'],
    ['a hashed name', line(hashed('xen1'), ed), 'xen1', ed, 'match'],
    ['a hashed name with port', line(hashed('[xen1]:2222'), ed), '[xen1]:2222', ed, 'match'],
    ['a hashed name of another', line(hashed('xen2'), ed), 'xen1', ed, 'unknown'],
    ['a hashed name, changed key', line(hashed('xen1'), edOther), 'xen1', ed, 'mismatch'],
    ['a revoked key', line('*', ed, '@revoked '), 'xen1', ed, 'revoked'],
    ['a revoked key that also stands plain', `${line('xen1', ed)}\n${line('xen1', ed, '@revoked ')}`, 'xen1', ed, 'revoked'],
    ['another revoked key', `${line('xen1', ed)}\n${line('xen1', edOther, '@revoked ')}`, 'xen1', ed, 'match'],
    ['a certificate authority with this very key', line('xen1', ed, '@cert-authority '), 'xen1', ed, 'unknown'],
    ['CRLF', `# comment\r\n\r\n${line('xen1', ed)}\r\n`, 'xen1', ed, 'match'],
    ['leading blanks and tabs', `  \t${line('xen1', ed).replaceAll(' ', '\t')}`, 'xen1', ed, 'match'],
    ['a comment line', `# ${line('xen1', ed)}`, 'xen1', ed, 'unknown'],
    ['a damaged key', line('xen1', ed).replace('AAAA', '!!!!'), 'xen1', ed, 'unknown'],
    ['a type that is not the key its own', line('xen1', ed).replace('ssh-ed25519', 'ssh-rsa'), 'xen1', ed, 'unknown'],
    ['an unknown marker', line('xen1', ed, '@other '), 'xen1', ed, 'unknown'],
    ['an IPv6 address', line('fe80::1', ed), 'fe80::1', ed, 'match'],
  ];
  it.each(cases)('%s', (_title, text, name, key, state) => {
    expect(judgeHostKey(parseKnownHosts(text, 'f'), name, key).state).toBe(state);
  });

  it('names the line, the known types and a certificate authority', () => {
    const text = `${line('*', rsa, '@cert-authority ')}\n\n${line('xen1', rsa)}\n${line('xen1', edOther)}`;
    const verdict = judgeHostKey(parseKnownHosts(text, 'known'), 'xen1', ed);
    expect(verdict).toMatchObject({
      state: 'mismatch',
      line: { file: 'known', line: 4 },
      knownTypes: ['ssh-rsa', 'ssh-ed25519'],
      certificateAuthority: true,
    });
  });

  it('takes no long time for many stars', () => {
    const text = line(`${'a*'.repeat(40)}b`, ed);
    expect(judgeHostKey(parseKnownHosts(text, 'f'), 'a'.repeat(200), ed).state).toBe('unknown');
  });
});

describe('files', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xenpath-test-'));
  });
  afterEach(async () => rm(folder, { recursive: true }));

  it('appends lines that it can read, to a file that only its owner can', async () => {
    const file = join(folder, 'data', 'known_hosts');
    await appendKnownHost(file, knownHostsName('Xen1', 22), ed);
    await appendKnownHost(file, knownHostsName('xen1', 2222), rsa);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const lines = await readKnownHosts([file, join(folder, 'missing')]);
    expect(judgeHostKey(lines, 'xen1', ed).state).toBe('match');
    expect(judgeHostKey(lines, '[xen1]:2222', rsa).state).toBe('match');
  });

  it('starts a new line after one that was not ended', async () => {
    const file = join(folder, 'known_hosts');
    await writeFile(file, line('xen1', ed));
    await appendKnownHost(file, 'xen2', rsa);
    expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(3);
    expect(await readKnownHosts([file])).toHaveLength(2);
  });
});

describe('fingerprints', () => {
  it('is what ssh-keygen -l prints', () => {
    // ssh-keygen -lf and -E md5 -lf on this key.
    const key = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f', 'base64');
    expect(fingerprints(key)).toEqual({
      sha256: 'SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA',
      md5: 'MD5:0f:a2:0a:d7:38:3e:65:45:08:6b:63:84:1c:ff:dc:ba',
    });
    expect(keyType(key)).toBe('ssh-ed25519');
  });
});
