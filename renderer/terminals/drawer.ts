import type { GuestConsole } from '../../core/contract/guest-console.ts';
import type { TerminalPlace } from '../../core/contract/terminals.ts';
import type { Problem } from '../../core/result.ts';
import { ask } from '../connection/ask.ts';
import type { Connection } from '../connection/connection.ts';
import { Live } from '../connection/live.ts';

/** How the drawer stands; what of it is remembered comes back with the window. */
export interface Drawer {
  readonly open: boolean;
  /** Share of the window's height, in percent. */
  readonly height: number;
  readonly beside: boolean;
  /** The terminal whose tab is chosen. */
  readonly chosen: string | null;
  /** Terminals that get what is typed into any of them; empty: each for itself. Never remembered: nobody types to many unawares. */
  readonly together: ReadonlySet<string>;
  /** The dialog for a new one, and what it begins with. */
  readonly asking: { readonly place: TerminalPlace | null; readonly host: string | null } | null;
  readonly problem: Problem | null;
}

const KEPT = 'xenpath.terminals';
export const LOWEST = 15;
export const HIGHEST = 85;
/** Until the pane told how much has room there. */
const FIRST_SIZE = { columns: 80, rows: 24 };

export const drawer = new Live<Drawer>({ ...remembered(), together: new Set(), asking: null, problem: null });

drawer.subscribe(() => {
  const { open, height, beside, chosen } = drawer.get();
  try {
    localStorage.setItem(KEPT, JSON.stringify({ open, height, beside, chosen }));
  } catch {
    // Where nothing may be kept the drawer begins anew each time.
  }
});

export function changeDrawer(change: Partial<Drawer>): void {
  drawer.set({ ...drawer.get(), ...change });
}

export function setHeight(percent: number): void {
  changeDrawer({ height: Math.min(HIGHEST, Math.max(LOWEST, Math.round(percent))) });
}

/** Opens a terminal on a host, in the drawer. False: it was refused, and the drawer says why. */
export async function openTerminal(
  connection: Connection,
  wanted: { readonly place: TerminalPlace; readonly host: string; readonly console?: GuestConsole | null },
): Promise<boolean> {
  const { place, host, console = null } = wanted;
  const opened = await ask(connection, 'terminals.open', { place, host, console, ...FIRST_SIZE });
  changeDrawer(
    opened.ok
      ? { open: true, chosen: opened.value.terminal, problem: null, asking: null }
      : { open: true, problem: opened.problem },
  );
  return opened.ok;
}

function remembered(): Pick<Drawer, 'open' | 'height' | 'beside' | 'chosen'> {
  const plain = { open: false, height: 40, beside: false, chosen: null };
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return plain;
    const { open, height, beside, chosen } = kept as Readonly<Record<string, unknown>>;
    return {
      open: open === true,
      height: typeof height === 'number' && height >= LOWEST && height <= HIGHEST ? height : plain.height,
      beside: beside === true,
      chosen: typeof chosen === 'string' ? chosen : null,
    };
  } catch {
    return plain;
  }
}
