import { createRequire } from 'node:module';
import type * as Crypto from 'node:crypto';
import { expect, it } from 'vitest';
import { startRealHost } from '../../../hosts/real-host.ts';
import { testPorts } from '../../../hosts/ssh-ports.ts';

it('connects with diffie-hellman-group1-sha1 in a runtime that refuses the group by its name', async () => {
  // Before ssh2 is loaded, as in Electron: this file has a process of its own.
  const crypto = createRequire(import.meta.url)('node:crypto') as typeof Crypto;
  const original = crypto.createDiffieHellmanGroup;
  Object.assign(crypto, {
    createDiffieHellmanGroup: (name: string) => {
      if (name === 'modp2') throw new Error('Unknown DH group');
      return original(name);
    },
  });
  expect(() => crypto.createDiffieHellmanGroup('modp2')).toThrow('Unknown DH group');
  const { connectHost } = await import('../../../../main/ssh/connect.ts');
  const old = await startRealHost({
    keyTypes: ['rsa'],
    config: ['KexAlgorithms diffie-hellman-group1-sha1', 'HostKeyAlgorithms ssh-rsa'],
  });
  try {
    const result = await connectHost('sw1', old.target({ crypto: 'legacy' }), testPorts(old.folder));
    expect(result).toMatchObject({ ok: true, value: { algorithms: { kex: 'diffie-hellman-group1-sha1' } } });
    if (result.ok) await result.value.dispose();
  } finally {
    await old.dispose();
  }
});
