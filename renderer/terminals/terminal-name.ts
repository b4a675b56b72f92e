import type { TerminalListing, TerminalState } from '../../core/contract/terminals.ts';
import type { Say } from '../words/words.tsx';

/** What a terminal is called: its host, or the guest at whose console it is, with a number where there are several. */
export function terminalName({ host, number, console }: TerminalListing, say: Say): string {
  const name = console === null ? host : say('terminals.console.name', { guest: console.guest, host });
  return number === 1 ? name : say('terminals.name.number', { name, number });
}

export function stateWord(state: TerminalState, say: Say): string {
  switch (state.kind) {
    case 'opening':
      return say('terminals.state.opening');
    case 'open':
      return say('terminals.state.open');
    case 'ended':
      if (state.signal !== null) return say('terminals.state.signal', { signal: state.signal });
      return state.exit === null ? say('terminals.state.ended') : say('terminals.state.exit', { exit: state.exit });
    case 'lost':
      return say('terminals.state.lost');
    case 'failed':
      return say('terminals.state.failed');
  }
}
