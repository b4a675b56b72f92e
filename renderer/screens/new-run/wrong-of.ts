import { fromText, wrongValue } from '../../../core/procedure/parameter-value.ts';
import type { Procedure } from '../../../core/procedure/schema.ts';

/** Values as they are typed, by parameter; empty ones are left out. */
export type Typed = Readonly<Record<string, string>>;
/** The same by host. */
export type TypedByHost = Readonly<Record<string, Typed>>;

/** What is wrong with values as they are typed, by parameter. */
export function wrongOf(procedure: Procedure, set: Typed): Typed {
  const wrong: Record<string, string> = {};
  for (const [name, text] of Object.entries(set)) {
    const parameter = procedure.parameters[name];
    const expected = parameter === undefined ? undefined : wrongValue(parameter, fromText(parameter, text));
    if (expected !== undefined) wrong[name] = expected;
  }
  return wrong;
}

/** The same for values of single hosts; hosts with nothing wrong are left out. */
export function wrongByHost(procedure: Procedure, byHost: TypedByHost): TypedByHost {
  return Object.fromEntries(
    Object.entries(byHost)
      .map(([host, set]) => [host, wrongOf(procedure, set)] as const)
      .filter(([, wrong]) => Object.keys(wrong).length > 0),
  );
}

/** Values of single hosts that these hosts can have: those of hosts that are not chosen any more are left out. */
export function onlyOf(hosts: readonly string[], byHost: TypedByHost): TypedByHost {
  return Object.fromEntries(Object.entries(byHost).filter(([host, set]) => hosts.includes(host) && Object.keys(set).length > 0));
}
