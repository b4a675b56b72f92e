import type { Transport } from '../../core/contract/transport.ts';

/** How a page gets to the main process: over a bridge of the desktop app, or over the loopback door. */
export type WayIn = () => Promise<Entered>;

/**
 * `occupied`: another window is open there. `refused`: this page is not known any more, since the program was started anew or the address was used
 * up. `away`: nobody answers.
 */
export type Entered =
  | { readonly kind: 'in'; readonly transport: Transport; readonly nonce: string | null }
  | { readonly kind: 'occupied' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'away' };
