import type { InventoryHost } from '../../core/hosts/inventory.ts';
import type { Result } from '../../core/result.ts';
import type { TrustSource } from './session.ts';

/** A host key that a server showed. */
export interface ShownKey {
  readonly type: string;
  /** The public key as in the protocol (RFC 4253 section 6.6). */
  readonly blob: Uint8Array;
}

export interface Trusted {
  readonly how: TrustSource;
  /** Writes the key down for the next time. Called after the host proved that it holds the private half. */
  readonly remember: () => Promise<void>;
}

/** Decides about a host key before anything secret leaves this machine. */
export interface Trust {
  readonly decide: (host: string, target: InventoryHost, key: ShownKey) => Promise<Result<Trusted>>;
  /** Key types that are known for this host, to ask the server for these first. */
  readonly knownTypes: (target: InventoryHost) => Promise<readonly string[]>;
}
