import { previewAction, type PlannedAct } from '../actions/preview.ts';
import { evaluateCondition } from '../checks/cel.ts';
import type { StaleCause } from '../checks/checkpoint.ts';
import { DEFAULT_STALE_AFTER } from '../checks/freshness.ts';
import { scopeVariables, type ScopeHost } from '../checks/scope.ts';
import { durationMs } from '../checks/terms.ts';
import { failure, success, type Result } from '../result.ts';
import type { HostRole } from '../hosts/inventory.ts';
import { byHandIn, type ByHand } from './by-hand.ts';
import { foundLater, missingConcerns } from './found-later.ts';
import { actionExpressions } from './lint/sites.ts';
import { orderSteps, stepsOf } from './order.ts';
import type { Action, ActionClass, HostSelector, Procedure, Source, Step } from './schema.ts';
import { presumedSource, takersOf, type Taker } from './presumed.ts';
import { selectHosts } from './select.ts';
import { actHost, allHosts, comingHosts, scopeFor, type ScopeSource } from './step-scope.ts';

/** Whether a step's branch is taken on a host; `undecided` where that depends on what is found out later. */
export type Branch = 'taken' | 'not-taken' | 'undecided';

export interface PlanHost {
  readonly name: string;
  /** False for a host that comes into being during the run. */
  readonly there: boolean;
  readonly branch: Branch;
  /** Why the branch is not taken, or what it depends on. */
  readonly reason: string | null;
  readonly acts: readonly PlannedAct[];
  readonly undo: readonly PlannedAct[];
  /** The same in a graphical tool, where the step tells how. */
  readonly byHand: ByHand | null;
}

export interface PlanCheck {
  readonly id: string;
  readonly title: string;
  readonly severity: 'fatal' | 'warning';
  readonly probes: readonly string[];
  readonly staleAfter: readonly StaleCause[];
  /** Hosts beside the step's own on which it depends. */
  readonly dependsOn: readonly string[];
  readonly maxAgeMs: number | null;
}

export interface PlanStep {
  readonly id: string;
  readonly title: string;
  readonly chapter: string;
  readonly role: HostRole;
  readonly class: ActionClass;
  readonly source: Source;
  readonly warning: string | null;
  readonly needs: readonly string[];
  /** In the order of the inventory, then those to come. */
  readonly hosts: readonly PlanHost[];
  readonly checks: readonly PlanCheck[];
  readonly undo: 'possible' | 'irreversible' | 'none';
  readonly irreversible: string | null;
  readonly repeatable: boolean;
  /** Of one host, in milliseconds of host time. */
  readonly estimateMs: number;
}

/** A device that is destroyed and is only found out during the run. */
export interface FoundDevice {
  readonly host: string;
  /** What is presumed; null: nothing can be said before. */
  readonly device: string | null;
  /** Steps that find it out, and what they call it. */
  readonly by: readonly Taker[];
}

export interface Plan {
  readonly procedure: { readonly id: string; readonly title: string; readonly version: string };
  readonly chapters: readonly {
    readonly id: string;
    readonly title: string;
    /** Its checks are asked before a run begins. */
    readonly preflight: boolean;
    readonly steps: readonly string[];
  }[];
  /** In the order in which they are done. */
  readonly steps: readonly PlanStep[];
  readonly totals: {
    /** Milliseconds of host time of all steps that are or may be taken, one host after the other. */
    readonly estimateMs: number;
    readonly acts: number;
    readonly known: number;
    readonly predicted: number;
    readonly byClass: Readonly<Partial<Record<ActionClass, number>>>;
    /** Every device that would be destroyed as far as it is known, as HOST:DEVICE. */
    readonly destroys: readonly string[];
    /** Every one that is only found out during the run. */
    readonly mayDestroy: readonly FoundDevice[];
  };
  /** Roles of which the inventory has too few or too many hosts, and the like. */
  readonly concerns: readonly string[];
}

/** What a procedure would do on the hosts of an inventory. Pure: nothing is asked of any host. */
export function makePlan(procedure: Procedure, source: ScopeSource): Result<Plan> {
  const { order, stuck } = orderSteps(procedure);
  if (stuck.length > 0)
    return failure('circle', `These steps wait for each other: ${stuck.join(', ')}.`, 'Take one of their `needs` away.');
  const takers = takersOf(procedure);
  const whole: ScopeSource = { ...source, joined: [...source.joined, ...comingHosts(procedure, source)] };
  const presumed = presumedSource(procedure, whole);
  const here = new Set(allHosts(source).map(({ name }) => name));
  const placed = new Map(stepsOf(procedure).map((one) => [one.step.id, one]));
  const steps: PlanStep[] = [];
  const concerns: string[] = [...roleConcerns(procedure, source), ...missingConcerns(procedure, source.parameters)];
  for (const id of order) {
    const one = placed.get(id);
    if (one === undefined) continue;
    const hosts = selectHosts(one.step.on, scopeFor(whole, undefined), (host) => scopeFor(whole, host));
    if (!hosts.ok) concerns.push(`Step ${id}: its hosts are not known yet: ${hostsLater(one.step, whole, takers)}`);
    steps.push(planStep(one.chapter, one.step, hosts.ok ? hosts.value : [], { source: whole, presumed, takers }, here));
  }
  return success({
    procedure: { id: procedure.id, title: procedure.title, version: procedure.version },
    chapters: procedure.chapters.map(({ id, title, preflight, steps: inside }) => ({
      id,
      title,
      preflight,
      steps: inside.map((step) => step.id),
    })),
    steps,
    totals: totalsOf(steps, takers),
    concerns,
  });
}

/** The plan of some of its steps; null: all of them. What a chapter loses altogether is left out with it. */
export function partOfPlan(procedure: Procedure, plan: Plan, chosen: ReadonlySet<string> | null): Plan {
  if (chosen === null) return plan;
  const steps = plan.steps.filter(({ id }) => chosen.has(id));
  const chapters = plan.chapters
    .map((chapter) => ({ ...chapter, steps: chapter.steps.filter((id) => chosen.has(id)) }))
    .filter((chapter) => chapter.steps.length > 0);
  return { ...plan, chapters, steps, totals: totalsOf(steps, takersOf(procedure)) };
}

function planStep(chapter: string, step: Step, hosts: readonly ScopeHost[], known: Known, here: ReadonlySet<string>): PlanStep {
  const { source, takers } = known;
  const undoActions = step.undo !== undefined && 'actions' in step.undo ? step.undo.actions : [];
  return {
    id: step.id,
    title: step.title,
    chapter,
    role: step.on.role,
    class: step.class,
    source: step.source,
    warning: step.warning ?? null,
    needs: step.needs,
    hosts: hosts.map((host) => {
      const { branch, reason } = branchOf(step, host, source, takers);
      const acts = branch === 'not-taken' ? [] : step.actions.flatMap((action) => actsOf(action, host, known));
      const undo = branch === 'not-taken' ? [] : undoActions.flatMap((action) => actsOf(action, host, known));
      const variables = scopeVariables(scopeFor(source, host));
      const byHand = branch === 'not-taken' || !variables.ok ? null : byHandIn(step, variables.value);
      return { name: host.name, there: here.has(host.name), branch, reason, acts, undo, byHand };
    }),
    checks: step.checkpoints.map((check) => ({
      id: check.id,
      title: check.title,
      severity: check.severity,
      probes: Object.values(check.probes).map(({ probe }) => probe),
      staleAfter: check.staleAfter ?? DEFAULT_STALE_AFTER,
      dependsOn: allHosts(source)
        .filter(({ role }) => check.dependsOn.includes(role))
        .map(({ name }) => name),
      maxAgeMs: check.maxAge === undefined ? null : durationMs(check.maxAge),
    })),
    undo: step.undo === undefined ? 'none' : 'actions' in step.undo ? 'possible' : 'irreversible',
    irreversible: step.undo !== undefined && 'irreversible' in step.undo ? step.undo.irreversible : null,
    repeatable: step.repeatable,
    estimateMs: durationMs(step.estimate),
  };
}

/** Whether a step is for a host now. */
export function branchOf(
  step: Step,
  host: ScopeHost,
  source: ScopeSource,
  takers: Readonly<Record<string, Taker>> = {},
): { readonly branch: Branch; readonly reason: string | null } {
  if (step.when === undefined) return { branch: 'taken', reason: null };
  const scope = scopeFor(source, host);
  const variables = scopeVariables(scope);
  if (!variables.ok) return { branch: 'undecided', reason: variables.problem.sentence };
  const taken = evaluateCondition(step.when, variables.value);
  if (!taken.ok) {
    const later = foundLater([{ kind: 'condition', text: step.when }], scope, takers);
    return { branch: 'undecided', reason: later };
  }
  if (taken.value) return { branch: 'taken', reason: null };
  return { branch: 'not-taken', reason: step.otherwise ?? `\`${step.when.trim()}\` is false here.` };
}

/** Hosts that an action of a step is for: its own selector's, else the step's host. */
export function hostsOfAction(
  action: { readonly on?: HostSelector | undefined },
  host: ScopeHost,
  source: ScopeSource,
): Result<readonly ScopeHost[]> {
  if (action.on === undefined) return success([host]);
  return selectHosts(action.on, scopeFor(source, host), (other) => scopeFor(source, other));
}

/** What a plan is made from: what is known, what is presumed, and who finds out the rest. */
interface Known {
  readonly source: ScopeSource;
  readonly presumed: ScopeSource;
  readonly takers: Readonly<Record<string, Taker>>;
}

function hostsLater({ on }: Step, source: ScopeSource, takers: Known['takers']): string {
  const texts = [
    { kind: 'name', text: on.name ?? '' },
    { kind: 'condition', text: on.where ?? 'true' },
  ] as const;
  return foundLater(texts, scopeFor(source, undefined), takers);
}

function actsOf(action: Action, host: ScopeHost, { source, presumed, takers }: Known): readonly PlannedAct[] {
  const hosts = hostsOfAction(action, host, source);
  if (!hosts.ok) return [];
  return hosts.value.flatMap((one) =>
    previewAction(action, actHost(source, one), scopeFor(source, one), scopeFor(presumed, one)).map((act) =>
      act.known ? act : { ...act, reason: foundLater(actionExpressions(action), scopeFor(source, one), takers) },
    ),
  );
}

function roleConcerns(procedure: Procedure, source: ScopeSource): readonly string[] {
  const hosts = allHosts(source);
  return Object.entries(procedure.roles).flatMap(([role, bounds]) => {
    const count = hosts.filter((host) => host.role === role).length;
    if (count < bounds.minimum)
      return [`The procedure wants at least ${bounds.minimum} of role ${role}; the inventory has ${count}.`];
    if (count > bounds.maximum)
      return [`The procedure is for at most ${bounds.maximum} of role ${role}; the inventory has ${count}.`];
    return [];
  });
}

function totalsOf(steps: readonly PlanStep[], takers: Readonly<Record<string, Taker>>): Plan['totals'] {
  const acts = steps.flatMap(({ hosts }) => hosts.flatMap((host) => host.acts));
  const byClass: Partial<Record<ActionClass, number>> = {};
  for (const act of acts) byClass[act.class] = (byClass[act.class] ?? 0) + 1;
  const known = acts.filter((act) => act.known).length;
  return {
    estimateMs: steps.reduce(
      (sum, step) => sum + step.estimateMs * step.hosts.filter(({ branch }) => branch !== 'not-taken').length,
      0,
    ),
    acts: acts.length,
    known,
    predicted: acts.length - known,
    byClass,
    destroys: [...new Set(acts.flatMap(({ destroys }) => destroys))],
    mayDestroy: foundDevices(acts, takers),
  };
}

function foundDevices(acts: readonly PlannedAct[], takers: Readonly<Record<string, Taker>>): readonly FoundDevice[] {
  const found = new Map<string, FoundDevice>();
  for (const { host, device, captures } of acts.flatMap(({ mayDestroy }) => mayDestroy)) {
    const by = captures.flatMap((name) => takers[name] ?? []);
    found.set(JSON.stringify([host, device, captures]), { host, device, by });
  }
  return [...found.values()];
}
