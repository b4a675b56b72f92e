import { z } from 'zod';
import { alternatives, type ShapeSchema } from '../../checks/cel-value.ts';
import type { Argument } from '../../checks/terms.ts';
import type { DataPath } from '../positions.ts';
import { didYouMean } from '../similar.ts';
import type { LintContext } from './finding.ts';
import { actionSites, bindingSites, stepSites } from './sites.ts';

/** Probes and edits are known, are asked of hosts that they are for, and get the arguments that they take. */
export function lintArguments(context: LintContext): void {
  const { procedure, vocabulary, report } = context;
  for (const { binding, role, path } of bindingSites(procedure)) {
    if (binding.on !== undefined && procedure.roles[binding.on.role] === undefined) {
      report(
        'error',
        'role',
        [...path, 'on'],
        `Role ${binding.on.role} is not among the procedure's roles.`,
        'Add it under `roles`.',
      );
    }
    const probe = vocabulary.probes.find(({ name }) => name === binding.probe);
    if (probe === undefined) {
      report(
        'error',
        'unknown-probe',
        [...path, 'probe'],
        `There is no probe \`${binding.probe}\`.`,
        didYouMean(
          binding.probe,
          vocabulary.probes.map(({ name }) => name),
        ) ?? '`xenpath probe list` shows them.',
      );
      continue;
    }
    if (!probe.roles.includes(role)) {
      report(
        'error',
        'probe-role',
        [...path, 'probe'],
        `Probe \`${probe.name}\` is for hosts of role ${probe.roles.join(' or ')}, and is asked of role ${role} here.`,
        'Say with `on` which hosts are meant.',
      );
    }
    lintGiven(context, `Probe \`${probe.name}\``, probe.parameters, binding.with ?? {}, path);
  }
  for (const site of stepSites(procedure)) {
    for (const { action, path } of actionSites(site)) {
      if (!('edit' in action)) continue;
      const edit = vocabulary.edits.find(({ name }) => name === action.edit);
      if (edit === undefined) {
        report(
          'error',
          'unknown-edit',
          [...path, 'edit'],
          `There is no edit \`${action.edit}\`.`,
          didYouMean(
            action.edit,
            vocabulary.edits.map(({ name }) => name),
          ) ?? `There are ${vocabulary.edits.map(({ name }) => name).join(', ')}.`,
        );
        continue;
      }
      lintGiven(context, `Edit \`${edit.name}\``, edit.parameters, action.with, path);
    }
  }
}

function lintGiven(
  { report }: LintContext,
  who: string,
  schema: z.ZodType,
  given: Readonly<Record<string, Argument>>,
  path: DataPath,
): void {
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as ShapeSchema;
  const [object] = alternatives(shape);
  const members = object?.properties ?? {};
  let sound = true;
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(members, name)) continue;
    sound = false;
    const names = Object.keys(members);
    report(
      'error',
      'argument',
      [...path, 'with', name],
      `${who} takes no argument \`${name}\`.`,
      didYouMean(name, names) ?? (names.length === 0 ? 'It takes none.' : `It takes ${names.join(', ')}.`),
    );
  }
  for (const name of object?.required ?? []) {
    if (Object.hasOwn(given, name)) continue;
    sound = false;
    report('error', 'argument', path, `${who} needs the argument \`${name}\`.`, 'Give it under `with`.');
  }
  const literal = Object.values(given).every((value) => !JSON.stringify(value).includes('{{'));
  if (!sound || !literal) return;
  const parsed = schema.safeParse(given);
  if (parsed.success) return;
  for (const issue of parsed.error.issues) {
    const at = issue.path.length === 0 ? path : [...path, 'with', ...issue.path];
    report(
      'error',
      'argument',
      at,
      `${who} does not take ${issue.path.length === 0 ? 'these arguments' : `this \`${issue.path.join('.')}\``}: ${issue.message}.`,
    );
  }
}
