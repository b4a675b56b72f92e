import type { StaleCause } from './checkpoint.ts';

/** Something that happened on a host after it was checked, in the order of the run. */
export interface Disturbance {
  readonly host: string;
  readonly cause: Exclude<StaleCause, 'boot-id' | 'age'>;
  /** Position in the run: the event's sequence number. */
  readonly sequence: number;
  /** What it was, for the sentence: a command, `the terminal`. */
  readonly what: string;
}

/** A pass as it was recorded. */
export interface RecordedPass {
  readonly host: string;
  readonly sequence: number;
  /** Milliseconds of host time. */
  readonly atMs: number;
  /** Boot ids at that moment, by host; null where none could be read (a switch). */
  readonly bootIds: Readonly<Record<string, string | null>>;
}

export interface FreshnessRule {
  readonly staleAfter: readonly StaleCause[];
  /** Other hosts that the check depends on, by name: switches, arrays. */
  readonly dependsOn: readonly string[];
  readonly maxAgeMs: number | null;
}

export interface Now {
  readonly atMs: number;
  readonly bootIds: Readonly<Record<string, string | null>>;
}

export type Freshness = { readonly stale: false } | { readonly stale: true; readonly cause: StaleCause; readonly why: string };

/** What counts when a checkpoint does not say. Age counts whenever there is a limit. */
export const DEFAULT_STALE_AFTER: readonly StaleCause[] = ['change', 'reboot', 'fault', 'terminal', 'boot-id'];

/**
 * Whether a pass may still be relied on. On the switches and arrays that a check depends on the same causes count as on its own
 * host, whose boot id is compared wherever it is known on both sides.
 */
export function freshness(pass: RecordedPass, disturbances: readonly Disturbance[], now: Now, rule: FreshnessRule): Freshness {
  const hosts = new Set([pass.host, ...rule.dependsOn]);
  const since = disturbances
    .filter((one) => one.sequence > pass.sequence && hosts.has(one.host) && rule.staleAfter.includes(one.cause))
    .sort((a, b) => a.sequence - b.sequence);
  const last = since.at(-1);
  if (last !== undefined)
    return { stale: true, cause: last.cause, why: `Since then ${SINCE[last.cause]} on ${last.host}: ${last.what}.` };
  if (rule.staleAfter.includes('boot-id')) {
    for (const host of hosts) {
      const [before, after] = [pass.bootIds[host] ?? null, now.bootIds[host] ?? null];
      if (before !== null && after !== null && before !== after) {
        return { stale: true, cause: 'boot-id', why: `${host} has been started anew since then: its boot id is another.` };
      }
    }
  }
  if (rule.maxAgeMs !== null && now.atMs < pass.atMs) {
    return { stale: true, cause: 'age', why: 'Our clock was set back since: how old it is cannot be told.' };
  }
  if (rule.maxAgeMs !== null && now.atMs - pass.atMs > rule.maxAgeMs) {
    return { stale: true, cause: 'age', why: `It is older than its limit of ${Math.round(rule.maxAgeMs / 1000)} s.` };
  }
  return { stale: false };
}

const SINCE: Readonly<Record<Disturbance['cause'], string>> = {
  change: 'something was changed',
  reboot: 'there was a reboot',
  fault: 'a fault was made',
  terminal: 'somebody typed in a terminal',
};
