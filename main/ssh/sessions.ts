import type { InventoryHost } from '../../core/hosts/inventory.ts';
import type { Result } from '../../core/result.ts';
import type { HostSession } from './session.ts';

/** One kept SSH connection a host, jump hosts shared. */
export interface Sessions {
  /** Brings a host in that came into being later (a guest). */
  readonly add: (name: string, target: InventoryHost) => void;
  /**
   * The kept session of a host, or a new one when there is none or it ended. Concurrent calls share one attempt.
   * `timeoutMs`: for the whole attempt without the time a person is asked; default 20 s.
   */
  readonly open: (name: string, options?: { readonly timeoutMs?: number; readonly signal?: AbortSignal }) => Promise<Result<HostSession>>;
  /** The kept session, when it stands. */
  readonly kept: (name: string) => HostSession | undefined;
  /** Resolves true when the kept session has ended (or there is none), false when it still stands after this time. For reboots. */
  readonly waitGone: (name: string, timeoutMs: number, signal?: AbortSignal) => Promise<boolean>;
  /** Closes a host's session, and those that go through it. */
  readonly close: (name: string) => Promise<void>;
  readonly dispose: () => Promise<void>;
}
