import { expandAction } from '../../core/actions/expand.ts';
import type { Plan } from '../../core/procedure/plan.ts';
import { hostsOfAction } from '../../core/procedure/plan.ts';
import { stepsOf } from '../../core/procedure/order.ts';
import type { Procedure } from '../../core/procedure/schema.ts';
import { actHost, allHosts, scopeFor, type ScopeSource } from '../../core/procedure/step-scope.ts';
import type { Problem } from '../../core/result.ts';
import { askBeforehand, type AskedBeforehand } from './ask-beforehand.ts';
import type { Reach } from './open-application.ts';

export interface PreflightRequest {
  readonly reach: Reach;
  readonly procedure: Procedure;
  readonly plan: Plan;
  readonly source: ScopeSource;
  /** Steps and hosts that are to be worked on; null: all. */
  readonly steps: ReadonlySet<string> | null;
  readonly hosts: ReadonlySet<string> | null;
  readonly signal: AbortSignal;
}

/** What stands against a run before it begins, all at once. */
export interface Preflight {
  readonly asked: readonly string[];
  /** Checks that were asked, of the chapters that are marked for it. */
  readonly checks: readonly AskedBeforehand[];
  readonly fatal: readonly Problem[];
  readonly warnings: readonly string[];
}

/**
 * Connects to every host that the plan needs, side by side, looks for every file that is to be put on one, and asks the checks of the chapters that
 * are marked for it. Changes nothing.
 */
export async function preflight(request: PreflightRequest): Promise<Preflight> {
  const { plan, reach } = request;
  const wanted = plan.steps.filter(({ id }) => request.steps === null || request.steps.has(id));
  const needed = new Set<string>();
  for (const { hosts } of wanted) {
    for (const { name, there, branch } of hosts) {
      if (there && branch !== 'not-taken' && (request.hosts === null || request.hosts.has(name))) needed.add(name);
    }
  }
  const order = Object.keys(reach.lab.inventory.hosts).filter((name) => needed.has(name));
  const reached = await Promise.all(order.map((name) => reach.sessions.open(name, { signal: request.signal })));
  const away = reached.flatMap((one) => (one.ok ? [] : [one.problem]));
  const there = new Set(order.filter((_name, index) => reached[index]?.ok === true));
  const checks = await askBeforehand({ ...request, hosts: there });
  const missing = await missingFiles(request, new Set(wanted.map(({ id }) => id)));
  const against = checks.filter(({ result }) => result.outcome !== 'pass' && result.outcome !== 'not-applicable');
  return {
    asked: order,
    checks,
    fatal: [...away, ...missing, ...against.filter(({ checkpoint }) => checkpoint.severity === 'fatal').map(checkProblem)],
    warnings: [
      ...plan.concerns,
      ...against
        .filter(({ checkpoint }) => checkpoint.severity === 'warning')
        .map(checkProblem)
        .map(({ sentence, next }) => (next === undefined ? sentence : `${sentence} ${next}`)),
    ],
  };
}

/** What a run records of its preflight; null where no check was asked. */
export function preflightNote({ checks, warnings }: Preflight): string | null {
  if (checks.length === 0) return null;
  const hosts = new Set(checks.map(({ host }) => host)).size;
  const told = warnings.length === 0 ? 'No warning.' : `Warnings: ${warnings.join(' ')}`;
  return `Preflight before the run: ${checks.length} checks on ${hosts} hosts, none against it. ${told}`;
}

/** `HOST, STEP: CHECK. What was found. Cause. What to do.` Codes: `preflight-fail`, or `preflight-unknown` for what could not be told. */
function checkProblem({ step, host, checkpoint, result }: AskedBeforehand): Problem {
  const { outcome, message, hint, problem } = result;
  const found = outcome === 'fail' ? (message ?? '') : `Could not be told: ${problem?.sentence ?? message ?? outcome}`;
  const next = outcome === 'fail' ? hint && `${hint.cause} ${hint.next}` : problem?.next;
  return {
    code: outcome === 'fail' ? 'preflight-fail' : 'preflight-unknown',
    sentence: `${host}, ${step}: not so: ${checkpoint.title}. ${found.trim()}`.trim(),
    ...(next === undefined ? {} : { next: next.trim() }),
  };
}

async function missingFiles(request: PreflightRequest, wanted: ReadonlySet<string>): Promise<readonly Problem[]> {
  const { source, reach } = request;
  const problems = new Map<string, Problem>();
  for (const { step } of stepsOf(request.procedure)) {
    if (!wanted.has(step.id)) continue;
    const hosts = request.plan.steps.find(({ id }) => id === step.id)?.hosts.map(({ name }) => name) ?? [];
    for (const self of allHosts(source).filter(({ name }) => hosts.includes(name))) {
      for (const action of step.actions) {
        if (!('put' in action)) continue;
        const targets = hostsOfAction(action, self, source);
        for (const target of targets.ok ? targets.value : []) {
          const acts = expandAction(action, actHost(source, target), scopeFor(source, target));
          for (const { work } of acts.ok ? acts.value : []) {
            if (work.kind !== 'put' || 'text' in work.put) continue;
            const read =
              'asset' in work.put ? reach.ports.materials.asset(work.put.asset) : reach.ports.materials.file(work.put.path);
            const found = await read;
            const name = 'asset' in work.put ? work.put.asset : work.put.path;
            if (!found.ok)
              problems.set(name, { ...found.problem, next: `Step ${step.id} puts it to ${work.to} on ${target.name}.` });
          }
        }
      }
    }
  }
  return [...problems.values()];
}

/** Roles of which the inventory has too few or too many: steps would be left out without anybody seeing it. */
export function roleProblems(procedure: Procedure, source: ScopeSource): readonly Problem[] {
  return Object.entries(procedure.roles).flatMap(([role, { minimum, maximum }]): Problem[] => {
    const count = allHosts(source).filter((host) => host.role === role).length;
    if (count >= minimum && count <= maximum) return [];
    const wants = minimum === maximum ? `${minimum}` : `${minimum} to ${maximum}`;
    return [{ code: 'wrong-hosts', sentence: `${procedure.title} wants ${wants} of role ${role}; the inventory has ${count}.` }];
  });
}
