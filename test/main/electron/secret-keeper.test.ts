import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasSafePlace, openSecretKeeper } from '../../../main/electron/secret-keeper.ts';
import type { SecretPurpose } from '../../../main/ssh/ports.ts';

type Backend = ReturnType<SafeStorage['getSelectedStorageBackend']>;

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xenpath-secrets-'));
  file = join(folder, 'secrets.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const seal = (text: string): string => Buffer.from(text).toString('hex');
const unseal = (text: string): string => Buffer.from(text, 'hex').toString();
const place = (backend: Backend, available = true) => ({
  getSelectedStorageBackend: () => backend,
  isAsyncEncryptionAvailable: async () => available,
  encryptStringAsync: async (text: string) => Buffer.from(seal(text)),
  decryptStringAsync: async (bytes: Buffer) => ({ result: unseal(bytes.toString()), shouldReEncrypt: false }),
});
const keeper = (backend: Backend) => openSecretKeeper(place(backend), 'linux', file, () => '2026-01-01T00:00:00.000Z');
const password: SecretPurpose = { host: 'xen1', user: 'root', address: '10.0.0.1', port: 22, kind: 'password', hidden: true };

describe('the system’s safe place', () => {
  it.each([
    ['linux', 'basic_text', true, false],
    ['linux', 'unknown', true, false],
    ['linux', 'gnome_libsecret', true, true],
    ['linux', 'gnome_libsecret', false, false],
    ['win32', 'unknown', true, true],
    ['darwin', 'unknown', false, false],
  ] as const)('%s with %s, available %s: %s', async (platform, backend, available, safe) => {
    expect(await hasSafePlace(place(backend, available), platform)).toBe(safe);
  });

  it('that everybody has the password of keeps nothing, and writes nothing', async () => {
    const none = await keeper('basic_text');
    expect(none.now.value).toEqual({ place: 'none', secrets: [] });
    expect(none.keeps(password)).toBe(false);
    expect(await none.keep(password, 'hunter22')).toMatchObject({ ok: false });
    expect(existsSync(file)).toBe(false);
  });

  it('keeps what belongs to a user at an address, for the next start, and never in the clear', async () => {
    const first = await keeper('gnome_libsecret');
    expect(await first.keep(password, 'hunter22')).toMatchObject({ ok: true });
    expect(await readFile(file, 'utf8')).not.toContain('hunter22');
    const again = await keeper('gnome_libsecret');
    expect(await again.find(password)).toBe('hunter22');
    expect(await again.find({ ...password, host: 'another-name' })).toBe('hunter22');
    // The same name at another address is another machine.
    expect(await again.find({ ...password, address: '10.0.0.2' })).toBeNull();
    expect(await again.find({ ...password, port: 2022 })).toBeNull();
    expect(await again.find({ ...password, user: 'ada' })).toBeNull();
    // Where the keyring is gone, what it sealed is not read.
    expect(await (await keeper('basic_text')).find(password)).toBeNull();
  });

  it('is not asked again for what a host refused, until it was given anew', async () => {
    const secrets = await keeper('gnome_libsecret');
    await secrets.keep(password, 'wrong');
    await secrets.refused(password);
    expect(await secrets.find(password)).toBeNull();
    expect(secrets.now.value.secrets).toMatchObject([{ user: 'root', refused: '2026-01-01T00:00:00.000Z' }]);
    await secrets.keep(password, 'right');
    expect(await secrets.find(password)).toBe('right');
    expect(secrets.now.value.secrets).toHaveLength(1);
  });

  it('never keeps an answer to a prompt, and forgets what it is told to', async () => {
    const secrets = await keeper('gnome_libsecret');
    expect(secrets.keeps({ ...password, kind: 'answer', prompt: 'Code: ' })).toBe(false);
    await secrets.keep({ ...password, kind: 'passphrase', prompt: '/root/.ssh/id' }, 'hunter22');
    const [kept] = secrets.now.value.secrets;
    expect(kept).toMatchObject({ kind: 'passphrase', what: '/root/.ssh/id' });
    expect(await secrets.forget(kept?.id ?? '')).toMatchObject({ ok: true });
    expect(await secrets.forget(kept?.id ?? '')).toMatchObject({ ok: false });
    expect((await keeper('gnome_libsecret')).now.value.secrets).toEqual([]);
  });
});
