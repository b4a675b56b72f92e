import { userInfo } from 'node:os';
import type { Lab } from '../app/lab.ts';
import { createLayout } from '../app/layout.ts';
import { openApplication, openReach, type Application, type Reach } from '../app/open-application.ts';
import type { EntryPorts } from '../app/ports.ts';
import { readOwnRun, readRun, type StoredRun } from '../app/runs.ts';
import type { LabProcesses } from '../labs/practice/lab-processes.ts';
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
  /** How practice labs run. */
  readonly labs: LabProcesses;
  /** Aborted by the first Ctrl-C: the act in flight is finished, then the run stops in order. */
  readonly signal: AbortSignal;
}

/** The operator is asked once where nobody said: who signs is never guessed from more than the account's own name. */
export async function operatorOf(context: CommandContext, goesOn?: OpenOptions['goesOn']): Promise<string> {
  const given = context.common().operator ?? process.env['XENPATH_OPERATOR'];
  if (given !== undefined && given.trim() !== '') return given.trim();
  const account = userInfo().username;
  if (!context.terminal.interactive) return account;
  const usual = (goesOn === undefined ? null : await lastOperator(context, goesOn.run)) ?? account;
  const asked = await context.terminal.ask(`Who works here? Every event of this run is signed with it [${usual}]: `);
  return asked === null || asked.trim() === '' ? usual : asked.trim();
}

/** Who signed a run last; null where that cannot be read: whoever opens the run next says why. */
async function lastOperator(context: CommandContext, name: string | undefined): Promise<string | null> {
  const entry = { ...entryPorts(context, userInfo().username, NOTHING_ALLOWED), say: () => undefined };
  const opened = await openApplication({ dataFolder: dataFolder(context.common().data), entry, readOnly: true });
  if (!opened.ok) return null;
  try {
    const run = await opened.value.store.findRun(name ?? 'last');
    const stored = run.ok ? await readOwnRun(opened.value, run.value) : run;
    return stored.ok ? (stored.value.state.stopped?.operator ?? stored.value.state.operators.at(-1) ?? null) : null;
  } finally {
    await opened.value.dispose();
  }
}

/** In the middle of a login a question that is left is one without an answer: that it is to stop the signal says. */
async function unlessLeft(asked: Promise<string | null>): Promise<string | null> {
  try {
    return await asked;
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'AbortError') return null;
    throw thrown;
  }
}

/** What this entry brings: how it asks its person. */
export function entryPorts(context: CommandContext, operator: string, consent: ConsentOptions): EntryPorts {
  const { terminal } = context;
  return {
    operator,
    askSecret: terminal.interactive
      ? ({ host, user, kind, prompt, hidden }) => {
          const question = prompt === undefined || kind !== 'answer' ? `${kind} of ${user} on ${host}: ` : `${host}: ${prompt} `;
          return unlessLeft(hidden ? terminal.askHidden(question) : terminal.ask(question));
        }
      : null,
    askHostKey: terminal.interactive
      ? async ({ host, address, port, type, fingerprints, knownTypes }) => {
          terminal.say(`The key of ${host} (${address} port ${port}) is not known: ${type}`);
          terminal.say(`  ${fingerprints.sha256}`);
          terminal.say(`  ${fingerprints.md5}`);
          if (knownTypes.length > 0) terminal.say(`  Known of this host are keys of other types: ${knownTypes.join(', ')}.`);
          const given = await unlessLeft(terminal.ask('Is this the key that its console shows? Type yes to trust it: '));
          return given?.trim() === 'yes';
        }
      : null,
    consent: terminalConsent(terminal, consent),
    layout: createLayout(),
    labs: context.labs,
    say: (line) => terminal.say(line),
  };
}

export interface OpenOptions {
  readonly consent?: ConsentOptions;
  readonly readOnly?: boolean;
  /** The run that is gone on with (the newest without a name): who signed it last is who is thought to go on. */
  readonly goesOn?: { readonly run: string | undefined };
}

const NOTHING_ALLOWED: ConsentOptions = { yes: false, yesDestroy: new Set() };

/** Opens the data folder for a command; ends the command with a sentence when that cannot be. */
export async function applicationFor(context: CommandContext, options: OpenOptions = {}): Promise<Application> {
  const operator = options.readOnly === true ? userInfo().username : await operatorOf(context, options.goesOn);
  const opened = await openApplication({
    dataFolder: dataFolder(context.common().data),
    entry: entryPorts(context, operator, options.consent ?? NOTHING_ALLOWED),
    ...(options.readOnly === undefined ? {} : { readOnly: options.readOnly }),
  });
  if (!opened.ok) throw endFor(opened.problem);
  return opened.value;
}

/** Does something with the data folder open, and closes it whatever happens. */
export async function withApplication<T>(
  context: CommandContext,
  options: OpenOptions,
  work: (application: Application) => Promise<T>,
): Promise<T> {
  const application = await applicationFor(context, options);
  try {
    return await work(application);
  } finally {
    await application.dispose();
  }
}

/** Does something on the hosts of a lab without a run: nothing of it is kept. */
export async function withReach<T>(
  context: CommandContext,
  lab: Lab,
  answers: Partial<Pick<EntryPorts, 'askHostKey'>>,
  work: (reach: Reach) => Promise<T>,
): Promise<T> {
  const reach = openReach(lab, {
    dataFolder: dataFolder(context.common().data),
    entry: { ...entryPorts(context, userInfo().username, NOTHING_ALLOWED), ...answers },
  });
  try {
    return await work(reach);
  } finally {
    await reach.dispose();
    await lab.dispose();
  }
}

/** The whole name of the run that a person means. */
export async function runNamed(application: Application, name: string | undefined): Promise<string> {
  const found = await application.store.findRun(name ?? 'last');
  if (!found.ok) throw endFor(found.problem);
  return found.value;
}

/** A run as it is stored, or (`own`) in the names and addresses of its hosts, for acting on them. */
export async function storedRun(
  application: Application,
  name: string | undefined,
  as: 'stored' | 'own' = 'stored',
): Promise<{ run: string; stored: StoredRun }> {
  const run = await runNamed(application, name);
  const stored = await (as === 'own' ? readOwnRun : readRun)(application, run);
  if (!stored.ok) throw endFor(stored.problem);
  return { run, stored: stored.value };
}
