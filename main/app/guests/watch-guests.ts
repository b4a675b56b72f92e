import type { GuestsSight, SeenArray, SeenHost } from '../../../core/contract/guests.ts';
import type { InventoryHost } from '../../../core/hosts/inventory.ts';
import type { AskRequest } from '../ask-hosts.ts';
import { Changing } from '../desk/changing.ts';
import { seeArray, unseenArray } from './see-array.ts';
import { seeDomains, seeSettings, unseenHost } from './see-host.ts';

/** Milliseconds between two looks at the domains; and after which what does not change by itself is asked again. */
const DOMAINS_EVERY_MS = 5000;
const SETTINGS_EVERY_MS = 30_000;

/**
 * Asks the hosts of a lab for guests and storage until the signal is aborted, each host at its own pace: one that does not answer holds up no other. A
 * slow watcher gets the latest. `named`: guests that the procedure makes, by host.
 */
export async function* watchGuests(
  request: AskRequest,
  hosts: Readonly<Record<string, InventoryHost>>,
  named: (host: string) => readonly string[],
): AsyncGenerator<GuestsSight> {
  const { signal } = request;
  const all = Object.entries(hosts);
  const dom0s = all.flatMap(([name, { role }]) => (role === 'dom0' ? [name] : []));
  const arrays = all.flatMap(([name, { role, controllers }]) =>
    role === 'array' ? [{ name, controllers: controllers ?? [] }] : [],
  );
  const sight = new Changing<GuestsSight>({ hosts: dom0s.map(unseenHost), arrays: arrays.map(({ name }) => unseenArray(name)) });
  const setHost = (seen: SeenHost): void =>
    sight.set({ ...sight.value, hosts: sight.value.hosts.map((one) => (one.host === seen.host ? seen : one)) });
  const setArray = (seen: SeenArray): void =>
    sight.set({ ...sight.value, arrays: sight.value.arrays.map((one) => (one.host === seen.host ? seen : one)) });

  const watchHost = async (name: string): Promise<void> => {
    let settingsAt = 0;
    let known = '';
    for (let seen = unseenHost(name); !signal.aborted; await pause(DOMAINS_EVERY_MS, signal)) {
      seen = await seeDomains(request, seen);
      if (signal.aborted) return;
      setHost(seen);
      const guests = JSON.stringify(seen.domains.value?.domains.map((one) => one.name));
      // A guest that came or went is asked about at once. A host that could not be reached is not asked twice.
      if (seen.domains.problem?.code === 'unreachable' || (Date.now() - settingsAt < SETTINGS_EVERY_MS && guests === known))
        continue;
      known = guests;
      settingsAt = Date.now();
      seen = await seeSettings(request, seen, named(name));
      if (signal.aborted) return;
      setHost(seen);
    }
  };
  const watchArray = async ({
    name,
    controllers,
  }: {
    readonly name: string;
    readonly controllers: readonly string[];
  }): Promise<void> => {
    for (let seen = unseenArray(name); !signal.aborted; await pause(SETTINGS_EVERY_MS, signal)) {
      seen = await seeArray(request, seen, controllers);
      if (!signal.aborted) setArray(seen);
    }
  };
  const watching = Promise.all([...dom0s.map(watchHost), ...arrays.map(watchArray)]);
  try {
    yield* sight.watch(signal);
  } finally {
    await watching;
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, milliseconds);
    signal.addEventListener('abort', over, { once: true });
  });
}
