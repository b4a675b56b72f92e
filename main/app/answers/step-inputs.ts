import type { StepInputs } from '../../../core/contract/runs.ts';
import { takersOf } from '../../../core/procedure/presumed.ts';
import { inputNames } from '../../../core/procedure/step-inputs.ts';
import type { StoredRun } from '../runs.ts';
import { runIntent } from '../topology.ts';

/** What a step of a run works with; nothing where its parameters do not fit its inventory any more. */
export function stepInputs({ procedure: { procedure }, inventory, state }: StoredRun, step: string): StepInputs {
  const names = inputNames(procedure).get(step) ?? { parameters: [], captures: [] };
  const resolved = runIntent(procedure, inventory, state).scopes?.parameters;
  const takers = takersOf(procedure);
  return {
    parameters: names.parameters.map((name) => {
      const value = resolved?.run[name];
      const own = Object.entries(resolved?.byHost ?? {}).filter(
        ([, values]) => JSON.stringify(values[name]) !== JSON.stringify(value),
      );
      return {
        name,
        title: procedure.parameters[name]?.title ?? name,
        origin: resolved?.origin[name] ?? null,
        value: value ?? null,
        byHost: Object.fromEntries(own.map(([host, values]) => [host, values[name]])),
      };
    }),
    captures: names.captures.flatMap((name) => {
      const taker = takers[name];
      if (taker === undefined || taker.step === step) return [];
      const values = Object.entries(state.captures[name] ?? {}).map(([host, { value }]) => [host, value]);
      return [{ name, title: taker.title, step: taker.step, values: Object.fromEntries(values) as Record<string, unknown> }];
    }),
  };
}
