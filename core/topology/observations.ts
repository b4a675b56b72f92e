import type { Probe } from '../probes/probe.ts';
import { inventory } from '../hosts/inventory.ts';
import type { StoredEvent } from '../run/events.ts';
import type { EvidenceReference } from './model.ts';

/** Facts that a host gave, as they stand in the events of a run. */
export interface Observation {
  readonly host: string;
  /** Role of the host, as the inventory or its joining said. */
  readonly role: string;
  readonly probe: string;
  readonly parameters: unknown;
  readonly facts: unknown;
  readonly at: string;
  readonly evidence: EvidenceReference;
}

/** Everything that was known at a moment of a run, and the hosts that could not be reached then. */
export interface Observed {
  readonly observations: readonly Observation[];
  readonly lost: readonly string[];
}

/**
 * What the probes had found at a sequence number: for each host, probe and parameters the last answer. An answer that could not be read
 * takes the place of an earlier one: then nothing is known. What a lost host said does not count until it is back.
 */
export function observedAt(events: readonly StoredEvent[], sequence: number): Observed {
  const latest = new Map<string, Observation>();
  const roles = new Map<string, string>();
  const lost = new Set<string>();
  for (const stored of events) {
    if (stored.sequence > sequence) break;
    const { event } = stored;
    if (event.type === 'run-created') {
      const parsed = inventory.safeParse(event.inventory);
      if (parsed.success) for (const [name, host] of Object.entries(parsed.data.hosts)) roles.set(name, host.role);
    } else if (event.type === 'host-joined') roles.set(event.host, event.role);
    else if (event.type === 'host-lost') lost.add(event.host);
    else if (event.type === 'host-connected') lost.delete(event.host);
    else if (event.type === 'probed') {
      event.results.forEach((result, index) => {
        const key = JSON.stringify([event.host, result.probe, result.parameters]);
        latest.delete(key);
        if (result.facts === undefined) return;
        latest.set(key, {
          host: event.host,
          role: roles.get(event.host) ?? 'unknown',
          probe: result.probe,
          parameters: result.parameters,
          facts: result.facts,
          at: stored.at,
          evidence: { sequence: stored.sequence, result: index },
        });
      });
    }
  }
  return { observations: [...latest.values()].filter(({ host }) => !lost.has(host)), lost: [...lost] };
}

/** Facts of one observation, in the probe's own type. */
export interface Found<Parameters, Facts> {
  readonly host: string;
  readonly parameters: Parameters;
  readonly facts: Facts;
  readonly evidence: EvidenceReference;
}

/** Every observation of a probe, oldest first. Facts that do not have the probe's shape any more are left out. */
export function found<Parameters, Facts>(
  observed: Observed,
  probe: Probe<Parameters, Facts>,
  host?: string,
): readonly Found<Parameters, Facts>[] {
  return observed.observations
    .filter((one) => one.probe === probe.name && (host === undefined || one.host === host))
    .flatMap((one) => {
      const facts = probe.facts.safeParse(one.facts);
      const parameters = probe.parameters.safeParse(one.parameters);
      if (!facts.success || !parameters.success) return [];
      return [{ host: one.host, parameters: parameters.data, facts: facts.data, evidence: one.evidence }];
    });
}
