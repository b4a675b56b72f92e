import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createRedactor, type Redactor } from '../../core/evidence/redactor.ts';
import type { Settings } from '../../core/contract/settings.ts';
import { problemText, type Result } from '../../core/result.ts';
import type { EnginePorts } from '../engine/ports.ts';
import { childLabs } from '../labs/practice/child-labs.ts';
import { createSessions, type Sessions } from '../ssh/sessions.ts';
import { createTrust, type ShownKey } from '../ssh/trust.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { createClock } from './clock.ts';
import type { Lab } from './lab.ts';
import { createMaterials } from './materials.ts';
import type { EntryPorts } from './ports.ts';
import type { PracticeHome } from './practice-lab.ts';
import { createSecrets, knowSecrets } from './secrets.ts';
import { SettingsFile } from './settings-file.ts';

/** Everything that an entry works with: the evidence, and the way to hosts. */
export interface Application {
  readonly store: Store;
  readonly entry: EntryPorts;
  readonly settings: SettingsFile;
  /** Sessions, clock and the rest for work on a lab; `redactor` knows every secret that was used there. */
  readonly reach: (lab: Lab) => Reach;
  readonly dispose: () => Promise<void>;
}

/** Where keys of hosts are known from: our own file, which is written, and those that are only read. */
export function knownHostsFiles(dataFolder: string): { readonly ownFile: string; readonly readFiles: readonly string[] } {
  return {
    ownFile: join(dataFolder, 'known_hosts'),
    readFiles: [join(homedir(), '.ssh', 'known_hosts'), '/etc/ssh/ssh_known_hosts'],
  };
}

export interface Reach {
  readonly lab: Lab;
  readonly redactor: Redactor;
  readonly sessions: Sessions;
  readonly ports: EnginePorts;
  /** To be awaited before anything is stored about these hosts. */
  readonly knowSecrets: () => Promise<void>;
  readonly dispose: () => Promise<void>;
}

export interface ApplicationOptions {
  readonly dataFolder: string;
  readonly entry: EntryPorts;
  readonly readOnly?: boolean;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Opens the data folder and wires what stands on it. Problems are those of the store: in use, damaged, newer, full. */
export async function openApplication(options: ApplicationOptions): Promise<Result<Application>> {
  const opened = await openStore(options.dataFolder, options.readOnly === undefined ? {} : { readOnly: options.readOnly });
  if (!opened.ok) return opened;
  const store = opened.value;
  for (const warning of store.warnings) options.entry.say(warning);
  const settings = await SettingsFile.open(options.dataFolder);
  const { problem } = settings.now.value;
  if (problem !== null) options.entry.say(problemText(problem));
  const environment = options.environment ?? process.env;
  return {
    ok: true,
    value: {
      store,
      entry: options.entry,
      settings,
      reach: (lab) => openReach(lab, { ...options, environment, settings: settings.value }),
      dispose: async () => {
        await options.entry.layout?.dispose();
        await store.dispose();
      },
    },
  };
}

/** Where the practice labs of an application are at home. */
export function homeOf({ store, entry }: Application): PracticeHome {
  return { folder: store.folder, labs: entry.labs ?? childLabs };
}

export interface ReachOptions extends Omit<ApplicationOptions, 'readOnly'> {
  readonly settings: Settings;
  /** Told of each key that a host shows, before it is judged. */
  readonly heardKey?: (host: string, key: ShownKey) => void;
}

/** The way to the hosts of a lab, without any run: nothing of what is asked there is kept. */
export function openReach(lab: Lab, options: ReachOptions): Reach {
  const { entry, settings, heardKey } = options;
  const environment = options.environment ?? process.env;
  const redactor = createRedactor();
  settings.redact.forEach((word, index) => redactor.add(`word-${index + 1}`, word));
  const materials = createMaterials();
  const agentSocket = environment['SSH_AUTH_SOCK'];
  const secrets = createSecrets({ redactor, environment, ask: entry.askSecret });
  const trust = createTrust({
    ...knownHostsFiles(options.dataFolder),
    isLabKey: lab.isLabKey,
    ...(entry.askHostKey === null ? {} : { ask: entry.askHostKey }),
  });
  const sessions = createSessions(lab.inventory.hosts, {
    secrets,
    trust: {
      ...trust,
      decide: (host, target, key) => {
        heardKey?.(host, key);
        return trust.decide(host, target, key);
      },
    },
    connectMs: settings.connectSeconds * 1000,
    signInRefused: async (host) => {
      for (const purpose of secrets.refused(host)) await entry.secrets?.refused(purpose);
    },
    ...(lab.stream === undefined ? {} : { stream: lab.stream }),
    ...(agentSocket === undefined ? {} : { agentSocket }),
    readKey: materials.file,
    defaultKeys: lab.kind === 'own' ? ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => join(homedir(), '.ssh', name)) : [],
  });
  const ports: EnginePorts = {
    sessions,
    clock: createClock(lab.scale),
    consent: entry.consent,
    hands: lab.hands,
    materials,
    identifiers: () => randomBytes(8).toString('hex'),
  };
  return {
    lab,
    redactor,
    sessions,
    ports,
    knowSecrets: () => knowSecrets(redactor, lab.inventory, environment),
    dispose: () => sessions.dispose(),
  };
}
