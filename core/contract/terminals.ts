import { z } from 'zod';
import type { Problem } from '../result.ts';
import { bytes, call, stream } from './contract.ts';
import { GUEST_NAME, type GuestConsole } from './guest-console.ts';
import { name, nothing, ours } from './ours.ts';

/** Whose hosts a terminal is on. Beside a run what happens there is part of the run's evidence. */
export const terminalPlace = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('run'), name }),
  z.strictObject({ kind: z.literal('lab'), name }),
  /** An inventory that is kept in the data folder. */
  z.strictObject({ kind: z.literal('inventory'), name }),
]);
export type TerminalPlace = z.infer<typeof terminalPlace>;

const guestConsole = z.strictObject({ tool: z.enum(['xm', 'xl', 'virsh']), guest: z.string().regex(GUEST_NAME) });

const columns = z.number().int().min(2).max(1000);
const rows = z.number().int().min(1).max(1000);

/** Where a terminal stands. `ended`: what ran there came to its end; `lost`: the connection did; `failed`: it never stood. */
export type TerminalState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open' }
  | { readonly kind: 'ended'; readonly exit: number | null; readonly signal: string | null }
  | { readonly kind: 'lost'; readonly problem: Problem }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** A terminal, whether or not a window shows it. */
export interface TerminalListing {
  readonly id: string;
  readonly place: TerminalPlace;
  readonly host: string;
  /** Counted up from 1 for each host of a place, so that two of one host can be told apart. */
  readonly number: number;
  readonly console: GuestConsole | null;
  readonly simulated: boolean;
  /** Our clock, ISO 8601. */
  readonly opened: string;
  readonly columns: number;
  readonly rows: number;
  readonly state: TerminalState;
  /** Why what happens here cannot be kept with the run; null as long as it is. */
  readonly notKept: Problem | null;
}

/** A host that a terminal can be opened on. */
export interface TerminalHost {
  readonly name: string;
  readonly role: string;
  readonly address: string;
}

const one = z.strictObject({ terminal: name });

export const terminalCalls = {
  'terminals.watch': stream(nothing, ours<readonly TerminalListing[]>()),
  'terminals.hosts': call(z.strictObject({ place: terminalPlace }), ours<readonly TerminalHost[]>()),
  /** The new terminal's id. It connects from then on; what it asks (a host's key, a secret) is on the desk. */
  'terminals.open': call(
    z.strictObject({ place: terminalPlace, host: name, console: guestConsole.nullable(), columns, rows }),
    z.strictObject({ terminal: name }),
  ),
  /** Connects again one that ended, was lost or failed; what it showed stays above. */
  'terminals.again': call(one, nothing),
  'terminals.resize': call(z.strictObject({ terminal: name, columns, rows }), nothing),
  /** Hangs up and forgets it. */
  'terminals.close': call(one, nothing),
  /** What it shows, after what it showed before (see replay-head.ts); bytes of the window are typed. The last window that attaches has it. */
  'terminals.attach': bytes(one),
};
