import { generateKeyPairSync, getCiphers, getHashes } from 'node:crypto';
import type { Algorithms, NegotiatedAlgorithms as Negotiated } from 'ssh2';
import type { NegotiatedAlgorithms } from './session.ts';
import { canUseSecondOakleyGroup } from './dh-groups.ts';

/**
 * What only a host with `crypto: legacy` is offered: the algorithms of OpenSSH 4.3 (myproposal.h at V_4_3_P2) and of Fabric OS of that age
 * which this runtime can do. Everything here is broken or weak by today's measure.
 */
const legacyKex = ['diffie-hellman-group14-sha1', 'diffie-hellman-group-exchange-sha1', 'diffie-hellman-group1-sha1'];
const legacyHostKeys = ['ssh-rsa', 'ssh-dss'];
const legacyCiphers = [
  ['aes128-cbc', 'aes-128-cbc'],
  ['aes192-cbc', 'aes-192-cbc'],
  ['aes256-cbc', 'aes-256-cbc'],
  ['3des-cbc', 'des-ede3-cbc'],
] as const;
const legacyMacs = [
  ['hmac-sha1', 'sha1'],
  ['hmac-md5', 'md5'],
] as const;
/** In ssh2's defaults, and taken out of ours. */
const demotedMacs = ['hmac-sha1', 'hmac-sha1-etm@openssh.com'];
const canEd25519 = (() => {
  try {
    generateKeyPairSync('ed25519');
    return true;
  } catch {
    return false;
  }
})();

/**
 * ssh2's algorithm lists for a host. Host key types that are known for it come first, so that a host with several keys is asked
 * for the one that can be compared (as ssh's HostKeyAlgorithms default).
 */
export function offeredAlgorithms(crypto: 'modern' | 'legacy', knownTypes: readonly string[]): Algorithms {
  const legacy = crypto === 'legacy';
  const hostKeys = [
    ...(canEd25519 ? ['ssh-ed25519'] : []),
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
    ...(legacy ? legacyHostKeys : []),
  ];
  const known = new Set(
    knownTypes.flatMap((type) => (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [type])),
  );
  const ordered = [...hostKeys.filter((name) => known.has(name)), ...hostKeys.filter((name) => !known.has(name))];
  // The lists are checked by ssh2 against its own; the types of @types/ssh2 lag behind and are narrower.
  return {
    serverHostKey: ordered,
    ...(legacy
      ? {
          kex: {
            append: legacyKex.filter((name) => name !== 'diffie-hellman-group1-sha1' || canUseSecondOakleyGroup()),
            prepend: [],
            remove: [],
          },
          cipher: { append: available(legacyCiphers, getCiphers()), prepend: [], remove: [] },
          hmac: { append: available(legacyMacs, getHashes()), prepend: [], remove: [] },
        }
      : { hmac: { append: [], prepend: [], remove: demotedMacs } }),
  } as unknown as Algorithms;
}

/** ssh2's report of a handshake, with what is legacy in it named. */
export function describeNegotiated(negotiated: Negotiated): NegotiatedAlgorithms {
  const kex = negotiated.kex;
  const hostKey = negotiated.serverHostKey;
  const cipher = negotiated.cs.cipher;
  // An authenticated cipher has no MAC of its own.
  const mac = negotiated.cs.mac === '' ? cipher : negotiated.cs.mac;
  const isLegacy: readonly (readonly [string, boolean])[] = [
    [kex, legacyKex.includes(kex)],
    [hostKey, legacyHostKeys.includes(hostKey)],
    [cipher, legacyCiphers.some(([name]) => name === cipher)],
    [mac, demotedMacs.includes(mac) || legacyMacs.some(([name]) => name === mac)],
  ];
  return { kex, hostKey, cipher, mac, legacy: isLegacy.filter(([, yes]) => yes).map(([name]) => name) };
}

function available(list: readonly (readonly [string, string])[], supported: readonly string[]): string[] {
  const lower = new Set(supported.map((name) => name.toLowerCase()));
  return list.filter(([, name]) => lower.has(name)).map(([name]) => name);
}
