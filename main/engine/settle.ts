import { evaluateCondition, evaluateExpression } from '../../core/checks/cel.ts';
import { bindFacts } from '../../core/checks/evaluate.ts';
import { scopeVariables, withItem } from '../../core/checks/scope.ts';
import { durationMs } from '../../core/checks/terms.ts';
import { findProbe } from '../../core/probes/registry.ts';
import type { Action, Step } from '../../core/procedure/schema.ts';
import { assertNever, type Problem } from '../../core/result.ts';
import type { OpenIntent } from '../../core/run/state.ts';
import { readHostFile } from '../ssh/files.ts';
import { readLease } from '../ssh/lease.ts';
import { localePreamble } from '../ssh/preamble.ts';
import type { HostSession } from '../ssh/session.ts';
import { awaitReturn, goAndReturn } from './act-reboot.ts';
import { askBindings, check } from './check.ts';
import { awaitSession } from './connection.ts';
import { endAct } from './end-act.ts';
import { askMark, readMark, type MarkAnswer } from './marker.ts';
import type { OpenRun } from './open-run.ts';
import { scopeFor } from './scope-of-run.ts';

/** What became of an act that was in flight, and how that is known. `failed`: it began, has ended, and did not do its work. */
export interface Settled {
  readonly verdict: 'happened' | 'did-not-happen' | 'failed' | 'unknown' | 'unreachable';
  /** One sentence. */
  readonly how: string;
  /** Of what failed, and of a host that could not be reached. */
  readonly problem?: Problem;
  /** Its process is still there. */
  readonly runs?: true;
  /** The host itself says that it never began: it may be sent once more at once. */
  readonly untouched?: true;
}

type Found = Omit<Settled, 'problem'> & { readonly exit?: number };

/** Host time between two looks at a command that still runs, and how long it is looked at in all. */
const LOOK_EVERY_MS = 5_000;
const LOOK_FOR_MS = durationMs('30m');
/** Host time in which a host that cannot be reached may come back before its acts are left unknown. */
const RETURN_WITHIN_MS = durationMs('2m');
/** For a reboot whose action is not in the procedure any more. */
const REBOOT_WITHIN_MS = durationMs('15m');

/**
 * Finds out what became of an act whose intent has no outcome, by asking the host: its mark, its boot id, the file that it writes, what the action says
 * of how it is known to be done, and at last the step's checkpoints. Repeats nothing. What was found out is stored.
 */
export async function settle(run: OpenRun, intent: OpenIntent): Promise<Settled> {
  const found = await findOut(run, intent);
  const { verdict, how } = found;
  switch (verdict) {
    case 'unreachable':
      return found;
    case 'failed': {
      const next = 'Look at the host, mend the cause, and run again from this step.';
      const problem = { code: 'command-failed', sentence: how, next };
      await endAct(run, intent.intent, run.ports.clock.monotonic(), problem, { exit: found.exit ?? null });
      return { verdict, how, problem };
    }
    case 'happened':
    case 'did-not-happen':
    case 'unknown':
      await run.emit({ type: 'act-settled', version: 2, intent: intent.intent, verdict, how, by: 'host' });
      return found;
    default:
      return assertNever(verdict);
  }
}

/** The host that an act went to: an action may be for another host than its step. */
export function actHostOf(intent: Pick<OpenIntent, 'on' | 'place'>): string {
  return intent.on ?? intent.place.host;
}

async function findOut(run: OpenRun, intent: OpenIntent): Promise<Found & { readonly problem?: Problem }> {
  const host = actHostOf(intent);
  switch (intent.kind) {
    case 'lease':
      return ofLease(run, intent, host);
    case 'read':
    case 'join':
      return { verdict: 'did-not-happen', how: `It changes nothing on ${host}: it counts as not done, and can be done again.` };
    case 'manual':
      return byDoneRuleOrChecks(run, intent, '');
    case 'reboot':
      return ofReboot(run, intent, host);
    case 'edit':
    case 'put':
    case 'restore':
      return ofFile(run, intent, host);
    case 'run':
      return ofCommand(run, intent, host);
    default:
      return assertNever(intent.kind);
  }
}

function away(host: string, problem: Problem): Found & { readonly problem: Problem } {
  return { verdict: 'unreachable', how: `${host} could not be asked what became of it: ${problem.sentence}`, problem };
}

async function ofCommand(run: OpenRun, intent: OpenIntent, host: string): Promise<Found & { readonly problem?: Problem }> {
  const session = await awaitSession(run, host, RETURN_WITHIN_MS);
  if (!session.ok) return away(host, session.problem);
  if (session.value.shell !== 'posix' || intent.class === 'read') return byDoneRuleOrChecks(run, intent, '');
  const asked = await markOf(run, host, intent.intent);
  if ('problem' in asked) return away(host, asked.problem);
  if (asked.answer === null) return byDoneRuleOrChecks(run, intent, `What ${host} answered when asked for its mark is none. `);
  const { mark, bootId } = asked.answer;
  if (mark.state === 'ended') {
    const how = `Its mark on ${host} says that it ended with exit status ${mark.exit}.`;
    return exitsOf(run, intent).includes(mark.exit) ? { verdict: 'happened', how } : { verdict: 'failed', how, exit: mark.exit };
  }
  if (intent.bootId === undefined || intent.bootId === null || bootId !== intent.bootId) {
    const why = bootId === null || intent.bootId === undefined || intent.bootId === null;
    return byDoneRuleOrChecks(
      run,
      intent,
      why ? `${host} does not say whether it was started anew since. ` : `${host} was started anew since, and has forgotten. `,
    );
  }
  switch (mark.state) {
    case 'absent':
      return { verdict: 'did-not-happen', how: `${host} has no mark of it: it never began.`, untouched: true };
    case 'running':
      return { verdict: 'unknown', how: `It still runs on ${host}, as process ${mark.pid}.`, runs: true };
    case 'killed': {
      const how = `It began on ${host} and was ended before it could leave an exit status: its process is gone.`;
      // How far it got nobody knows: only where its own rule says that it is not done is it known to have failed, and may be done again.
      const done = await byDoneRuleOrChecks(run, intent, `${how} `);
      return done.verdict === 'did-not-happen' ? { verdict: 'failed', how: done.how } : done;
    }
    default:
      return assertNever(mark);
  }
}

/** The lock of a host says whose it is. What is ours is taken into the run, so that it is given back. */
async function ofLease(run: OpenRun, intent: OpenIntent, host: string): Promise<Found & { readonly problem?: Problem }> {
  const session = await awaitSession(run, host, RETURN_WITHIN_MS);
  if (!session.ok) return away(host, session.problem);
  const read = await readLease(session.value, { timeoutMs: run.realTime(30_000) });
  if (!read.ok) return away(host, read.problem);
  const holder = read.value?.holder;
  // A host that is started anew keeps the folder and forgets what stood in it (rc.sysinit of RHEL 5): this run was about to have it.
  if (read.value?.text === '') {
    await run.emit({ type: 'host-locked', version: 1, host, lease: intent.at });
    return {
      verdict: 'happened',
      how: `The lock on ${host} says nothing any more, and this run was taking it: it counts as this run's.`,
    };
  }
  if (holder?.run !== run.id) return { verdict: 'did-not-happen', how: `${host} is not locked by this run.` };
  await run.emit({ type: 'host-locked', version: 1, host, lease: holder.at });
  return { verdict: 'happened', how: `The lock on ${host} is this run's.` };
}

async function ofReboot(run: OpenRun, intent: OpenIntent, host: string): Promise<Found & { readonly problem?: Problem }> {
  const action = actionOf(run, intent)?.action;
  const deadlineMs = action !== undefined && 'reboot' in action ? durationMs(action.deadline) : REBOOT_WITHIN_MS;
  const before = intent.bootId ?? null;
  const session = await awaitSession(run, host, deadlineMs);
  if (!session.ok) return away(host, session.problem);
  const now = run.state.hosts[host]?.bootId ?? null;
  if (before === null || now === null) return { verdict: 'unknown', how: `${host} did not say which boot it is in.` };
  const another: Found = { verdict: 'happened', how: `${host} is in another boot than before.` };
  if (now !== before) return another;
  const still = `${host} still is in the boot that it was in`;
  if (session.value.shell !== 'posix') return { verdict: 'did-not-happen', how: `${still}.` };
  const asked = await markOf(run, host, intent.intent, false);
  if ('problem' in asked) {
    // It let go of the session as it was asked: it may be on its way down.
    const back = await awaitReturn(run, host, deadlineMs, before);
    return back.ok ? another : away(host, back.problem);
  }
  const state = asked.answer?.mark.state;
  if (state === undefined) return { verdict: 'unknown', how: `${still}, and does not say whether it was told to leave it.` };
  if (state === 'absent') return { verdict: 'did-not-happen', how: `${still}, and has no mark of the command.` };
  if (asked.answer?.mark.state === 'ended' && asked.answer.mark.exit !== 0) {
    const { exit } = asked.answer.mark;
    return { verdict: 'failed', how: `${still}: its mark says that the command ended with exit status ${exit}.`, exit };
  }
  const back = await goAndReturn(run, host, deadlineMs, before);
  if (back.ok) return another;
  return back.problem.code === 'did-not-go' ? { verdict: 'failed', how: back.problem.sentence } : away(host, back.problem);
}

/** A file is written beside and moved into place whole: it is as it was, or as it was to be, or somebody else changed it. */
async function ofFile(run: OpenRun, intent: OpenIntent, host: string): Promise<Found & { readonly problem?: Problem }> {
  const { file } = intent;
  const session = await awaitSession(run, host, RETURN_WITHIN_MS);
  if (!session.ok) return away(host, session.problem);
  if (file === undefined) return byDoneRuleOrChecks(run, intent, '');
  const hash = await hashOnHost(run, session.value, intent.kind, file.path);
  if ('problem' in hash) {
    if (session.value.ended() !== undefined) return away(host, hash.problem);
    return byDoneRuleOrChecks(run, intent, `${hash.problem.sentence} `);
  }
  const where = `${file.path} on ${host}`;
  if (hash.is === file.after) return { verdict: 'happened', how: `${where} has the content that it was to have.` };
  if (intent.kind === 'put') {
    return { verdict: 'did-not-happen', how: `${where} is not what was to be put; what had arrived is gone on with.` };
  }
  if (hash.is === file.before) {
    const how = `${where} is as it was before${file.before === null ? ': it is not there' : ''}.`;
    return { verdict: 'did-not-happen', how, untouched: true };
  }
  return { verdict: 'failed', how: `${where} is neither as it was nor as it was to be: somebody else changed it.` };
}

/** The hash of a file as evidence has it (of what is kept: a secret in it is replaced first); null when it is not there. */
async function hashOnHost(
  run: OpenRun,
  session: HostSession,
  kind: OpenIntent['kind'],
  path: string,
): Promise<{ readonly is: string | null } | { readonly problem: Problem }> {
  const read = await readHostFile(session, path, { timeoutMs: run.realTime(60_000) });
  if (read.ok) return { is: read.value === null ? null : run.reference(read.value.content).hash };
  // Too large to be a configuration file, or not to be read: what was put is compared again before it is put.
  return kind === 'put' ? { is: null } : { problem: read.problem };
}

/** `undoes`: the action takes its step back. */
function actionOf(run: OpenRun, intent: OpenIntent): { step: Step; action: Action; undoes: boolean } | undefined {
  for (const { steps } of run.procedure.chapters) {
    for (const step of steps) {
      if (step.id !== intent.place.step) continue;
      const undo = step.undo !== undefined && 'actions' in step.undo ? step.undo.actions : [];
      const action = [...step.actions, ...undo].find(({ id }) => id === intent.place.action);
      return action === undefined ? undefined : { step, action, undoes: !step.actions.includes(action) };
    }
  }
  return undefined;
}

function exitsOf(run: OpenRun, intent: OpenIntent): readonly number[] {
  const found = actionOf(run, intent);
  return found !== undefined && 'run' in found.action ? found.action.exits : [0];
}

/** The mark of a command, waited for while the command still runs, over new sessions where one is lost. `answer` null: what came is no mark. */
async function markOf(
  run: OpenRun,
  host: string,
  intent: string,
  wait = true,
): Promise<{ readonly answer: MarkAnswer | null } | { readonly problem: Problem }> {
  const { clock } = run.ports;
  const from = clock.monotonic();
  for (;;) {
    const session = await awaitSession(run, host, wait ? RETURN_WITHIN_MS : 0);
    if (!session.ok) return session;
    const answer = await session.value.exec({
      command: localePreamble + askMark(run.id, intent),
      timeoutMs: run.realTime(30_000),
      limitBytes: 65_536,
    });
    const late = (clock.monotonic() - from) * clock.scale > LOOK_FOR_MS;
    const problem = answer.ok ? answer.value.problem : answer.problem;
    if (problem !== undefined || !answer.ok) {
      if (late || !wait) return { problem: problem ?? { code: 'no-answer', sentence: `${host} did not answer.` } };
      // One that does not answer is not asked again over the same connection.
      await run.ports.sessions.close(host);
    } else {
      const mark = readMark(intent, new TextDecoder('latin1').decode(answer.value.stdout.bytes));
      if (mark?.mark.state !== 'running' || late || !wait) return { answer: mark };
    }
    run.stopIfAsked();
    await clock.sleep(LOOK_EVERY_MS, run.signal);
  }
}

/** `known`: what was found out before, as sentences with a blank behind. */
async function byDoneRuleOrChecks(run: OpenRun, intent: OpenIntent, known: string): Promise<Found> {
  const found = actionOf(run, intent);
  if (found === undefined) return { verdict: 'unknown', how: `${known}The procedure has no such action any more.` };
  const host = actHostOf(intent);
  const rule = found.action.done?.rule.trim() ?? '';
  const done = await isDone(run, found.action, host, itemOf(run, intent, found.action), found.step.id);
  if (done === true) return { verdict: 'happened', how: `${known}\`${rule}\` holds on ${host}.` };
  if (done === false) return { verdict: 'did-not-happen', how: `${known}\`${rule}\` does not hold on ${host}.` };
  // That the step holds says nothing for what takes it back.
  if (found.undoes || found.step.checkpoints.length === 0)
    return { verdict: 'unknown', how: `${known}Nothing on ${host} says whether it did its work.` };
  for (const checkpoint of found.step.checkpoints) {
    const { outcome } = await check(run, found.step, intent.place.host, checkpoint, 'before');
    if (outcome !== 'pass' && outcome !== 'not-applicable') {
      const how = `${known}Nothing else on ${host} says whether it did its work, and “${checkpoint.title}” is ${outcome}.`;
      return { verdict: 'unknown', how };
    }
  }
  return { verdict: 'happened', how: `${known}The checkpoints of its step pass.` };
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
  const facts = bindFacts(action.done.probes, answers, findProbe);
  const variables = scopeVariables(scope);
  if (!facts.ok || !variables.ok) return null;
  const holds = evaluateCondition(action.done.rule, { ...variables.value, ...facts.value });
  return holds.ok ? holds.value : null;
}
