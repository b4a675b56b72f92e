import { userInfo } from 'node:os';
import { openApplication, type Application } from '../app/open-application.ts';
import type { EntryPorts } from '../app/ports.ts';
import { dataFolder } from '../store/data-folder.ts';
import { terminalConsent, type ConsentOptions } from './consent.ts';
import { endFor } from './problems.ts';
import type { Terminal } from './terminal.ts';

/** Options that every command has. */
export interface CommonOptions {
  readonly data?: string;
  readonly operator?: string;
}

/** What a command is given: the terminal, the options of all commands, and what ends the process in order. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly common: () => CommonOptions;
  /** Aborted by the first Ctrl-C: the act in flight is finished, then the run stops in order. */
  readonly signal: AbortSignal;
}

/** The operator is asked once where nobody said: who signs is never guessed from more than the account's own name. */
export async function operatorOf(context: CommandContext): Promise<string> {
  const given = context.common().operator ?? process.env['XENPATH_OPERATOR'];
  if (given !== undefined && given.trim() !== '') return given.trim();
  const account = userInfo().username;
  if (!context.terminal.interactive) return account;
  const asked = await context.terminal.ask(`Who works here? Every event of this run is signed with it [${account}]: `);
  return asked === null || asked.trim() === '' ? account : asked.trim();
}

/** Opens the data folder for a command; ends the command with a sentence when that cannot be. */
export async function applicationFor(
  context: CommandContext,
  options: { readonly consent?: ConsentOptions; readonly readOnly?: boolean; readonly operator?: string } = {},
): Promise<Application> {
  const { terminal } = context;
  const entry: EntryPorts = {
    operator: options.operator ?? (options.readOnly === true ? userInfo().username : await operatorOf(context)),
    askSecret: terminal.interactive
      ? ({ host, user, kind, prompt, hidden }) => {
          const question = prompt === undefined || kind !== 'answer' ? `${kind} of ${user} on ${host}: ` : `${host}: ${prompt} `;
          return hidden ? terminal.askHidden(question) : terminal.ask(question);
        }
      : null,
    askHostKey: terminal.interactive
      ? async ({ host, address, port, type, fingerprints }) => {
          terminal.say(`The key of ${host} (${address} port ${port}) is not known: ${type}`);
          terminal.say(`  ${fingerprints.sha256}`);
          terminal.say(`  ${fingerprints.md5}`);
          return (await terminal.ask('Is this the key that its console shows? Type yes to trust it: ')) === 'yes';
        }
      : null,
    consent: terminalConsent(terminal, options.consent ?? { yes: false, yesDestroy: new Set() }),
    say: (line) => terminal.say(line),
  };
  const opened = await openApplication({
    dataFolder: dataFolder(context.common().data),
    entry,
    ...(options.readOnly === undefined ? {} : { readOnly: options.readOnly }),
  });
  if (!opened.ok) throw endFor(opened.problem);
  return opened.value;
}
