import { expandAction, type Act } from '../../core/actions/expand.ts';
import { hostsOfAction } from '../../core/procedure/plan.ts';
import type { Action, Step } from '../../core/procedure/schema.ts';
import { actHost, allHosts } from '../../core/procedure/step-scope.ts';
import type { Problem, Result } from '../../core/result.ts';
import { readHostFile } from '../ssh/files.ts';
import { editedFrom, type EditWork } from './act-edit.ts';
import { sessionOf } from './connection.ts';
import type { OpenRun } from './open-run.ts';
import type { EditAhead } from './ports.ts';
import { scopeFor, sourceOf } from './scope-of-run.ts';
import { isDone } from './settle.ts';

/**
 * What the edits of a step would change for a host, from its files as they are now: each edit upon what the ones before it leave. Reads alone. What
 * cannot be told before the acts of the same step that come first is said so. Known secrets are taken out: it is for a person.
 */
export async function editsAhead(run: OpenRun, step: Step, host: string): Promise<readonly EditAhead[]> {
  const source = sourceOf(run);
  const self = allHosts(source).find(({ name }) => name === host);
  if (self === undefined) return [];
  /** Files as they are, or as the edits before would leave them, by host and path. */
  const files = new Map<string, Uint8Array | null>();
  const ahead: EditAhead[] = [];
  for (const action of step.actions) {
    if (!('edit' in action)) continue;
    const targets = hostsOfAction(action, self, source);
    for (const target of targets.ok ? targets.value : []) {
      const acts = expandAction(action, actHost(source, target), scopeFor(run, target.name));
      if (!acts.ok) ahead.push({ host: target.name, path: action.file, diff: null, why: acts.problem.sentence });
      for (const act of acts.ok ? acts.value : []) {
        const one = await editAhead(run, step, action, act, files);
        if (one !== null) ahead.push(one);
      }
    }
  }
  return ahead;
}

/** Null for an act that is done already. */
async function editAhead(
  run: OpenRun,
  step: Step,
  action: Action,
  act: Act,
  files: Map<string, Uint8Array | null>,
): Promise<EditAhead | null> {
  const { host, work } = act;
  if (work.kind !== 'edit') return null;
  if ((await isDone(run, action, host, act.item === null ? undefined : act.itemValue, step.id)) === true) return null;
  const untold = ({ sentence }: Problem): EditAhead => ({ host, path: work.file, diff: null, why: run.redacted(sentence) });
  const key = JSON.stringify([host, work.file]);
  const before = files.has(key) ? { ok: true as const, value: files.get(key) ?? null } : await contentOf(run, host, work);
  if (!before.ok) return untold(before.problem);
  const edited = editedFrom(work, before.value, host);
  if (!edited.ok) return untold(edited.problem);
  files.set(key, edited.value.after);
  return { host, path: work.file, diff: run.redacted(edited.value.diff) };
}

async function contentOf(run: OpenRun, host: string, work: EditWork): Promise<Result<Uint8Array | null>> {
  const session = await sessionOf(run, host);
  if (!session.ok) return session;
  const read = await readHostFile(session.value, work.file, { timeoutMs: run.realTime(60_000) });
  return read.ok ? { ok: true, value: read.value?.content ?? null } : read;
}
