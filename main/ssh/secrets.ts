import { readFile, stat } from 'node:fs/promises';
import type { SecretReference } from '../../core/hosts/inventory.ts';
import { failure, success, type Result } from '../../core/result.ts';
import type { SecretPurpose, Secrets } from './ports.ts';

export interface SecretSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Asks a person; undefined is a refusal to answer. Left out where nobody can be asked. */
  readonly ask?: (purpose: SecretPurpose) => Promise<string | undefined>;
  /** Told every secret before it is used, so that the redactor knows it before any output can hold it. */
  readonly learn: (secret: string) => void;
}

/**
 * Secrets from where an inventory names them. A file must be its owner's alone; its last newline is not part of the secret.
 * Codes: `secret-missing`, `secret-exposed`, `nobody-to-ask`. What is asked is asked once for a host, user and purpose.
 */
export function createSecrets(sources: SecretSources): Secrets {
  const answers = new Map<string, string>();
  return {
    reveal: async (reference, purpose) => {
      const secret = await find(reference, purpose, sources, answers);
      if (secret.ok) sources.learn(secret.value);
      return secret;
    },
  };
}

async function find(
  reference: SecretReference,
  purpose: SecretPurpose,
  { environment, ask }: SecretSources,
  answers: Map<string, string>,
): Promise<Result<string>> {
  const what = `the ${purpose.kind} of ${purpose.user} on ${purpose.host}`;
  if (reference === 'ask') {
    // A question of the host (a code, a new password) has another answer each time.
    const key =
      purpose.kind === 'answer' ? undefined : JSON.stringify([purpose.host, purpose.user, purpose.kind, purpose.prompt ?? '']);
    const known = key === undefined ? undefined : answers.get(key);
    if (known !== undefined) return success(known);
    const answer = await ask?.(purpose);
    if (answer === undefined) {
      return failure(
        'nobody-to-ask',
        `there is nobody to ask for ${what}`,
        'Name it in the inventory: {env: NAME} or {file: PATH}.',
      );
    }
    if (key !== undefined) answers.set(key, answer);
    return success(answer);
  }
  if ('env' in reference) {
    const value = environment[reference.env];
    return value === undefined || value === ''
      ? failure('secret-missing', `the variable ${reference.env}, which should hold ${what}, is not set`)
      : success(value);
  }
  try {
    const { mode } = await stat(reference.file);
    // Windows has no such bits: there the file's access list decides.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      return failure(
        'secret-exposed',
        `others than its owner may read ${reference.file}, which holds ${what}`,
        `chmod 600 ${reference.file}`,
      );
    }
    return success((await readFile(reference.file, 'utf8')).replace(/\r?\n$/u, ''));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return failure('secret-missing', `the file ${reference.file}, which should hold ${what}, cannot be read (${code})`);
  }
}
