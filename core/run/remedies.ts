import type { Plan, PlanStep } from '../procedure/plan.ts';
import type { Cell } from './next.ts';

/**
 * Something to press that a hint comes to. `again`: an earlier step is done once more; `begin`: one that is not at its end; `see`: one that can only be
 * looked at.
 */
export type Remedy =
  | { readonly kind: 'retry' | 'redo' | 'check'; readonly step: string }
  | { readonly kind: 'undo'; readonly step: string; readonly host: string }
  | { readonly kind: 'again' | 'begin' | 'see'; readonly step: string; readonly title: string };

/** Other steps that are offered, the nearest first. */
const MOST_OTHERS = 2;

/**
 * What can be pressed where a check of a step does not hold on a host: the step itself once more, its undo, and the steps before it that the words of the hint
 * come to. These are the ones whose title it quotes, whose command it names between backticks, the step before, and the one that reboots.
 * `words`: the hint, with what else is said there.
 */
export function remedies(
  words: string,
  place: Pick<Cell, 'step' | 'host'>,
  plan: Plan,
  cells: readonly Cell[],
): readonly Remedy[] {
  const own = cells.find(({ step, host }) => step === place.step && host === place.host);
  if (own === undefined) return [];
  const { step, host } = place;
  const others = stepsMeant(words, step, plan).slice(0, MOST_OTHERS);
  return [
    ...others.map((other) => ofOther(other, host, cells)),
    ...(own.acts.includes('retry') ? [{ kind: 'retry' as const, step }] : []),
    ...(own.acts.includes('redo') ? [{ kind: 'redo' as const, step }] : []),
    ...(own.acts.includes('undo') ? [{ kind: 'undo' as const, step, host }] : []),
    { kind: 'check', step },
  ];
}

function ofOther(other: PlanStep, host: string, cells: readonly Cell[]): Remedy {
  const its = cells.filter(({ step }) => step === other.id);
  const cell = its.find((one) => one.host === host) ?? its[0];
  const about = { step: other.id, title: other.title };
  if (cell?.acts.includes('redo') === true) return { kind: 'again', ...about };
  const open = cell !== undefined && (cell.acts.includes('start') || cell.acts.includes('retry'));
  return { kind: open && cell.state !== 'skipped' && cell.state !== 'not-taken' ? 'begin' : 'see', ...about };
}

/** Steps that a step stands on and that the words come to, the nearest first. */
function stepsMeant(words: string, id: string, plan: Plan): readonly PlanStep[] {
  const ground = groundOf(id, plan);
  const own = plan.steps.find((step) => step.id === id);
  const direct = ground.filter((step) => own?.needs.includes(step.id) === true);
  const meant = new Set<PlanStep | undefined>();
  for (const step of ground) if (words.includes(`“${step.title}”`)) meant.add(step);
  if (/\bsteps? before\b/iu.test(words)) meant.add(direct[0]);
  for (const [, code = ''] of words.matchAll(/`([^`]+)`/gu)) {
    if (own !== undefined && changesWith(own, code)) continue;
    meant.add(ground.find((step) => changesWith(step, code)));
  }
  if (/\b(re)?boot/iu.test(words) && own?.class !== 'reboot') meant.add(ground.find((step) => step.class === 'reboot'));
  return ground.filter((step) => meant.has(step));
}

/** All that a step needs, directly or through others: the nearest in the plan's order first. */
function groundOf(id: string, plan: Plan): readonly PlanStep[] {
  const byId = new Map(plan.steps.map((step) => [step.id, step]));
  const found = new Set<string>();
  const open = [...(byId.get(id)?.needs ?? [])];
  for (let need = open.pop(); need !== undefined; need = open.pop()) {
    if (found.has(need)) continue;
    found.add(need);
    open.push(...(byId.get(need)?.needs ?? []));
  }
  return plan.steps.filter((step) => found.has(step.id)).reverse();
}

/** Whether a step changes something by this command: the whole of it, or its first word where that is the program of the step's own. */
function changesWith(step: PlanStep, code: string): boolean {
  const texts = step.hosts.flatMap(({ acts }) => acts.filter((act) => act.class !== 'read').map(({ text }) => text));
  const [program = ''] = code.trim().split(/\s/u);
  const word = new RegExp(`(^|[\\s/;&|(])${program.replace(/[^A-Za-z0-9_-]/gu, '\\$&')}($|[\\s;&|)])`, 'mu');
  return texts.some((text) => text.includes(code) || (program.length > 2 && word.test(text)));
}
