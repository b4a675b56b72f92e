import type { TerminalListing } from '../../core/contract/terminals.ts';
import { ask } from '../connection/ask.ts';
import type { Connection } from '../connection/connection.ts';
import { Live } from '../connection/live.ts';
import { drawer } from './drawer.ts';
import { TerminalScreen } from './terminal-screen.ts';

/** An address that was pressed in a terminal, while it is asked whether to open it. */
export const pressedLink = new Live<string | null>(null);
/** The terminal in which something is looked for. */
export const searchedIn = new Live<string | null>(null);

const screens = new Map<string, TerminalScreen>();

/** The screen of a terminal, made when it is first looked at, and connected. */
export function screenOf(connection: Connection, listing: TerminalListing, label: string): TerminalScreen {
  const { id } = listing;
  const screen =
    screens.get(id) ??
    new TerminalScreen({
      label,
      onData: (data, answer) => typed(connection, id, data, answer),
      onLink: pressedLink.set,
      onSize: (columns, rows) => void ask(connection, 'terminals.resize', { terminal: id, columns, rows }),
      onLeave: () => document.getElementById(`terminal-tab-${id}`)?.focus(),
      onSearch: () => searchedIn.set(id),
    });
  screens.set(id, screen);
  const state = connection.state.get();
  if (state.kind === 'connected') screen.attach(state.client, listing);
  return screen;
}

/** Terminals that are standing now, so that what is typed into one that does not can connect it again. */
let standing: readonly TerminalListing[] = [];

/** Forgets screens of terminals that were closed. */
export function keepScreens(terminals: readonly TerminalListing[]): void {
  standing = terminals;
  for (const [id, screen] of screens) {
    if (terminals.some((one) => one.id === id)) continue;
    screen.dispose();
    screens.delete(id);
  }
}

/** What was typed into one goes to all that are typed into together; what the terminal answered by itself goes to its own host. */
function typed(connection: Connection, id: string, data: string, answer: boolean): void {
  const state = standing.find((one) => one.id === id)?.state.kind;
  if (state !== undefined && state !== 'open') {
    if (data === '\r' && state !== 'opening') void ask(connection, 'terminals.again', { terminal: id });
    return;
  }
  const { together } = drawer.get();
  const into = !answer && together.has(id) ? [...together] : [id];
  for (const one of into) screens.get(one)?.type(data);
}
