import { md5 } from '@noble/hashes/legacy.js';

/** An RSA public key as SSH has it on the wire (RFC 4253, section 6.6), from the PEM of a PKCS #1 private key. */
export function publicKeyBlob(privateKey: string): Uint8Array {
  const der = Buffer.from(privateKey.replace(/-----[^-]+-----|\s/gu, ''), 'base64');
  // RSAPrivateKey ::= SEQUENCE { version, modulus, publicExponent, ... } (RFC 8017, appendix A.1.2).
  let at = 0;
  const enter = (tag: number): number => {
    if (der[at] !== tag) throw new Error('The host key is no PKCS #1 private key');
    const first = der[at + 1] ?? 0;
    const lengthBytes = first < 128 ? 0 : first - 128;
    const length = lengthBytes === 0 ? first : der.readUIntBE(at + 2, lengthBytes);
    at += 2 + lengthBytes;
    return length;
  };
  const integer = (): Buffer => {
    const length = enter(2);
    at += length;
    return der.subarray(at - length, at);
  };
  enter(0x30);
  integer();
  const modulus = integer();
  const exponent = integer();
  return Buffer.concat([Buffer.from('ssh-rsa'), exponent, modulus].flatMap((part) => [lengthOf(part), part]));
}

/** `12:ab:...`: MD5 of the key, as OpenSSH before 6.8 shows it. */
export function md5Fingerprint(blob: Uint8Array): string {
  return Array.from(md5(blob), (byte) => byte.toString(16).padStart(2, '0')).join(':');
}

function lengthOf(part: Uint8Array): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(part.length);
  return bytes;
}
