import type { PlannedAct } from '../actions/preview.ts';
import type { FoundDevice, Plan, PlanHost, PlanStep } from '../procedure/plan.ts';
import type { Source } from '../procedure/schema.ts';
import { durationText } from '../run/duration.ts';

/** `Listing 3, Figure 6`, or the section; what goes beyond the article says why. */
export function sourceWords(source: Source): string {
  const numbers = (word: string, value: number | readonly number[] | undefined): readonly string[] =>
    value === undefined ? [] : [value].flat().map((number) => `${word} ${number}`);
  const named = [...numbers('Listing', source.listing), ...numbers('Figure', source.figure)];
  const where = [source.section, ...named, ...(source.paragraph === undefined ? [] : [source.paragraph])].join(', ');
  return source.beyond === undefined ? where : `beyond the article: ${source.beyond}`;
}

/** What is asked before a run begins, in one line; null where nothing is. */
function preflightLine({ chapters, steps }: Plan): string | null {
  const before = new Set(chapters.flatMap((chapter) => (chapter.preflight ? chapter.steps : [])));
  const checks = steps.flatMap((step) => (before.has(step.id) ? step.checks : []));
  if (checks.length === 0) return null;
  const fatal = checks.filter(({ severity }) => severity === 'fatal').length;
  const titles = chapters.flatMap(({ preflight, title }) => (preflight ? [title] : []));
  return `Asked before the run begins, all at once: ${titles.join(', ')} (${checks.length} checks, of which ${fatal} keep it from beginning).`;
}

/** The plan's totals in sentences, the most important first. */
export function totalsLines(plan: Plan): readonly string[] {
  const { totals, steps } = plan;
  const classes = Object.entries(totals.byClass).map(([name, count]) => `${count} ${name}`);
  const lines = [
    `${steps.length} steps, ${totals.acts} acts${classes.length === 0 ? '' : ` (${classes.join(', ')})`}: ${totals.known} known to the letter, ${totals.predicted} that depend on what is found out before.`,
    `About ${durationText(totals.estimateMs, 'about')} of the hosts' time, one host after the other.`,
  ];
  const before = preflightLine(plan);
  if (before !== null) lines.push(before);
  if (totals.destroys.length > 0) lines.push(`Destroys what is on: ${totals.destroys.join(', ')} (known).`);
  if (totals.mayDestroy.length > 0)
    lines.push(
      `Destroys what is on devices that are only found out during the run: ${totals.mayDestroy.map(foundWords).join('; ')}.`,
    );
  return lines;
}

/** `xen1:/dev/sdb (predicted; step X finds it: Y)`. */
function foundWords({ host, device, by }: FoundDevice): string {
  const finders = by.map(({ step, title }) => `step ${step} finds it: ${title}`).join(', ');
  const where = finders === '' ? 'found out later' : finders;
  return device === null ? `${host}: not known yet (${where})` : `${host}:${device} (predicted; ${where})`;
}

/** What an act destroys, as the end of its remark; empty where it destroys nothing. */
export function destroysWords({ destroys, mayDestroy }: PlannedAct): string {
  const known = destroys.length === 0 ? '' : `; destroys ${destroys.join(', ')}`;
  if (mayDestroy.length === 0) return known;
  const later = mayDestroy.map(({ host, device }) => (device === null ? `a device of ${host}` : `${host}:${device}`));
  return `${known}; destroys what is found out later, predicted: ${later.join(', ')}`;
}

/** What a host of a step is to be told apart by: not there yet, not taken, not decided. */
export function hostRemark(host: PlanHost): string | null {
  if (host.branch === 'not-taken') return `not taken: ${host.reason ?? 'its condition is not met'}`;
  if (host.branch === 'undecided') return host.reason ?? 'depends on what is found out before';
  return host.there ? null : 'comes into being during the run';
}

/** Whether an act's text is known to the letter, and where it is not, why. */
export function actRemark(act: PlannedAct): string {
  return act.known ? 'known' : `predicted: ${act.reason ?? 'depends on what is found out before'}`;
}

/** Whether and how a step can be taken back, for a person. */
export function undoWords(step: PlanStep): string {
  switch (step.undo) {
    case 'possible':
      return 'can be undone';
    case 'irreversible':
      return `cannot be undone: ${step.irreversible ?? ''}`.trim();
    case 'none':
      return 'changes nothing';
  }
}
