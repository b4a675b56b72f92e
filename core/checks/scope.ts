import type { Fabric, HostRole, Inventory, ParameterValue } from '../hosts/inventory.ts';
import type { Result } from '../result.ts';
import { celScope, type CelScope } from './cel.ts';
import type { VariableType } from './cel-types.ts';

/** A host as expressions see it: `host` and the items of `hosts`. */
export interface ScopeHost {
  readonly name: string;
  readonly role: HostRole;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly group: string;
  readonly controllers: readonly string[];
  /** Host's own values of parameters, as the inventory has them. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

/** Of the run itself. On what kind of hosts it is done is not among it: a procedure is the same on all. */
export interface ScopeRun {
  readonly id: string;
  readonly operator: string;
}

/** What an expression may name beside the facts that are bound. */
export interface Scope {
  /** Parameters as they are for `host`. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly host?: ScopeHost;
  readonly hosts: readonly ScopeHost[];
  readonly fabric: Fabric;
  /** By name: the value of the host in scope, or the only one that any host has (see `capturesFor`). */
  readonly captures: Readonly<Record<string, unknown>>;
  /** By host, then name. */
  readonly captured: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly item?: unknown;
  readonly run: ScopeRun;
}

export const SCOPE_NAMES = ['params', 'host', 'hosts', 'fabric', 'captures', 'captured', 'item', 'run'] as const;

export const EMPTY_FABRIC: Fabric = { ports: [], switches: [], controllerPorts: [], cables: [], zones: [], luns: [] };

/** Hosts of an inventory in its order. */
export function scopeHosts(inventory: Inventory): readonly ScopeHost[] {
  return Object.entries(inventory.hosts).map(([name, host]) => ({
    name,
    role: host.role,
    address: host.address,
    port: host.port,
    user: host.user,
    group: host.group ?? '',
    controllers: host.controllers ?? [],
    parameters: host.parameters,
  }));
}

/** `captures` for a host: its own values, and those that one host alone has. `captured` is by host, then name. */
export function capturesFor(host: string | undefined, captured: Scope['captured']): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  const count = new Map<string, number>();
  for (const values of Object.values(captured)) {
    for (const [name, value] of Object.entries(values)) {
      count.set(name, (count.get(name) ?? 0) + 1);
      result[name] = value;
    }
  }
  for (const [name, times] of count) if (times > 1) Reflect.deleteProperty(result, name);
  return { ...result, ...(host === undefined ? {} : captured[host]) };
}

/** The variables of a scope; facts are put beside them by whoever evaluates. */
export function scopeVariables(scope: Scope): Result<CelScope> {
  return celScope({ ...scope });
}

/** The same for another item of a `forEach`. */
export function withItem(scope: Scope, item: unknown): Scope {
  return { ...scope, item };
}

const hostShape = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    role: { type: 'string' },
    address: { type: 'string' },
    port: { type: 'integer' },
    user: { type: 'string' },
    group: { type: 'string' },
    controllers: { type: 'array', items: { type: 'string' } },
    parameters: { type: 'object' },
  },
} as const;

/** Types of the variables that are the same in every procedure. `params` and `captures` are the procedure's own. */
export const SCOPE_TYPES: Readonly<Record<'host' | 'hosts' | 'run' | 'item', VariableType>> = {
  host: { kind: 'schema', schema: hostShape },
  hosts: { kind: 'schema', schema: { type: 'array', items: hostShape } },
  run: {
    kind: 'schema',
    schema: {
      type: 'object',
      properties: {
        id: { type: 'string' },
        operator: { type: 'string' },
      },
    },
  },
  item: { kind: 'text', type: 'dyn' },
};
