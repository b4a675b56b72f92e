import type { RunState } from './state.ts';

/** What a run has captured, by host and then name: as scopes have it. */
export function capturedByHost(state: RunState): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const captured: Record<string, Record<string, unknown>> = {};
  for (const [name, byHost] of Object.entries(state.captures)) {
    for (const [host, { value }] of Object.entries(byHost)) (captured[host] ??= {})[name] = value;
  }
  return captured;
}
