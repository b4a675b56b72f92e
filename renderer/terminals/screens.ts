import type { TerminalListing } from '../../core/contract/terminals.ts';
import { problemText, type Problem } from '../../core/result.ts';
import { ask } from '../connection/ask.ts';
import type { Connection } from '../connection/connection.ts';
import { Live } from '../connection/live.ts';
import { announce } from '../parts/announcer.tsx';
import { copyText } from '../parts/copy-text.ts';
import type { Say } from '../words/words.tsx';
import { drawer } from './drawer.ts';
import { terminalName } from './terminal-name.ts';
import { TerminalScreen } from './terminal-screen.ts';

/** An address that was pressed in a terminal, while it is asked whether to open it. */
export const pressedLink = new Live<string | null>(null);
/** The terminal in which something is looked for. */
export const searchedIn = new Live<string | null>(null);

/** Why what is marked in a terminal did not come to the clipboard, until it is copied or something is typed there. */
export const notCopied = new Live<{ readonly terminal: string; readonly problem: Problem } | null>(null);

const screens = new Map<string, TerminalScreen>();

/** The screen of a terminal, made when it is first looked at, and connected. */
export function screenOf(connection: Connection, listing: TerminalListing, say: Say): TerminalScreen {
  const { id } = listing;
  const screen =
    screens.get(id) ??
    new TerminalScreen({
      label: say('terminals.label', { name: terminalName(listing, say) }),
      onData: (data, answer) => typed(connection, id, data, answer),
      onLink: pressedLink.set,
      onSize: (columns, rows) => void ask(connection, 'terminals.resize', { terminal: id, columns, rows }),
      onLeave: () => document.getElementById(`terminal-tab-${id}`)?.focus(),
      onSearch: () => searchedIn.set(id),
      onCopy: () => void copyMarked(id, say),
    });
  screens.set(id, screen);
  const state = connection.state.get();
  if (state.kind === 'connected') screen.attach(state.client, listing);
  return screen;
}

/** Copies what is marked in a terminal. */
export async function copyMarked(terminal: string, say: Say): Promise<void> {
  const marked = screens.get(terminal)?.selection ?? '';
  const problem = marked === '' ? nothingMarked(say) : await copyText(marked, say, say('terminals.copy.instead'));
  notCopied.set(problem === null ? null : { terminal, problem });
}

function nothingMarked(say: Say): Problem {
  const problem = {
    code: 'nothing-marked',
    sentence: say('terminals.copy.nothing'),
    next: say('terminals.copy.nothing.next'),
  };
  announce(problemText(problem));
  return problem;
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
  if (!answer && notCopied.get()?.terminal === id) notCopied.set(null);
  const state = standing.find((one) => one.id === id)?.state.kind;
  if (state !== undefined && state !== 'open') {
    if (data === '\r' && state !== 'opening') void ask(connection, 'terminals.again', { terminal: id });
    return;
  }
  const { together } = drawer.get();
  const into = !answer && together.has(id) ? [...together] : [id];
  for (const one of into) screens.get(one)?.type(data);
}
