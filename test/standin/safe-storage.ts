import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SafeStorage } from 'electron';

type Backend = ReturnType<SafeStorage['getSelectedStorageBackend']>;

/**
 * A safe place as XENPATH_STANDIN_KEYRING names it; without it as on a Linux that has no keyring, where Electron says that it could. The key of the one that is there
 * stands beside the profile, so that another start finds it as it would a keyring.
 */
export function safeStorageOf(userData: () => string): Partial<SafeStorage> {
  const backend = (process.env['XENPATH_STANDIN_KEYRING'] ?? 'basic_text') as Backend;
  const key = (): Buffer => {
    const file = join(userData(), 'standin-keyring');
    if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 });
    return readFileSync(file);
  };
  return {
    getSelectedStorageBackend: () => backend,
    isAsyncEncryptionAvailable: async () => true,
    encryptStringAsync: async (text) => {
      const start = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key(), start);
      const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([start, cipher.getAuthTag(), bytes]);
    },
    decryptStringAsync: async (bytes) => {
      const cipher = createDecipheriv('aes-256-gcm', key(), bytes.subarray(0, 12));
      cipher.setAuthTag(bytes.subarray(12, 28));
      const result = Buffer.concat([cipher.update(bytes.subarray(28)), cipher.final()]).toString('utf8');
      return { result, shouldReEncrypt: false };
    },
  };
}
