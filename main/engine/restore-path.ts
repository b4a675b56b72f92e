import { failure, type Problem, type Result } from '../../core/result.ts';
import type { StoredEvent } from '../../core/run/events.ts';
import { admitJoined } from './act-join.ts';
import { answered } from './answered.ts';
import type { OpenRun } from './open-run.ts';
import { asOneChange, fileChanges, restoreFile, type FileChange, type FileConflict, type RestorePorts } from './restore.ts';
import { settleBeside } from './settle-beside.ts';

/** What putting one file back came to. */
export type PathRestored =
  | { readonly ok: true; readonly did: 'restored' | 'removed' | 'nothing' }
  | { readonly ok: false; readonly problem: Problem; readonly conflicts: readonly FileConflict[] };

/** All that a run changed in a file of a host, as one change; else which files it did change. */
export function changeOfPath(run: OpenRun, host: string, path: string, events: readonly StoredEvent[]): Result<FileChange> {
  const all = fileChanges(events);
  const [first, ...later] = all.filter((change) => change.path === path && change.host === host);
  if (first !== undefined) return { ok: true, value: asOneChange(first, ...later) };
  const files = [...new Set(all.map((change) => `${change.host}:${change.path}`))];
  const next = files.length === 0 ? 'It changed none.' : `It changed ${files.join(', ')}.`;
  return failure('not-changed', `Run ${run.id} did not change ${path} on ${host}.`, next);
}

/** Puts one file back as it was before the run changed it, when it still is what the run left: asks first, and settles what is in flight there. */
export async function restorePath(run: OpenRun, ports: RestorePorts, host: string, path: string): Promise<PathRestored> {
  admitJoined(run);
  const inFlight = await settleBeside(run, new Set([host]), null);
  if (inFlight !== null) return { ok: false, problem: inFlight, conflicts: [] };
  const events = await ports.events(run.id);
  if (!events.ok) return { ...events, conflicts: [] };
  const change = changeOfPath(run, host, path, events.value);
  if (!change.ok) return { ...change, conflicts: [] };
  const place = { step: change.value.step, host: change.value.stepHost };
  const files = [`${host}:${path}`];
  const title = `what this run changed in ${path}`;
  const answer = await run.ports.consent.undo({ title, host, dependants: [], files, commands: [] }, run.signal);
  await run.emit({
    type: 'asked',
    version: 1,
    place,
    question: `May ${path} on ${host} be put back as it was before this run?`,
    ...answered(answer),
    about: 'undo',
  });
  if (answer.answer !== 'yes') {
    return {
      ok: false,
      problem: { code: 'declined', sentence: `That ${path} on ${host} be put back was not allowed.` },
      conflicts: [],
    };
  }
  const restored = await restoreFile(run, ports, change.value, place);
  if (restored.ok) return restored;
  return { ok: false, problem: restored.problem, conflicts: restored.conflict === null ? [] : [restored.conflict] };
}
