import { parse } from 'yaml';
import type { Procedure } from '../../core/procedure/schema.ts';
import type { Problem } from '../../core/result.ts';
import { didYouMean } from '../../core/procedure/similar.ts';
import type { Several } from '../app/runs.ts';

/** `NAME=VALUE` words as values: VALUE is read as YAML for lists, maps, numbers and booleans, as it stands for text. */
export function parameterSettings(procedure: Procedure, words: readonly string[]): Several<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const word of words) {
    const at = word.indexOf('=');
    const name = at < 0 ? word : word.slice(0, at);
    const parameter = procedure.parameters[name];
    if (at < 0 || parameter === undefined) {
      const sentence = at < 0 ? `\`--set ${word}\` has no \`=\`.` : `${procedure.title} has no parameter \`${name}\`.`;
      const next =
        didYouMean(name, Object.keys(procedure.parameters)) ??
        'Write --set NAME=VALUE; xenpath procedure show lists the parameters.';
      problems.push({ code: 'unknown-parameter', sentence, next });
      continue;
    }
    const text = word.slice(at + 1);
    if (parameter.type === 'string') values[name] = text;
    else {
      try {
        values[name] = parse(text) as unknown;
      } catch {
        problems.push({
          code: 'parameter-value',
          sentence: `\`${text}\` cannot be read as a value of \`${name}\` (${parameter.type}).`,
        });
      }
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: values };
}
