import type { Act } from '../../core/actions/expand.ts';
import { applyEdit } from '../../core/edits/edit.ts';
import { findEdit } from '../../core/edits/edits.ts';
import { unifiedDiff } from '../../core/edits/unified-diff.ts';
import { failure, type Result } from '../../core/result.ts';
import { readHostFile, writeHostFile, type HostFile } from '../ssh/files.ts';
import type { HostSession } from '../ssh/session.ts';
import { endAct } from './end-act.ts';
import type { OpenRun } from './open-run.ts';
import { endingUnseen, type ActEnding, type FileIntent } from './ports.ts';

export type EditWork = Extract<Act['work'], { kind: 'edit' }>;

/** A file as it is and as it would be: what is shown before it is written. */
export interface EditPreview {
  readonly file: HostFile | null;
  readonly after: Uint8Array;
  /** As diff -u writes it; empty when nothing is to be done. */
  readonly diff: string;
}

/** Reads the file and applies the edit, here; nothing is written. */
export async function previewEdit(run: OpenRun, session: HostSession, work: EditWork): Promise<Result<EditPreview>> {
  const read = await readHostFile(session, work.file, { timeoutMs: run.realTime(60_000) });
  if (!read.ok) return read;
  const edited = editedFrom(work, read.value?.content ?? null, session.host);
  return edited.ok ? { ok: true, value: { file: read.value, ...edited.value } } : edited;
}

/** What an edit makes of a file's content; null: the file is not there. */
export function editedFrom(work: EditWork, before: Uint8Array | null, host: string): Result<Pick<EditPreview, 'after' | 'diff'>> {
  const edit = findEdit(work.edit);
  if (edit === undefined) return failure('unknown-edit', `There is no edit \`${work.edit}\`.`);
  const after = applyEdit(edit, before, work.arguments);
  if (!after.ok) return failure(after.problem.code, `${work.file} on ${host}: ${after.problem.sentence}`, after.problem.next);
  return { ok: true, value: { after: after.value, diff: unifiedDiff(work.file, before, after.value) } };
}

/** What the intent of an edit says: the file's content before and after is in the evidence before anything is written. */
export function editIntent(run: OpenRun, work: EditWork, { file, after, diff }: EditPreview): FileIntent {
  const before = file === null ? null : run.reference(file.content).hash;
  return { path: work.file, before, after: run.reference(after).hash, diff };
}

/** Writes beside and moves into place what was read and edited; what was there is kept on the host and in the evidence. */
export async function actEdit(
  run: OpenRun,
  session: HostSession,
  { file, after }: EditPreview,
  intended: FileIntent,
  intent: string,
): Promise<ActEnding> {
  const started = run.ports.clock.monotonic();
  const written = await writeHostFile(session, {
    path: intended.path,
    content: after,
    expected: file?.sha256 ?? null,
    run: run.id,
    timeoutMs: run.realTime(60_000),
  });
  if (!written.ok)
    return endingUnseen(written.problem)
      ? { ending: 'unknown', problem: written.problem }
      : endAct(run, intent, started, written.problem);
  return endAct(run, intent, started, undefined, { file: { ...intended, backup: written.value.backup } });
}
