import { setTimeout as wait } from 'node:timers/promises';
import type { HostEntry, HostSource, SignInWay } from '../../core/contract/hosts.ts';
import type { Inventory, InventoryHost, SecretReference } from '../../core/hosts/inventory.ts';
import { failure, type Problem } from '../../core/result.ts';
import { Inventories } from './inventories.ts';
import { openInventory } from './inventory-file.ts';
import { labBehind, type PracticeHome } from './practice-lab.ts';

/** How often it is looked whether labs or inventories came or went: others change them too. Milliseconds. */
const LOOK_EVERY_MS = 1000;

/** Inventories of the data folder and running labs, whole, again when any of them changed. */
export async function* watchSources(home: PracticeHome, signal: AbortSignal): AsyncGenerator<readonly HostSource[]> {
  let told = '';
  while (!signal.aborted) {
    const all = await hostSources(home);
    const now = JSON.stringify(all);
    if (now !== told) yield all;
    told = now;
    await wait(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function hostSources(home: PracticeHome): Promise<readonly HostSource[]> {
  const inventories = new Inventories(home.folder);
  const kept = await Promise.all(
    (await inventories.names()).map(async (name): Promise<HostSource> => {
      const opened = await openInventory(inventories.file(name));
      const common = { id: `inventory:${name}`, kind: 'inventory', name } as const;
      if (!opened.ok) return { ...common, title: name, simulated: false, scale: 1, hosts: [], problems: opened.problems };
      const lab = await labBehind(home.labs, opened.value);
      const { simulated = false, scale = 1 } = lab ?? {};
      return { ...common, title: opened.value.name, simulated, scale, hosts: entriesOf(opened.value), problems: [] };
    }),
  );
  const labs = await Promise.all(
    (await home.labs.registrations()).map(async ({ name }): Promise<readonly HostSource[]> => {
      const client = await home.labs.find(name);
      if (client === undefined) return [];
      const inventory = await client.inventory();
      const hosts = entriesOf(inventory);
      return [
        {
          id: `lab:${name}`,
          kind: 'lab',
          name,
          title: name,
          simulated: true,
          scale: client.registration.speed,
          hosts,
          problems: [],
        },
      ];
    }),
  );
  return [...kept, ...labs.flat()];
}

/** Why a source cannot be worked with. */
export function noSource(id: string): { readonly ok: false; readonly problem: Problem } {
  return failure(
    'no-such-hosts',
    `There are no hosts called ${id.replace(/^[a-z]+:/u, '')} any more.`,
    'The inventory was taken away, or the lab ended.',
  );
}

function entriesOf(inventory: Inventory): readonly HostEntry[] {
  return Object.entries(inventory.hosts).map(([name, host]) => ({
    name,
    role: host.role,
    address: host.address,
    port: host.port,
    user: host.user,
    shell: host.shell,
    crypto: host.crypto,
    group: host.group ?? null,
    through: wayTo(host, inventory),
    pinned: host.hostKey ?? null,
    signIn: signInWays(host),
  }));
}

function wayTo(host: InventoryHost, { hosts }: Inventory): readonly string[] {
  const way: string[] = [];
  for (let at = host.jump; at !== undefined && !way.includes(at); at = hosts[at]?.jump) way.unshift(at);
  return way;
}

/** In the order in which they are tried; see main/ssh/auth.ts. */
function signInWays({ auth }: InventoryHost): readonly SignInWay[] {
  const explicit = auth.key !== undefined || auth.password !== undefined;
  const none = { path: null, from: null, of: null } as const;
  return [
    ...((auth.agent ?? !explicit) ? [{ kind: 'agent', ...none } as const] : []),
    ...(auth.key === undefined
      ? explicit
        ? []
        : [{ kind: 'default-keys', ...none } as const]
      : [{ kind: 'key', path: auth.key, ...secretFrom(auth.passphrase) } as const]),
    { kind: 'password', path: null, ...secretFrom(auth.password ?? 'ask') },
  ];
}

function secretFrom(reference: SecretReference | undefined): Pick<SignInWay, 'from' | 'of'> {
  if (reference === undefined) return { from: null, of: null };
  if (reference === 'ask') return { from: 'asked', of: null };
  return 'env' in reference ? { from: 'environment', of: reference.env } : { from: 'file', of: reference.file };
}
