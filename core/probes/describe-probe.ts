import { z } from 'zod';
import type { HostRole, ShellKind } from '../hosts/inventory.ts';
import type { Probe } from './probe.ts';
import { shapeOf } from './shape.ts';
import type { FactShape } from './shape.ts';

/** What `probe list` shows of a probe: plain data, no functions. */
export interface ProbeDescription {
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly roles: readonly HostRole[];
  readonly shell: ShellKind;
  /** Milliseconds of host time. */
  readonly deadline: number;
  /** JSON Schema of the parameters. */
  readonly parameters: unknown;
  readonly facts: FactShape;
}

/** A probe as plain data, with the shapes of its parameters and facts: what `probe list --json` prints. */
export function describeProbe(probe: Probe): ProbeDescription {
  const { name, title, source, roles, shell, deadline } = probe;
  return {
    name,
    title,
    source,
    roles,
    shell,
    deadline,
    parameters: z.toJSONSchema(probe.parameters, { io: 'input' }),
    facts: shapeOf(probe.facts),
  };
}
