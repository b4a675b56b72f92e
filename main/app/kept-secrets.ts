import type { KeptSecrets } from '../../core/contract/settings.ts';
import type { Result } from '../../core/result.ts';
import type { SecretPurpose } from '../ssh/ports.ts';
import type { Changing } from './desk/changing.ts';

/** Where an entry keeps secrets that its person wants kept: the desktop application alone, and only where the system has a safe place. */
export interface SecretKeeper {
  readonly now: Changing<KeptSecrets>;
  /** Whether such a secret may be kept: an answer to a prompt may be good only once, and never is. */
  readonly keeps: (purpose: SecretPurpose) => boolean;
  /** The kept one; null when there is none, or a host refused it. */
  readonly find: (purpose: SecretPurpose) => Promise<string | null>;
  /** Problem: `secret-unkept`. */
  readonly keep: (purpose: SecretPurpose, secret: string) => Promise<Result<null>>;
  /** A host did not take what was kept for signing in there: it is asked for the next time. */
  readonly refused: (purpose: SecretPurpose) => Promise<void>;
  readonly forget: (id: string) => Promise<Result<null>>;
}
