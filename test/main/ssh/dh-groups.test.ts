import crypto from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { allowSecondOakleyGroup } from '../../../main/ssh/dh-groups.ts';

/** As BoringSSL behaves: the name is not known, the prime is fine. */
function refusing() {
  return {
    createDiffieHellman: crypto.createDiffieHellman,
    createDiffieHellmanGroup: (name: string): unknown => {
      if (name === 'modp2') throw new Error('Unknown DH group');
      return crypto.createDiffieHellmanGroup(name);
    },
  };
}

describe('allowSecondOakleyGroup', () => {
  it('makes the group from its prime where the name is refused: the same group', () => {
    const runtime = refusing();
    allowSecondOakleyGroup(runtime);
    const made = runtime.createDiffieHellmanGroup('modp2') as crypto.DiffieHellman;
    const real = crypto.createDiffieHellmanGroup('modp2');
    expect(made.getPrime('hex')).toBe(real.getPrime('hex'));
    expect(made.getGenerator('hex')).toBe(real.getGenerator('hex'));
    made.generateKeys();
    real.generateKeys();
    expect(made.computeSecret(real.getPublicKey()).equals(real.computeSecret(made.getPublicKey()))).toBe(true);
  });

  it('leaves every other name, and a runtime that knows it, alone', () => {
    const runtime = refusing();
    allowSecondOakleyGroup(runtime);
    expect((runtime.createDiffieHellmanGroup('modp14') as crypto.DiffieHellman).getPrime()).toHaveLength(256);
    expect(() => runtime.createDiffieHellmanGroup('modp99')).toThrow();
    const able = { createDiffieHellman: crypto.createDiffieHellman, createDiffieHellmanGroup: crypto.createDiffieHellmanGroup };
    const before = able.createDiffieHellmanGroup;
    allowSecondOakleyGroup(able);
    expect(able.createDiffieHellmanGroup).toBe(before);
  });
});
