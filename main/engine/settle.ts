import { evaluateCondition, evaluateExpression } from '../../core/checks/cel.ts';
import { scopeVariables, withItem } from '../../core/checks/scope.ts';
import { durationMs } from '../../core/checks/terms.ts';
import type { Action, Step } from '../../core/procedure/schema.ts';
import type { OpenIntent } from '../../core/run/state.ts';
import type { HostSession } from '../ssh/session.ts';
import { localePreamble } from '../ssh/preamble.ts';
import { askBindings, check } from './check.ts';
import { bindFacts } from './bind-facts.ts';
import { sessionOf } from './connection.ts';
import { askMark, readMark, type Mark } from './marker.ts';
import { endAct } from './end-act.ts';
import type { OpenRun } from './open-run.ts';
import { scopeFor } from './scope-of-run.ts';

/** What became of an act that was in flight. `failed`: it ran to its end and did not do its work. */
export type Settled = 'happened' | 'did-not-happen' | 'failed' | 'unknown' | 'unreachable';

/** Host time between two looks at a command that still runs, and how long it is looked at in all. */
const LOOK_EVERY_MS = 5_000;
const LOOK_FOR_MS = durationMs('30m');

/**
 * Finds out what became of an act whose intent has no outcome, by asking the host: its mark, its boot id, what the action says of how
 * it is known to be done, and at last the step's checkpoints. Repeats nothing. What was found out is stored.
 */
export async function settle(run: OpenRun, intent: OpenIntent): Promise<Settled> {
  const session = await sessionOf(run, actHostOf(intent));
  if (!session.ok) return 'unreachable';
  const found = await findOut(run, intent, session.value);
  if (found.verdict === 'failed') {
    const problem = { code: 'command-failed', sentence: found.how };
    await endAct(run, intent.intent, run.ports.clock.monotonic(), problem, { exit: found.exit ?? null });
    return 'failed';
  }
  await run.emit({ type: 'act-settled', version: 1, intent: intent.intent, verdict: found.verdict, how: found.how });
  return found.verdict;
}

/** The host that an act went to: an action may be for another host than its step. */
function actHostOf(intent: OpenIntent): string {
  return intent.on ?? intent.place.host;
}

interface Found {
  readonly verdict: 'happened' | 'did-not-happen' | 'failed' | 'unknown';
  readonly how: string;
  readonly exit?: number;
}

async function findOut(run: OpenRun, intent: OpenIntent, session: HostSession): Promise<Found> {
  const host = actHostOf(intent);
  switch (intent.kind) {
    case 'read':
    case 'join':
    case 'lease':
      return { verdict: 'did-not-happen', how: 'It changes nothing on the host that doing it again would not leave the same.' };
    case 'edit':
    case 'put':
    case 'restore':
      return {
        verdict: 'did-not-happen',
        how: 'A file is moved into place whole: it is compared with what it should be before it is written again.',
      };
    case 'reboot': {
      const now = run.state.hosts[host]?.bootId ?? null;
      const before = intent.bootId ?? null;
      if (before === null || now === null) return { verdict: 'unknown', how: `${host} did not say which boot it is in.` };
      return now === before
        ? { verdict: 'did-not-happen', how: `${host} still is in the boot that it was in.` }
        : { verdict: 'happened', how: `${host} is in another boot than before.` };
    }
    case 'manual':
      return byDoneRuleOrChecks(run, intent);
    case 'run':
      break;
  }
  if (
    session.shell === 'posix' &&
    intent.class !== 'read' &&
    (intent.bootId ?? null) === (run.state.hosts[host]?.bootId ?? null)
  ) {
    const mark = await markOf(run, session, intent.intent);
    const exits = exitsOf(run, intent);
    if (mark?.state === 'absent') return { verdict: 'did-not-happen', how: `${host} has no mark of it: it never began.` };
    if (mark?.state === 'ended') {
      const how = `Its mark on ${host} says that it ended with exit status ${mark.exit}.`;
      return exits.includes(mark.exit) ? { verdict: 'happened', how } : { verdict: 'failed', how, exit: mark.exit };
    }
  }
  return byDoneRuleOrChecks(run, intent);
}

function actionOf(run: OpenRun, intent: OpenIntent): { step: Step; action: Action } | undefined {
  for (const { steps } of run.procedure.chapters) {
    for (const step of steps) {
      if (step.id !== intent.place.step) continue;
      const undo = step.undo !== undefined && 'actions' in step.undo ? step.undo.actions : [];
      const action = [...step.actions, ...undo].find(({ id }) => id === intent.place.action);
      return action === undefined ? undefined : { step, action };
    }
  }
  return undefined;
}

function exitsOf(run: OpenRun, intent: OpenIntent): readonly number[] {
  const found = actionOf(run, intent);
  return found !== undefined && 'run' in found.action ? found.action.exits : [0];
}

/** The mark of a command, waited for while the command still runs. */
async function markOf(run: OpenRun, session: HostSession, intent: string): Promise<Mark | null> {
  const { clock } = run.ports;
  const from = clock.monotonic();
  for (;;) {
    const answer = await session.exec({
      command: localePreamble + askMark(run.id, intent),
      timeoutMs: run.realTime(30_000),
      limitBytes: 4096,
    });
    if (!answer.ok || answer.value.problem !== undefined) return null;
    const mark = readMark(new TextDecoder('latin1').decode(answer.value.stdout.bytes));
    if (mark?.state !== 'running' || (clock.monotonic() - from) * clock.scale > LOOK_FOR_MS) return mark;
    run.stopIfAsked();
    await clock.sleep(LOOK_EVERY_MS, run.signal);
  }
}

async function byDoneRuleOrChecks(run: OpenRun, intent: OpenIntent): Promise<Found> {
  const found = actionOf(run, intent);
  if (found === undefined) return { verdict: 'unknown', how: 'The procedure has no such action any more.' };
  const done = await isDone(run, found.action, actHostOf(intent), itemOf(run, intent, found.action), found.step.id);
  if (done === true) return { verdict: 'happened', how: `\`${found.action.done?.rule.trim() ?? ''}\` holds on the host.` };
  if (done === false)
    return { verdict: 'did-not-happen', how: `\`${found.action.done?.rule.trim() ?? ''}\` does not hold on the host.` };
  for (const checkpoint of found.step.checkpoints) {
    const { outcome } = await check(run, found.step, intent.place.host, checkpoint, 'before');
    if (outcome !== 'pass' && outcome !== 'not-applicable') {
      return {
        verdict: 'unknown',
        how: `Nothing on the host says whether it happened, and “${checkpoint.title}” is ${outcome}.`,
      };
    }
  }
  return { verdict: 'happened', how: "Its step's checkpoints pass." };
}

/** The item that an act was for, by its index; undefined where there is none or the list cannot be made any more. */
function itemOf(run: OpenRun, intent: OpenIntent, action: Action): unknown {
  if (intent.place.item === undefined || action.forEach === undefined) return undefined;
  const variables = scopeVariables(scopeFor(run, actHostOf(intent)));
  if (!variables.ok) return undefined;
  const list = evaluateList(action.forEach, variables.value);
  return list?.[intent.place.item];
}

function evaluateList(expression: string, scope: Parameters<typeof evaluateExpression>[1]): readonly unknown[] | undefined {
  const items = evaluateExpression(expression, scope);
  return items.ok && Array.isArray(items.value) ? (items.value as readonly unknown[]) : undefined;
}

/** Whether an action's own rule says that it is done; null when it has none or could not be asked. */
export async function isDone(run: OpenRun, action: Action, host: string, item: unknown, step: string): Promise<boolean | null> {
  if (action.done === undefined) return null;
  const base = scopeFor(run, host);
  const scope = item === undefined || item === null ? base : withItem(base, item);
  const { answers } = await askBindings(run, action.done.probes, scope, host, step);
  const facts = bindFacts(action.done.probes, answers);
  const variables = scopeVariables(scope);
  if (facts === null || !variables.ok) return null;
  const holds = evaluateCondition(action.done.rule, { ...variables.value, ...facts });
  return holds.ok ? holds.value : null;
}
