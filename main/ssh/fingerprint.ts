import { createHash } from 'node:crypto';

/** Both ways in which a host key is printed: `ssh-keygen -l` of today, and MD5 pairs as consoles of OpenSSH before 6.8 print it. */
export interface Fingerprints {
  /** `SHA256:` and 43 base64 characters without padding. */
  readonly sha256: string;
  /** `MD5:` and sixteen pairs with colons. */
  readonly md5: string;
}

/** Fingerprints of a public key blob (RFC 4253 section 6.6), as ssh-keygen -l computes them. */
export function fingerprints(blob: Uint8Array): Fingerprints {
  const sha256 = createHash('sha256').update(blob).digest('base64').replace(/=+$/u, '');
  const pairs = createHash('md5').update(blob).digest('hex').match(/../gu) ?? [];
  return { sha256: `SHA256:${sha256}`, md5: `MD5:${pairs.join(':')}` };
}

/** The type name at the head of a public key blob; undefined when it is no such blob. */
export function keyType(blob: Uint8Array): string | undefined {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  if (bytes.length < 4) return undefined;
  const length = bytes.readUInt32BE(0);
  if (length === 0 || length > 64 || bytes.length < 4 + length) return undefined;
  const name = bytes.toString('latin1', 4, 4 + length);
  return /^[a-z0-9@.-]+$/u.test(name) ? name : undefined;
}
