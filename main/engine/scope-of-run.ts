import type { Scope, ScopeHost } from '../../core/checks/scope.ts';
import { allHosts, scopeFor as scopeOfSource, type ScopeSource } from '../../core/procedure/step-scope.ts';
import { capturedByHost } from '../../core/run/captured.ts';
import type { OpenRun } from './open-run.ts';

/** All that the scopes of a run are made of, as it stands: its inventory, what joined, what was captured. */
export function sourceOf(run: OpenRun): ScopeSource {
  const joined: ScopeHost[] = [];
  for (const [name, host] of run.hosts) {
    if ((run.state.hosts[name]?.via ?? null) === null) continue;
    const { role, address, port, user, parameters } = host;
    joined.push({ name, role, address, port, user, group: host.group ?? '', controllers: [], parameters });
  }
  return {
    inventory: run.parts.inventory,
    parameters: run.parts.parameters,
    captured: capturedByHost(run.state),
    joined,
    run: { id: run.id, operator: run.parts.operator },
  };
}

/** What expressions of a step may name on one host of the run. */
export function scopeFor(run: OpenRun, host: string): Scope {
  const source = sourceOf(run);
  return scopeOfSource(
    source,
    allHosts(source).find(({ name }) => name === host),
  );
}
