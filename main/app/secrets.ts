import { readFile, stat } from 'node:fs/promises';
import type { Redactor } from '../../core/evidence/redactor.ts';
import { failure, success, type Result } from '../../core/result.ts';
import type { Inventory, SecretReference } from '../../core/hosts/inventory.ts';
import type { SecretPurpose, Secrets } from '../ssh/ports.ts';

export interface SecretSources {
  readonly redactor: Redactor;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly ask: ((purpose: SecretPurpose) => Promise<string | null>) | null;
}

/** Secrets of a sitting, and what to do when a host did not take them. */
export interface SittingSecrets extends Secrets {
  /** Forgets what was asked for this host, so that it is asked for again: what was typed may have been wrong. The purposes that were served. */
  readonly refused: (host: string) => readonly SecretPurpose[];
}

/** Secrets by reference: each is known to the redactor before anybody gets it, and asked for once in a sitting. */
export function createSecrets(sources: SecretSources): SittingSecrets {
  const asked = new Map<string, { readonly secret: string; readonly purpose: SecretPurpose }>();
  const known = (name: string, secret: string): Result<string> => {
    const added = sources.redactor.add(name.replace(/[^A-Za-z0-9._-]/gu, '-').slice(0, 60), secret);
    return added.ok ? success(secret) : added;
  };
  return {
    reveal: async (reference: SecretReference, purpose: SecretPurpose) => {
      if (reference === 'ask') {
        const key = JSON.stringify([
          purpose.kind,
          purpose.user,
          purpose.host,
          purpose.address,
          purpose.port,
          purpose.prompt ?? '',
        ]);
        // An answer to a prompt may be good only once (a one-time code): it is asked for each time.
        const before = purpose.kind === 'answer' ? undefined : asked.get(key);
        if (before !== undefined) return success(before.secret);
        const given = sources.ask === null ? null : await sources.ask(purpose);
        if (given === null) {
          return failure(
            'secret-not-given',
            `Nobody can be asked for the ${purpose.kind} of ${purpose.user} on ${purpose.host}.`,
            'Name it in the inventory as {env: NAME} or {file: PATH}, or use a key or an agent.',
          );
        }
        asked.set(key, { secret: given, purpose });
        return known(`${purpose.kind}-${purpose.host}`, given);
      }
      if ('env' in reference) {
        const value = sources.environment[reference.env];
        if (value === undefined || value === '') {
          return failure(
            'secret-missing',
            `The environment variable ${reference.env} is not set.`,
            `It is to hold the ${purpose.kind} of ${purpose.host}.`,
          );
        }
        return known(reference.env, value);
      }
      return fromFile(reference.file, purpose, known);
    },
    refused: (host) => {
      const served = [...asked].filter(([, { purpose }]) => purpose.host === host);
      for (const [key] of served) asked.delete(key);
      return served.map(([, { purpose }]) => purpose);
    },
  };
}

async function fromFile(
  path: string,
  purpose: SecretPurpose,
  known: (name: string, secret: string) => Result<string>,
): Promise<Result<string>> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      return failure(
        'secret-file-open',
        `${path} can be read by others (mode ${(mode & 0o777).toString(8)}), so the ${purpose.kind} in it is no secret.`,
        `chmod 600 ${path}`,
      );
    }
    const text = (await readFile(path, 'utf8')).replace(/\r?\n$/u, '');
    return await Promise.resolve(known(`${purpose.kind}-${purpose.host}`, text));
  } catch (error) {
    return failure('secret-missing', `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Makes every secret that an inventory names known to a redactor before the first byte is stored: what one host prints may be another host's
 * password. One that cannot be had is told when its host is connected to.
 */
export async function knowSecrets(
  redactor: Redactor,
  inventory: Inventory,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const secrets = createSecrets({ redactor, environment, ask: null });
  for (const [host, { user, auth, address, port }] of Object.entries(inventory.hosts)) {
    for (const kind of ['password', 'passphrase'] as const) {
      const reference = auth[kind];
      if (reference !== undefined && reference !== 'ask')
        await secrets.reveal(reference, { host, user, address, port, kind, hidden: true });
    }
  }
}
