import type { LintContext } from './finding.ts';
import { stepSites } from './sites.ts';

/** Figures: one that a step or a click names is among the source's, a click's is one of its step's, and each is carried by some step. */
export function lintFigures({ procedure, report }: LintContext): void {
  const declared = new Set<number>();
  for (const [index, { number }] of procedure.source.figures.entries()) {
    const path = ['source', 'figures', index, 'number'];
    if (declared.has(number)) report('error', 'duplicate-id', path, `Figure ${number} stands twice.`, 'Take one of them out.');
    declared.add(number);
  }
  const carried = new Set<number>();
  for (const { step, path } of stepSites(procedure)) {
    const own = [step.source.figure ?? []].flat();
    for (const number of own) {
      carried.add(number);
      if (declared.has(number)) continue;
      const next = declared.size === 0 ? 'Name the figures in `source.figures`.' : `There are ${[...declared].join(', ')}.`;
      report('error', 'unknown-figure', [...path, 'source', 'figure'], `The source has no figure ${number}.`, next);
    }
    for (const [index, click] of (step.byHand?.clicks ?? []).entries()) {
      if (click.figure === undefined || own.includes(click.figure)) continue;
      report(
        'error',
        'figure-of-step',
        [...path, 'byHand', 'clicks', index, 'figure'],
        `A click of step \`${step.id}\` is on figure ${click.figure}, which the step's source does not name.`,
        'Add it to the `figure` of its source.',
      );
    }
  }
  for (const [index, { number }] of procedure.source.figures.entries()) {
    if (!carried.has(number))
      report('warning', 'unused-figure', ['source', 'figures', index], `No step carries figure ${number}.`, 'Name it in the source of a step.'); // prettier-ignore
  }
}
