import { createRequire } from 'node:module';
import type * as Crypto from 'node:crypto';

type GroupMaker = (name: string) => unknown;

/**
 * Second Oakley group: RFC 2409 section 6.2, the prime of diffie-hellman-group1-sha1, generator 2.
 * BoringSSL, which Electron is built with, refuses it by its name `modp2`.
 */
const secondOakleyPrime =
  'ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd' +
  'ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed' +
  'ee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381ffffffffffffffff';

/**
 * Makes `createDiffieHellmanGroup('modp2')` work where the runtime refuses the name, and changes nothing where it does not.
 * ssh2 takes the function out of the module when it is loaded, so this must run before: import `./ssh2.ts`, never `ssh2`.
 */
export function allowSecondOakleyGroup(
  crypto: Pick<typeof Crypto, 'createDiffieHellman'> & { createDiffieHellmanGroup: GroupMaker },
): void {
  const original = crypto.createDiffieHellmanGroup;
  try {
    original('modp2');
    return;
  } catch {
    // Refused by name: made from its prime below.
  }
  crypto.createDiffieHellmanGroup = (name) => {
    if (name === 'modp2') return crypto.createDiffieHellman(Buffer.from(secondOakleyPrime, 'hex'), 2);
    return original(name);
  };
}

// The CommonJS object, since that is the one that ssh2 reads; an ES module namespace cannot be changed.
const runtime = createRequire(import.meta.url)('node:crypto') as typeof Crypto;
allowSecondOakleyGroup(runtime);

/** Whether diffie-hellman-group1-sha1 can be done: what is offered and cannot be done fails after the server has chosen it. */
export function canUseSecondOakleyGroup(): boolean {
  try {
    runtime.createDiffieHellmanGroup('modp2');
    return true;
  } catch {
    return false;
  }
}
