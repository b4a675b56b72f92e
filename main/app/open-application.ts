import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createRedactor, type Redactor } from '../../core/evidence/redactor.ts';
import type { Result } from '../../core/result.ts';
import type { EnginePorts } from '../engine/ports.ts';
import { childLabs } from '../labs/practice/child-labs.ts';
import { createSessions, type Sessions } from '../ssh/sessions.ts';
import { createTrust } from '../ssh/trust.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { createClock } from './clock.ts';
import type { Lab } from './lab.ts';
import { createMaterials } from './materials.ts';
import type { EntryPorts } from './ports.ts';
import type { PracticeHome } from './practice-lab.ts';
import { createSecrets, knowSecrets } from './secrets.ts';

/** Everything that an entry works with: the evidence, and the way to hosts. */
export interface Application {
  readonly store: Store;
  readonly entry: EntryPorts;
  /** Sessions, clock and the rest for work on a lab; `redactor` knows every secret that was used there. */
  readonly reach: (lab: Lab) => Reach;
  readonly dispose: () => Promise<void>;
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
  const environment = options.environment ?? process.env;
  return {
    ok: true,
    value: {
      store,
      entry: options.entry,
      reach: (lab) => openReach(lab, { ...options, environment }),
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

/** The way to the hosts of a lab, without any run: nothing of what is asked there is kept. */
export function openReach(lab: Lab, options: Omit<ApplicationOptions, 'readOnly'>): Reach {
  const { entry } = options;
  const environment = options.environment ?? process.env;
  const redactor = createRedactor();
  const materials = createMaterials();
  const agentSocket = environment['SSH_AUTH_SOCK'];
  const sessions = createSessions(lab.inventory.hosts, {
    secrets: createSecrets({ redactor, environment, ask: entry.askSecret }),
    trust: createTrust({
      ownFile: join(options.dataFolder, 'known_hosts'),
      readFiles: [join(homedir(), '.ssh', 'known_hosts'), '/etc/ssh/ssh_known_hosts'],
      isLabKey: lab.isLabKey,
      ...(entry.askHostKey === null ? {} : { ask: entry.askHostKey }),
    }),
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
