import type { SafeStorage } from 'electron';
import type { About } from '../../core/contract/about.ts';

/**
 * Whether this system has a safe place for secrets. On Linux without a keyring, Chromium encrypts with a password that everybody knows and says that it can: that
 * place (`basic_text`) is none. Where there is none, secrets stay in memory until the program ends and are asked for again.
 */
export async function secretStorage(
  safeStorage: Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend'>,
  platform: NodeJS.Platform,
): Promise<About['secrets']> {
  if (platform === 'linux') {
    const backend = safeStorage.getSelectedStorageBackend();
    if (backend === 'basic_text' || backend === 'unknown') return 'memory';
  }
  return (await safeStorage.isAsyncEncryptionAvailable()) ? 'keyring' : 'memory';
}
