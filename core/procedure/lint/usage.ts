import { needsOf } from '../order.ts';
import type { DataPath } from '../positions.ts';
import { didYouMean } from '../similar.ts';
import type { LintContext } from './finding.ts';
import { referencesOf } from './references.ts';
import { expressionSites, stepSites, type Site } from './sites.ts';

/** Parameters and captures: each is used, captures only behind the step that takes them, derived parameters only from earlier ones. */
export function lintUsage(context: LintContext): void {
  const { procedure, report } = context;
  const parameters = Object.keys(procedure.parameters);
  const takers = new Map<string, { readonly step: string; readonly path: DataPath }[]>();
  for (const { step, path } of stepSites(procedure)) {
    for (const name of Object.keys(step.captures)) {
      takers.set(name, [...(takers.get(name) ?? []), { step: step.id, path: [...path, 'captures', name] }]);
    }
  }
  const used = new Set<string>();
  const usedCaptures = new Set<string>();
  const needs = new Map<string, ReadonlySet<string>>();
  for (const site of expressionSites(procedure)) {
    for (const { name, fields } of referencesOf(site)) {
      const [field] = fields;
      if (name === 'params') {
        // `params` as a whole, or by a computed name, may mean any of them.
        for (const one of field === undefined ? parameters : [field]) used.add(one);
        lintDerived(context, site, field);
      }
      const capture = name === 'captures' ? field : name === 'captured' ? fields[1] : undefined;
      if (name === 'captures' && field === undefined) for (const one of takers.keys()) usedCaptures.add(one);
      if (name === 'captured' && capture === undefined) for (const one of takers.keys()) usedCaptures.add(one);
      if (capture === undefined || site.step === null) continue;
      usedCaptures.add(capture);
      const from = takers.get(capture);
      if (from === undefined) {
        report('error', 'unknown-capture', site.path, `No step captures \`${capture}\`.`, didYouMean(capture, takers.keys()));
        continue;
      }
      const before = needs.get(site.step.id) ?? needsOf(procedure, site.step.id);
      needs.set(site.step.id, before);
      if (!from.some(({ step }) => before.has(step))) {
        report(
          'error',
          'capture-order',
          site.path,
          `Step \`${site.step.id}\` uses \`${capture}\`, which is captured by step \`${from[0]?.step ?? ''}\` that it does not need.`,
          `Add ${from[0]?.step ?? ''} to its \`needs\`.`,
        );
      }
    }
  }
  for (const name of parameters) {
    if (!used.has(name))
      report(
        'warning',
        'unused-parameter',
        ['parameters', name],
        `Parameter \`${name}\` is not used.`,
        'Take it out, or use it.',
      );
  }
  for (const [name, [first]] of takers) {
    if (!usedCaptures.has(name) && first !== undefined)
      report(
        'warning',
        'unused-capture',
        first.path,
        `What step \`${first.step}\` captures as \`${name}\` is not used.`,
        'Take it out, or use it.',
      );
  }
}

function lintDerived({ procedure, report }: LintContext, site: Site, field: string | undefined): void {
  if (site.step !== null || field === undefined) return;
  const order = Object.keys(procedure.parameters);
  const own = String(site.path[1]);
  if (order.includes(field) && order.indexOf(field) >= order.indexOf(own)) {
    report(
      'error',
      'derive-order',
      site.path,
      `Parameter \`${own}\` is derived from \`${field}\`, which stands behind it.`,
      `Move \`${field}\` up.`,
    );
  }
}
