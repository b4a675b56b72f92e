import type { SeenConfiguration, SeenDomain, SeenHost } from '../../../core/contract/guests.ts';

/** What a domain does, from the letters that xm and xl print. */
export type DomainState = 'running' | 'idle' | 'paused' | 'shut-down' | 'crashed' | 'dying' | 'ready' | 'off';

/** A domain that runs, or a guest that could. */
export interface GuestRow {
  readonly host: string;
  readonly name: string;
  /** Null for one that is off. */
  readonly domain: SeenDomain | null;
  readonly state: DomainState;
  /** Null for the host itself, and where it has no file. */
  readonly configuration: SeenConfiguration | null;
  readonly isHost: boolean;
}

/** State by the letters of xm(1): r running, b blocked, p paused, s shut down, c crashed, d dying; all dashes: it could run. */
export function domainState(letters: string): DomainState {
  if (letters.includes('c')) return 'crashed';
  if (letters.includes('d')) return 'dying';
  if (letters.includes('s')) return 'shut-down';
  if (letters.includes('p')) return 'paused';
  if (letters.includes('r')) return 'running';
  return letters.includes('b') ? 'idle' : 'ready';
}

/** Domain 0 first, then guests that run by their id, then those that are off. */
export function guestRows({ host, domains, off, configurations }: SeenHost): readonly GuestRow[] {
  const running = domains.value?.domains ?? [];
  const files = configurations.value ?? [];
  const fileOf = (name: string): SeenConfiguration | null => files.find(({ guest }) => guest === name) ?? null;
  const names = new Set(running.map(({ name }) => name));
  const still = [...new Set([...(off.value ?? []), ...files.map(({ guest }) => guest)])]
    .filter((name) => !names.has(name))
    .sort();
  return [
    ...running
      .toSorted((one, other) => one.id - other.id)
      .map((domain): GuestRow => {
        const { name, id, state } = domain;
        return { host, name, domain, state: domainState(state), configuration: fileOf(name), isHost: id === 0 };
      }),
    ...still.map((name): GuestRow => ({ host, name, domain: null, state: 'off', configuration: fileOf(name), isHost: false })),
  ];
}
