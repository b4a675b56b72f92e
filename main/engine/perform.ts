import type { Act } from '../../core/actions/expand.ts';
import type { Action, Step } from '../../core/procedure/schema.ts';
import { assertNever, success, type Problem, type Result } from '../../core/result.ts';
import type { HostSession } from '../ssh/session.ts';
import type { RunEvent } from '../../core/run/events.ts';
import { renderName } from '../../core/checks/template.ts';
import { scopeVariables, withItem } from '../../core/checks/scope.ts';
import { actEdit, editIntent, previewEdit, type EditPreview } from './act-edit.ts';
import { actJoin } from './act-join.ts';
import { actManual } from './act-manual.ts';
import { actPut, contentOf, putIntent } from './act-put.ts';
import { actReboot } from './act-reboot.ts';
import { actRun } from './act-run.ts';
import { sessionOf } from './connection.ts';
import { forgetLease, holdLease } from './lease.ts';
import type { OpenRun } from './open-run.ts';
import type { ActEnding, FileIntent } from './ports.ts';
import { scopeFor } from './scope-of-run.ts';
import { settle } from './settle.ts';

type Intent = Extract<RunEvent, { type: 'intent' }>;

/**
 * Does one act: its intent is on disk before anything goes to the host, and an act whose end was not seen is settled by asking the
 * host before anything else is done there.
 */
export async function perform(run: OpenRun, step: Step, stepHost: string, action: Action, act: Act): Promise<ActEnding> {
  run.stopIfAsked();
  const touchesHost = act.work.kind !== 'manual' && act.work.kind !== 'join';
  const session = touchesHost ? await sessionOf(run, act.host) : null;
  if (session?.ok === false) return { ending: 'failed', problem: session.problem };
  if (session !== null && act.class !== 'read') {
    const lease = await holdLease(run, session.value, { step: step.id, host: stepHost });
    if (!lease.ok) return { ending: 'failed', problem: lease.problem };
  }
  const prepared = session === null ? success(null) : await prepare(run, session.value, act);
  if (!prepared.ok) return { ending: 'failed', problem: prepared.problem };
  const file = prepared.value?.file;
  const intent = intentOf(run, step, stepHost, action, act, file);
  await run.emit(intent);
  let ending: ActEnding;
  const { work } = act;
  if (session === null) {
    if (work.kind === 'manual') ending = await actManual(run, step, act, work, intent.intent);
    else if (work.kind === 'join') ending = await actJoin(run, act, work, intent.intent);
    else throw new Error(`An act of kind ${work.kind} has no session.`);
  } else {
    switch (work.kind) {
      case 'run':
        ending = await actRun(run, session.value, act, work, intent.intent);
        break;
      case 'edit':
        ending = await actEdit(run, session.value, needed(prepared.value?.preview), needed(file), intent.intent);
        break;
      case 'put':
        ending = await actPut(run, session.value, act, work, needed(prepared.value?.content), needed(file), intent.intent);
        break;
      case 'reboot':
        ending = await actReboot(run, session.value, act, work, intent.intent, intent.bootId ?? null);
        forgetLease(run, act.host);
        break;
      case 'manual':
      case 'join':
        throw new Error(`An act of kind ${work.kind} needs no session.`);
      default:
        return assertNever(work);
    }
  }
  return ending.ending === 'unknown' ? settleNow(run, intent.intent, ending) : ending;
}

/** What is read before the act is announced, so that its intent can say which file becomes what. */
interface Prepared {
  readonly file?: FileIntent;
  readonly preview?: EditPreview;
  readonly content?: Uint8Array;
}

async function prepare(run: OpenRun, session: HostSession, { work }: Act): Promise<Result<Prepared>> {
  if (work.kind === 'edit') {
    const preview = await previewEdit(run, session, work);
    return preview.ok ? success({ preview: preview.value, file: editIntent(run, work, preview.value) }) : preview;
  }
  if (work.kind === 'put') {
    const content = await contentOf(run, work.put);
    return content.ok ? success({ content: content.value, file: putIntent(run, work, content.value) }) : content;
  }
  return success({});
}

function needed<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('An act that was not prepared.');
  return value;
}

function intentOf(run: OpenRun, step: Step, stepHost: string, action: Action, act: Act, file: FileIntent | undefined): Intent {
  const place = { step: step.id, host: stepHost, action: act.action, ...(act.item === null ? {} : { item: act.item }) };
  const fault = faultOf(run, action, act);
  return {
    type: 'intent',
    version: 1,
    intent: run.ports.identifiers(),
    place,
    kind: act.work.kind === 'run' && act.class === 'read' ? 'read' : act.work.kind,
    class: act.class,
    ...(act.host === stepHost ? {} : { on: act.host }),
    command: act.text,
    ...(act.destroys.length === 0 ? {} : { destroys: [...act.destroys] }),
    bootId: run.state.hosts[act.host]?.bootId ?? null,
    ...(file === undefined ? {} : { file }),
    ...(fault === undefined ? {} : { fault }),
  };
}

function faultOf(run: OpenRun, action: Action, act: Act): Intent['fault'] {
  if (action.fault === undefined) return undefined;
  const scope = scopeFor(run, act.host);
  const variables = scopeVariables(act.itemValue === null ? scope : withItem(scope, act.itemValue));
  const what = variables.ok ? renderName(action.fault.what, variables.value) : variables;
  return { what: what.ok ? what.value : act.title, does: action.fault.does };
}

/** The session was lost or time ran out while a command was out: the host itself is asked what became of it. */
async function settleNow(run: OpenRun, id: string, ending: ActEnding & { ending: 'unknown' }): Promise<ActEnding> {
  const open = run.state.open[id];
  if (open === undefined) return ending;
  const found = await settle(run, open);
  const together = (next: string): Problem => ({
    code: ending.problem.code,
    sentence: `${ending.problem.sentence} ${found.how}`,
    next,
  });
  switch (found.verdict) {
    case 'happened':
      return { ending: 'succeeded' };
    case 'failed':
      return { ending: 'failed', problem: together('Look at the host, mend the cause, and run again from this step.') };
    case 'did-not-happen':
      return {
        ending: 'failed',
        problem: together('Run again from this step.'),
        ...(found.untouched === true ? { nothingHappened: true } : {}),
      };
    case 'unknown':
    case 'unreachable':
      return {
        ending: 'unknown',
        problem: together(
          'Look at the host. A resume asks it again; it goes on once the checkpoints of the step pass, or when the step is skipped with a reason.',
        ),
      };
    default:
      return assertNever(found.verdict);
  }
}
