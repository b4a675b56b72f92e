import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { SafeStorage } from 'electron';
import { z } from 'zod';
import type { KeptSecret, KeptSecrets } from '../../core/contract/settings.ts';
import { failure, success, type Result } from '../../core/result.ts';
import { Changing } from '../app/desk/changing.ts';
import { whyNot } from '../app/file-problem.ts';
import type { SecretKeeper } from '../app/kept-secrets.ts';
import { writeWhole } from '../app/write-whole.ts';
import type { SecretPurpose } from '../ssh/ports.ts';

type Safe = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptStringAsync' | 'decryptStringAsync'
>;

const keptFile = z.strictObject({
  format: z.literal(1),
  secrets: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum(['password', 'passphrase']),
      user: z.string(),
      what: z.string(),
      kept: z.string(),
      refused: z.string().nullable(),
      /** What the system's safe place made of it, in base64. */
      sealed: z.string(),
    }),
  ),
});
type Sealed = z.infer<typeof keptFile>['secrets'][number];

/**
 * Whether this system has a safe place for secrets. On Linux without a keyring, Chromium encrypts with a password that everybody knows and says that it can: that
 * place (`basic_text`) is none.
 */
export async function hasSafePlace(
  safeStorage: Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend'>,
  platform: NodeJS.Platform,
): Promise<boolean> {
  if (platform === 'linux') {
    const backend = safeStorage.getSelectedStorageBackend();
    if (backend === 'basic_text' || backend === 'unknown') return false;
  }
  return safeStorage.isAsyncEncryptionAvailable();
}

/**
 * Secrets that a person wanted kept, sealed by the system's safe place, in a file of the data folder that says what each is for. Where there is no safe place nothing is
 * written, and what an earlier one sealed is not read.
 */
export async function openSecretKeeper(
  safeStorage: Safe,
  platform: NodeJS.Platform,
  file: string,
  clock: () => string,
): Promise<SecretKeeper> {
  const safe = await hasSafePlace(safeStorage, platform);
  let sealed: readonly Sealed[] = safe ? await readSealed(file) : [];
  const listing = (): KeptSecrets => ({ place: safe ? 'keyring' : 'none', secrets: sealed.map(listed) });
  const now = new Changing(listing());
  let writing: Promise<unknown> = Promise.resolve();

  const change = async (make: (all: readonly Sealed[]) => readonly Sealed[]): Promise<Result<null>> => {
    const done = writing.then(async (): Promise<Result<null>> => {
      const next = make(sealed);
      try {
        await writeWhole(file, `${JSON.stringify({ format: 1, secrets: next }, null, 2)}\n`);
      } catch (error) {
        return failure('secret-unkept', `The list of kept secrets cannot be written to ${file}: ${whyNot(error)}.`);
      }
      sealed = next;
      now.set(listing());
      return success(null);
    });
    writing = done;
    return done;
  };
  const others = (id: string) => (all: readonly Sealed[]) => all.filter((one) => one.id !== id);

  return {
    now,
    keeps: ({ kind }) => safe && kind !== 'answer',
    find: async (purpose) => {
      const one = sealed.find(({ id }) => id === idOf(purpose));
      if (!safe || one === undefined || one.refused !== null) return null;
      try {
        const opened = await safeStorage.decryptStringAsync(Buffer.from(one.sealed, 'base64'));
        return opened.result;
      } catch {
        // Sealed by another account or before the keyring was made anew: it is asked for again.
        return null;
      }
    },
    keep: async (purpose, secret) => {
      const { kind, user } = purpose;
      if (!safe || kind === 'answer') return failure('secret-unkept', 'This system has no safe place for secrets.');
      const bytes = await safeStorage.encryptStringAsync(secret);
      const id = idOf(purpose);
      const one: Sealed = {
        id,
        kind,
        user,
        what: whatOf(purpose),
        kept: clock(),
        refused: null,
        sealed: bytes.toString('base64'),
      };
      return change((all) => [...others(id)(all), one]);
    },
    refused: async (purpose) => {
      const id = idOf(purpose);
      if (!sealed.some((one) => one.id === id && one.refused === null)) return;
      await change((all) => all.map((one) => (one.id === id ? { ...one, refused: clock() } : one)));
    },
    forget: async (id) => {
      if (!sealed.some((one) => one.id === id)) return failure('no-such-secret', 'This secret is not kept any more.');
      return change(others(id));
    },
  };
}

async function readSealed(file: string): Promise<readonly Sealed[]> {
  try {
    return keptFile.parse(JSON.parse(await readFile(file, 'utf8'))).secrets;
  } catch {
    return [];
  }
}

function listed({ id, kind, user, what, kept, refused }: Sealed): KeptSecret {
  return { id, kind, user, what, kept, refused };
}

/** A password belongs to a user at an address, a passphrase to a key file: never to a name, which may stand for another machine tomorrow. */
function whatOf({ kind, host, address, port, prompt }: SecretPurpose): string {
  return kind === 'passphrase' ? (prompt ?? host) : `${host} (${address} port ${port})`;
}

function idOf({ kind, user, address, port, prompt }: SecretPurpose): string {
  const place = kind === 'passphrase' ? [prompt ?? ''] : [user, address.toLowerCase(), port];
  return createHash('sha256')
    .update(JSON.stringify([kind, ...place]))
    .digest('hex')
    .slice(0, 32);
}
