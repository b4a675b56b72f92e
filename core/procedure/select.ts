import { evaluateCondition } from '../checks/cel.ts';
import type { HostSelector } from '../checks/checkpoint.ts';
import { scopeVariables, type Scope, type ScopeHost } from '../checks/scope.ts';
import { renderName } from '../checks/template.ts';
import { success, type Result } from '../result.ts';

/**
 * Hosts that a selector means, in the order of `scope.hosts` (the inventory's, then those that joined). A `name` of no known host
 * gives none: it may come into being. `scopeOf` gives the scope with a host's own parameters, for `where`.
 */
export function selectHosts(
  selector: HostSelector,
  scope: Scope,
  scopeOf: (host: ScopeHost) => Scope,
): Result<readonly ScopeHost[]> {
  let candidates = scope.hosts.filter(({ role }) => role === selector.role);
  if (selector.name !== undefined) {
    const variables = scopeVariables(scope);
    if (!variables.ok) return variables;
    const name = renderName(selector.name, variables.value);
    if (!name.ok) return name;
    candidates = candidates.filter((host) => host.name === name.value);
  }
  if (selector.where !== undefined) {
    const chosen: ScopeHost[] = [];
    for (const host of candidates) {
      const variables = scopeVariables(scopeOf(host));
      if (!variables.ok) return variables;
      const holds = evaluateCondition(selector.where, variables.value);
      if (!holds.ok) return holds;
      if (holds.value) chosen.push(host);
    }
    candidates = chosen;
  }
  return success(selector.first === true ? candidates.slice(0, 1) : candidates);
}
