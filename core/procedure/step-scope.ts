import type { ActHost } from '../actions/expand.ts';
import { expandAction } from '../actions/expand.ts';
import { capturesFor, EMPTY_FABRIC, scopeHosts, type Scope, type ScopeHost, type ScopeRun } from '../checks/scope.ts';
import type { Inventory } from '../hosts/inventory.ts';
import { parametersOf, type ResolvedParameters } from './parameters.ts';
import { orderSteps, stepsOf } from './order.ts';
import type { Procedure } from './schema.ts';
import { selectHosts } from './select.ts';

/** All that scopes are made of. */
export interface ScopeSource {
  readonly inventory: Inventory;
  readonly parameters: ResolvedParameters;
  /** By host, then name. */
  readonly captured: Scope['captured'];
  /** Hosts that came into being during the run, in that order. */
  readonly joined: readonly ScopeHost[];
  readonly run: ScopeRun;
}

/** Hosts of inventory and run. */
export function allHosts(source: ScopeSource): readonly ScopeHost[] {
  const own = scopeHosts(source.inventory);
  return [...own, ...source.joined.filter(({ name }) => own.every((host) => host.name !== name))];
}

/** What expressions may name for a host: its own values of parameters, its captures. Without a host: the run's. */
export function scopeFor(source: ScopeSource, host: ScopeHost | undefined): Scope {
  return {
    params: parametersOf(source.parameters, host?.name),
    ...(host === undefined ? {} : { host }),
    hosts: allHosts(source),
    fabric: source.inventory.fabric ?? EMPTY_FABRIC,
    captures: capturesFor(host?.name, source.captured),
    captured: source.captured,
    run: source.run,
  };
}

/** A host with its kind of shell. Hosts that come into being have a POSIX shell. */
export function actHost(source: ScopeSource, host: ScopeHost): ActHost {
  return { name: host.name, shell: source.inventory.hosts[host.name]?.shell ?? 'posix' };
}

/**
 * Hosts that the procedure will bring into the run, as far as their names are known beforehand. Their addresses are not.
 */
export function comingHosts(procedure: Procedure, source: ScopeSource): readonly ScopeHost[] {
  const steps = new Map(stepsOf(procedure).map(({ step }) => [step.id, step]));
  const coming: ScopeHost[] = [];
  const known = new Set(allHosts(source).map(({ name }) => name));
  for (const id of orderSteps(procedure).order) {
    const step = steps.get(id);
    if (step === undefined) continue;
    const whole: ScopeSource = { ...source, joined: [...source.joined, ...coming] };
    const hosts = selectHosts(step.on, scopeFor(whole, undefined), (host) => scopeFor(whole, host));
    for (const action of step.actions) {
      if (!('join' in action) || !hosts.ok) continue;
      for (const host of hosts.value) {
        // The address is captured later; the name is known now.
        const named = {
          ...action,
          join: { name: action.join.name, role: action.join.role, address: 'unknown', user: action.join.user },
        };
        const acts = expandAction(named, actHost(whole, host), scopeFor(whole, host));
        for (const { work } of acts.ok ? acts.value : []) {
          if (work.kind !== 'join' || known.has(work.name)) continue;
          known.add(work.name);
          coming.push({
            name: work.name,
            role: work.role,
            address: '',
            port: 22,
            user: work.user,
            group: '',
            controllers: [],
            parameters: {},
          });
        }
      }
    }
  }
  return coming;
}
