import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A key of this data folder's own, with which Xenpath logs in to practice hosts. */
export interface PracticeKey {
  readonly file: string;
  /** As a line of authorized_keys. */
  readonly line: string;
}

/** Made at first use. RSA, since that is what OpenSSH 4.3 knows; PKCS#1, since that is what SSH clients read. */
export async function practiceKey(dataFolder: string): Promise<PracticeKey> {
  const file = join(dataFolder, 'practice-key');
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept !== null) return { file, line: authorizedLine(kept) };
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  await writeFile(file, privateKey, { mode: 0o600 });
  return { file, line: authorizedLine(privateKey) };
}

/** RFC 4253 section 6.6: the name, the exponent and the modulus, each with its length before it. */
function authorizedLine(privateKey: string): string {
  const { e = '', n = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const field = (bytes: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  // A leading zero keeps a number with its highest bit set positive (RFC 4251 section 5, mpint).
  const number = (text: string): Buffer => {
    const bytes = Buffer.from(text, 'base64url');
    return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  };
  const blob = Buffer.concat([field(Buffer.from('ssh-rsa')), field(number(e)), field(number(n))]);
  return `ssh-rsa ${blob.toString('base64')} xenpath`;
}
