import { fromText, wrongValue } from '../../../core/procedure/parameter-value.ts';
import type { Procedure } from '../../../core/procedure/schema.ts';

/** What is wrong with values as they are typed, by parameter. */
export function wrongOf(procedure: Procedure, set: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const wrong: Record<string, string> = {};
  for (const [name, text] of Object.entries(set)) {
    const parameter = procedure.parameters[name];
    const expected = parameter === undefined ? undefined : wrongValue(parameter, fromText(parameter, text));
    if (expected !== undefined) wrong[name] = expected;
  }
  return wrong;
}
