import { unifiedDiff } from '../../core/edits/unified-diff.ts';
import { failure, success, type Problem, type Result } from '../../core/result.ts';
import type { RunEvent, StoredEvent } from '../../core/run/events.ts';
import { readHostFile, restoreHostFile, writeHostFile } from '../ssh/files.ts';
import { sessionOf } from './connection.ts';
import { endAct } from './end-act.ts';
import { holdLease } from './lease.ts';
import { settle } from './settle.ts';
import type { OpenRun } from './open-run.ts';
import { endingUnseen } from './ports.ts';

/** What a run did to a file of a host, from its first change of it to its last. */
export interface FileChange {
  readonly host: string;
  readonly path: string;
  /** Step that changed it, and the host that the step was for. */
  readonly step: string;
  readonly stepHost: string;
  /** Artefact of what was there before; null when nothing was. */
  readonly before: string | null;
  /** Artefact of what we left. */
  readonly after: string;
  /** Copy on the host, as it was before the run. */
  readonly backup: string | null;
  readonly sequence: number;
}

/** Every change that edits of a run made to files, oldest first. What was put anew is taken away by its step's own undo. */
export function fileChanges(events: readonly StoredEvent[]): readonly FileChange[] {
  const intents = new Map<string, { host: string; step: string; stepHost: string }>();
  const edits = new Map<string, NonNullable<Extract<RunEvent, { type: 'intent' }>['file']>>();
  const changes: FileChange[] = [];
  for (const { event, sequence } of events) {
    if (event.type === 'intent') {
      intents.set(event.intent, { host: event.on ?? event.place.host, step: event.place.step, stepHost: event.place.host });
      if (event.kind === 'edit' && event.file !== undefined) edits.set(event.intent, event.file);
    } else if (event.type === 'act-settled' && event.verdict === 'happened') {
      // Its end was not seen, and the host has the file as it was to be.
      const where = intents.get(event.intent);
      const file = edits.get(event.intent);
      if (where === undefined || file === undefined) continue;
      const { path, before, after } = file;
      if (after === null || before === after) continue;
      changes.push({ ...where, path, before, after, backup: null, sequence });
    } else if (event.type === 'act-done' && event.file !== undefined && event.succeeded) {
      const where = intents.get(event.intent);
      const { path, before, after, backup } = event.file;
      if (where !== undefined && edits.has(event.intent) && before !== after)
        changes.push({ ...where, path, before, after, backup, sequence });
    }
  }
  return changes;
}

/**
 * Several changes of one file as one, oldest first: from what was there before the first to what the last left. Where the file was not
 * what we had left when we changed it again, somebody else's change lies between: only what came after it is ours to take back.
 */
export function asOneChange(first: FileChange, ...later: readonly FileChange[]): FileChange {
  return later.reduce(
    (whole, next) => (next.before === whole.after ? { ...next, before: whole.before, backup: whole.backup } : next),
    first,
  );
}

/** Both sides of a file that is not what we left any more. */
export interface FileConflict {
  readonly path: string;
  readonly host: string;
  /** What the run had changed, as diff -u writes it. */
  readonly ours: string;
  /** What was changed since. */
  readonly since: string;
}

/** Where what the run recorded is read: the store has both. */
export interface RestorePorts {
  readonly artefact: (hash: string) => Promise<Uint8Array | null>;
  readonly events: (run: string) => Promise<Result<readonly StoredEvent[]>>;
}

export type Restored =
  | { readonly ok: true; readonly did: 'restored' | 'removed' | 'nothing' }
  | { readonly ok: false; readonly problem: Problem; readonly conflict: FileConflict | null };

/**
 * Puts a file back as it was before a change, when it still is what the change left; else nothing is written, and both differences are given. A
 * file that came into being with the change is removed.
 */
export async function restoreFile(
  run: OpenRun,
  ports: Pick<RestorePorts, 'artefact'>,
  change: FileChange,
  place: { step: string; host: string },
): Promise<Restored> {
  run.stopIfAsked();
  const session = await sessionOf(run, change.host);
  if (!session.ok) return { ...session, conflict: null };
  const lease = await holdLease(run, session.value, place);
  if (!lease.ok) return { ...lease, conflict: null };
  const before = change.before === null ? null : await wholeArtefact(ports, change.before, change);
  if (before?.ok === false) return { ...before, conflict: null };
  const left = await ports.artefact(change.after);
  const read = await readHostFile(session.value, change.path, { timeoutMs: run.realTime(60_000) });
  if (!read.ok) return { ...read, conflict: null };
  const now = read.value;
  const nowHash = now === null ? null : run.reference(now.content).hash;
  if (nowHash === change.before) return { ok: true, did: 'nothing' };
  if (nowHash !== change.after) {
    const ours = unifiedDiff(change.path, before?.value ?? null, left ?? new Uint8Array());
    const since = unifiedDiff(change.path, left, now?.content ?? new Uint8Array());
    const sentence = `${change.path} on ${change.host} is not what this run left there: somebody changed it since. It is left alone.`;
    const next = 'Decide with both differences before you, and change it by hand.';
    return {
      ok: false,
      problem: { code: 'file-changed', sentence, next },
      conflict: { path: change.path, host: change.host, ours, since },
    };
  }
  const diff = unifiedDiff(change.path, now?.content ?? null, before?.value ?? new Uint8Array());
  const started = run.ports.clock.monotonic();
  const intent = run.ports.identifiers();
  await run.emit({
    type: 'intent',
    version: 1,
    intent,
    place,
    kind: 'restore',
    class: 'change',
    ...(change.host === place.host ? {} : { on: change.host }),
    command: change.before === null ? `remove ${change.path}` : `restore ${change.path}`,
    bootId: run.state.hosts[change.host]?.bootId ?? null,
    file: { path: change.path, before: change.after, after: change.before, diff },
  });
  if (before === null) {
    // Compared on the host right before it is taken away: what somebody wrote since it was read stays.
    const removed = await restoreHostFile(session.value, {
      path: change.path,
      left: now?.sha256 ?? '',
      backup: null,
      timeoutMs: run.realTime(60_000),
    });
    if (!removed.ok && endingUnseen(removed.problem)) return afterUnseen(run, intent, removed.problem, 'removed');
    const why = removed.ok ? undefined : removed.problem;
    await endAct(run, intent, started, why);
    return why === undefined ? { ok: true, did: 'removed' } : { ok: false, problem: why, conflict: null };
  }
  const written = await writeHostFile(session.value, {
    path: change.path,
    content: before.value,
    expected: now?.sha256 ?? null,
    timeoutMs: run.realTime(60_000),
  });
  if (!written.ok) {
    if (endingUnseen(written.problem)) return afterUnseen(run, intent, written.problem, 'restored');
    await endAct(run, intent, started, written.problem);
    return { ...written, conflict: null };
  }
  const after = run.reference(before.value).hash;
  await endAct(run, intent, started, undefined, { file: { path: change.path, before: change.after, after, backup: null, diff } });
  return { ok: true, did: 'restored' };
}

/** The session went while the file was written: the host says which of the two it is. */
async function afterUnseen(run: OpenRun, intent: string, problem: Problem, did: 'restored' | 'removed'): Promise<Restored> {
  const open = run.state.open[intent];
  const found = open === undefined ? null : await settle(run, open);
  if (found?.verdict === 'happened') return { ok: true, did };
  return {
    ok: false,
    problem: { ...problem, sentence: `${problem.sentence} ${found?.how ?? ''}`.trim(), next: 'Undo again: it goes on.' },
    conflict: null,
  };
}

/** A kept file, when nothing was taken out of it: what was redacted must not be written back. */
async function wholeArtefact(
  ports: Pick<RestorePorts, 'artefact'>,
  hash: string,
  change: FileChange,
): Promise<Result<Uint8Array>> {
  const bytes = await ports.artefact(hash);
  const next =
    change.backup === null
      ? `Change ${change.path} on ${change.host} by hand.`
      : `A copy is on ${change.host}: ${change.backup}. Put it back by hand.`;
  if (bytes === null) return failure('file-not-kept', `What ${change.path} was before is not kept.`, next);
  if (/\[secret:[^\]]*\]/u.test(new TextDecoder('latin1').decode(bytes))) {
    return failure('file-redacted', `A secret was taken out of what is kept of ${change.path}: it cannot be written back.`, next);
  }
  return success(bytes);
}
