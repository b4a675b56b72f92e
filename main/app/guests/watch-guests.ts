import type { GuestsSight, SeenArray, SeenHost } from '../../../core/contract/guests.ts';
import type { InventoryHost } from '../../../core/hosts/inventory.ts';
import type { AskRequest } from '../ask-hosts.ts';
import { Changing } from '../desk/changing.ts';
import { pause } from '../answers/pause.ts';
import { seeArray, unseenArray } from './see-array.ts';
import { seeDomains, seeSettings, unseenHost } from './see-host.ts';

/** Milliseconds between two looks at the domains; and after which what does not change by itself is asked again. */
const DOMAINS_EVERY_MS = 5000;
const SETTINGS_EVERY_MS = 30_000;

interface StorageSystem {
  readonly name: string;
  /** Addresses. */
  readonly controllers: readonly string[];
}

/** What hosts say of guests and storage, gathered from each at its own pace: one that does not answer holds up no other. */
class GuestsWatch {
  readonly sight: Changing<GuestsSight>;
  readonly #request: AskRequest;

  constructor(request: AskRequest, dom0s: readonly string[], arrays: readonly StorageSystem[]) {
    this.#request = request;
    this.sight = new Changing({ hosts: dom0s.map(unseenHost), arrays: arrays.map(({ name }) => unseenArray(name)) });
  }

  /** `named`: guests that the procedure makes there. */
  async host(name: string, named: readonly string[]): Promise<void> {
    let settingsAt = 0;
    let known = '';
    let seen = unseenHost(name);
    while (!this.#over()) {
      seen = await seeDomains(this.#request, seen);
      this.#putHost(seen);
      const guests = JSON.stringify(seen.domains.value?.domains.map((one) => one.name) ?? []);
      // A guest that came or went is asked about at once.
      if (!this.#over() && (Date.now() - settingsAt >= SETTINGS_EVERY_MS || guests !== known)) {
        known = guests;
        settingsAt = Date.now();
        seen = await seeSettings(this.#request, seen, named);
        this.#putHost(seen);
      }
      if (!this.#over()) await pause(DOMAINS_EVERY_MS, this.#request.signal);
    }
  }

  async array({ name, controllers }: StorageSystem): Promise<void> {
    let seen = unseenArray(name);
    while (!this.#over()) {
      seen = await seeArray(this.#request, seen, controllers);
      this.#putArray(seen);
      if (!this.#over()) await pause(SETTINGS_EVERY_MS, this.#request.signal);
    }
  }

  #over(): boolean {
    return this.#request.signal.aborted;
  }

  #putHost(seen: SeenHost): void {
    const { value } = this.sight;
    this.sight.set({ ...value, hosts: value.hosts.map((one) => (one.host === seen.host ? seen : one)) });
  }

  #putArray(seen: SeenArray): void {
    const { value } = this.sight;
    this.sight.set({ ...value, arrays: value.arrays.map((one) => (one.host === seen.host ? seen : one)) });
  }
}

/**
 * Asks the hosts of a lab for guests and storage until the signal is aborted; a slow watcher gets the latest. `named`: guests that the procedure makes,
 * by host.
 */
export async function* watchGuests(
  request: AskRequest,
  hosts: Readonly<Record<string, InventoryHost>>,
  named: (host: string) => readonly string[],
): AsyncGenerator<GuestsSight> {
  const all = Object.entries(hosts);
  const dom0s = all.flatMap(([name, { role }]) => (role === 'dom0' ? [name] : []));
  const arrays = all.flatMap(([name, { role, controllers }]) =>
    role === 'array' ? [{ name, controllers: controllers ?? [] }] : [],
  );
  const watch = new GuestsWatch(request, dom0s, arrays);
  const asking = Promise.all([...dom0s.map((name) => watch.host(name, named(name))), ...arrays.map((one) => watch.array(one))]);
  try {
    yield* watch.sight.watch(request.signal);
  } finally {
    await asking;
  }
}
