import { evidenceWords } from './english/evidence.ts';
import { guestsWords } from './english/guests.ts';
import { hostsWords } from './english/hosts.ts';
import { runWords } from './english/run.ts';
import { settingsWords } from './english/settings.ts';
import { shellWords } from './english/shell.ts';
import { startWords } from './english/start.ts';
import { terminalsWords } from './english/terminals.ts';
import { topologyWords } from './english/topology.ts';

/** Every sentence of the window, by name. ICU message format. A section of screens is a file; no name is in two. */
export const english = {
  ...shellWords,
  ...startWords,
  ...hostsWords,
  ...settingsWords,
  ...runWords,
  ...terminalsWords,
  ...evidenceWords,
  ...guestsWords,
  ...topologyWords,
} as const;

export type WordId = keyof typeof english;
