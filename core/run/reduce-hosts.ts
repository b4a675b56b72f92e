import type { ActionClass } from '../actions/action.ts';
import type { RunEvent, StoredEvent } from './events.ts';
import { mapValues, own } from './records.ts';
import type { DisturbanceCause, HostState, OpenIntent, RunState } from './state.ts';

type Hosts = RunState['hosts'];
type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>;

const NEW_HOST: Omit<HostState, 'name'> = {
  role: null,
  address: null,
  via: null,
  connection: 'never',
  problem: null,
  fingerprint: null,
  trusted: null,
  algorithms: null,
  legacy: false,
  labHost: false,
  bootId: null,
  bootIds: [],
  skewMs: null,
  roundTripMs: null,
  lease: null,
  disturbed: {},
};

/** Hosts with one of them changed; it is made when nothing was known of it. */
export function withHost(hosts: Hosts, name: string, change: (host: HostState) => Partial<HostState>): Hosts {
  const host = own(hosts, name) ?? { name, ...NEW_HOST };
  return { ...hosts, [name]: { ...host, ...change(host) } };
}

/** Hosts of an inventory as `run-created` carries it. What is not of its shape is passed over: an old one is still a run. */
export function hostsOfInventory(inventory: unknown): Hosts {
  const listed = memberOf(inventory, 'hosts');
  if (typeof listed !== 'object' || listed === null) return {};
  let hosts: Hosts = {};
  for (const [name, entry] of Object.entries(listed)) {
    const role = memberOf(entry, 'role');
    const address = memberOf(entry, 'address');
    hosts = withHost(hosts, name, () => ({
      role: typeof role === 'string' ? role : null,
      address: typeof address === 'string' ? address : null,
    }));
  }
  return hosts;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? own(value as Record<string, unknown>, name) : undefined;
}

/** A host's state after its key was accepted and a session opened. */
export function connected(hosts: Hosts, event: EventOf<'host-connected'>): Hosts {
  return withHost(hosts, event.host, (host) => ({
    connection: 'connected',
    problem: null,
    address: event.address,
    fingerprint: event.fingerprint,
    algorithms: event.algorithms,
    legacy: host.legacy || event.legacy,
    labHost: event.labHost,
    skewMs: event.skewMs,
    roundTripMs: event.roundTripMs,
    ...bootIdSeen(host, event.bootId),
  }));
}

/** A boot id that the host was seen with; null changes nothing. */
export function bootIdSeen(host: HostState, bootId: string | null): Pick<HostState, 'bootId' | 'bootIds'> {
  if (bootId === null) return { bootId: host.bootId, bootIds: host.bootIds };
  return { bootId, bootIds: host.bootIds.includes(bootId) ? host.bootIds : [...host.bootIds, bootId] };
}

/** That something happened on a host after which what passed before may not hold any more. */
export function disturbance(
  host: HostState,
  cause: DisturbanceCause,
  stored: StoredEvent,
  what: string,
  step: string | null,
): Pick<HostState, 'disturbed'> {
  return { disturbed: { ...host.disturbed, [cause]: { sequence: stored.sequence, at: stored.at, what, step } } };
}

/** Marks what an act does to the host that it acts on: when it is about to run, and again when it has run. */
export function disturbedBy(hosts: Hosts, stored: StoredEvent, intent: EventOf<'intent'> | OpenIntent): Hosts {
  const cause = intent.kind === 'lease' ? null : causeOf(intent.class);
  if (cause === null) return hosts;
  const { step } = intent.place;
  const touched = new Set([intent.on ?? intent.place.host, ...(cause === 'fault' ? [intent.place.host] : [])]);
  let result = hosts;
  for (const name of touched) result = withHost(result, name, (host) => disturbance(host, cause, stored, intent.command, step));
  return result;
}

function causeOf(actionClass: ActionClass): DisturbanceCause | null {
  switch (actionClass) {
    case 'read':
      return null;
    case 'change':
    case 'destructive':
    case 'manual':
      return 'change';
    case 'reboot':
      return 'reboot';
    case 'fault':
      return 'fault';
  }
}

/** Sessions end with the sitting that held them. */
export function allClosed(hosts: Hosts): Hosts {
  return mapValues(hosts, (host) => (host.connection === 'connected' ? { ...host, connection: 'closed' as const } : host));
}
