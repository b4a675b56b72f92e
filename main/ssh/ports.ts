import type { Duplex } from 'node:stream';
import type { InventoryHost, SecretReference } from '../../core/hosts/inventory.ts';
import type { Result } from '../../core/result.ts';
import type { Trust } from './trust.ts';

/** What a secret is wanted for; shown to the person who is asked. */
export interface SecretPurpose {
  readonly host: string;
  readonly user: string;
  /** Where the secret would go: a name alone may stand for another machine tomorrow. */
  readonly address: string;
  readonly port: number;
  readonly kind: 'password' | 'passphrase' | 'answer';
  /** The prompt of the host (keyboard-interactive), verbatim, or the path of the key file. */
  readonly prompt?: string;
  /** False when what is typed may be shown (keyboard-interactive with echo). */
  readonly hidden: boolean;
}

/** Where passwords and passphrases come from. Whatever it hands out is known to the redactor before it is handed out. */
export interface Secrets {
  readonly reveal: (reference: SecretReference, purpose: SecretPurpose) => Promise<Result<string>>;
}

/** What connecting needs from outside. */
export interface SshPorts {
  readonly secrets: Secrets;
  readonly trust: Trust;
  /** A ready stream to the host's SSH server in the place of TCP (a practice lab in this process). Undefined: use TCP. */
  readonly stream?: (host: string, target: InventoryHost) => Promise<Duplex | undefined>;
  /** Socket of an ssh-agent (SSH_AUTH_SOCK) or the Windows agent's pipe. */
  readonly agentSocket?: string;
  /** Reads a private key file; tilde already expanded by whoever loaded the inventory. */
  readonly readKey: (path: string) => Promise<Result<Uint8Array>>;
  /** Milliseconds for each connection of the way without the time a person is asked, where whoever opens it says none. Default 20 s. */
  readonly connectMs?: number;
  /** Told when a host did not take what it was given at sign-in. */
  readonly signInRefused?: (host: string) => Promise<void>;
  /** Key files that are tried when the inventory names neither key nor password, as ssh does; missing ones are passed over. */
  readonly defaultKeys?: readonly string[];
}
