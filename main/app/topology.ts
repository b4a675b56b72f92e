import { resolveParameters } from '../../core/procedure/parameters.ts';
import type { Inventory } from '../../core/hosts/inventory.ts';
import type { Procedure } from '../../core/procedure/schema.ts';
import type { ScopeSource } from '../../core/procedure/step-scope.ts';
import { success, type Result } from '../../core/result.ts';
import { capturedByHost } from '../../core/run/captured.ts';
import type { StoredEvent } from '../../core/run/events.ts';
import type { RunState } from '../../core/run/state.ts';
import { adoptFabric, type Proposal } from '../../core/topology/adopt.ts';
import type { PlannedStorage } from '../../core/topology/from-declared.ts';
import type { Layout } from '../../core/topology/layout-graph.ts';
import { laidOutGraph, layoutsSeen } from '../../core/topology/layouts-seen.ts';
import type { Topology } from '../../core/topology/model.ts';
import { plannedStorage } from '../../core/topology/planned-storage.ts';
import { discoveredAt, topologyAt } from '../../core/topology/topology-at.ts';
import type { TopologyView } from '../../core/topology/views.ts';
import type { LayoutPort } from './layout.ts';
import type { Application } from './open-application.ts';
import { readRun } from './runs.ts';

/** What a run's parameters are worth, what they plan, and what its expressions may name; nothing where they do not fit the inventory any more. */
export interface RunIntent {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly planned: PlannedStorage;
  readonly scopes: ScopeSource | null;
}

export function runIntent(procedure: Procedure, inventory: Inventory, state: RunState): RunIntent {
  const resolved = resolveParameters(procedure, inventory, state.header?.parameters ?? {}, new Set());
  const parameters = resolved.ok ? resolved.value.run : {};
  const scopes: ScopeSource | null = resolved.ok
    ? {
        inventory,
        parameters: resolved.value,
        captured: capturedByHost(state),
        joined: [],
        run: { id: state.run, operator: state.operators[0] ?? '' },
      }
    : null;
  return { parameters, planned: plannedStorage(parameters), scopes };
}

/** Topology of a run at a sequence number (null: at its end), declared and found together. */
export async function runTopology(application: Application, run: string, sequence: number | null): Promise<Result<Topology>> {
  const stored = await readRun(application, run);
  if (!stored.ok) return stored;
  const events = await application.store.events(run);
  if (!events.ok) return events;
  const { procedure, inventory, state } = stored.value;
  const { planned } = runIntent(procedure.procedure, inventory, state);
  return success(topologyAt(events.value, sequence ?? state.sequence, planned));
}

/** Lays out a view: as it was stored when that moment was recorded, or else anew. */
export function layOutAsSeen(events: readonly StoredEvent[], layouts: LayoutPort): (view: TopologyView) => Promise<Layout> {
  const seen = layoutsSeen(events);
  return async (view) => seen.get(laidOutGraph(view)) ?? layouts.layout(view);
}

/** A proposal for the inventory's fabric section, from what a run has found: in the names of its hosts, also where it has pseudonyms. */
export async function proposeFabric(application: Application, run: string): Promise<Result<Proposal>> {
  const own = await application.store.own(run);
  if (!own.ok) return own;
  const events = await own.value.events();
  if (!events.ok) return events;
  return success(adoptFabric(discoveredAt(events.value, events.value.length)));
}
