import type { Act } from '../../core/actions/expand.ts';
import { assertNever, type Result } from '../../core/result.ts';
import { bytesSource, putFile } from '../ssh/put.ts';
import type { HostSession } from '../ssh/session.ts';
import { endAct } from './end-act.ts';
import type { OpenRun } from './open-run.ts';
import { endingUnseen, type ActEnding, type FileIntent } from './ports.ts';

type PutWork = Extract<Act['work'], { kind: 'put' }>;

/** What is to be put, read here before anything is announced. */
export async function contentOf(run: OpenRun, put: PutWork['put']): Promise<Result<Uint8Array>> {
  if ('text' in put) return { ok: true, value: new TextEncoder().encode(put.text) };
  if ('asset' in put) return run.ports.materials.asset(put.asset);
  if ('path' in put) return run.ports.materials.file(put.path);
  return assertNever(put);
}

/** What the intent of a put says. */
export function putIntent(run: OpenRun, work: PutWork, content: Uint8Array): FileIntent {
  return { path: work.to, before: null, after: run.reference(content).hash, diff: '' };
}

/** Puts a file on the host; a transfer that was cut goes on where it ended. */
export async function actPut(
  run: OpenRun,
  session: HostSession,
  act: Act,
  work: PutWork,
  content: Uint8Array,
  intended: FileIntent,
  intent: string,
): Promise<ActEnding> {
  const started = run.ports.clock.monotonic();
  const timeoutMs = run.realTime(act.timeoutMs ?? 600_000);
  const put = await run.underway({ kind: 'act', host: act.host, intent, bytes: 0, tail: '', withinMs: timeoutMs }, () =>
    putFile(session, { source: bytesSource(content), to: work.to, mode: work.mode, run: run.id, timeoutMs }),
  );
  if (!put.ok)
    return endingUnseen(put.problem) ? { ending: 'unknown', problem: put.problem } : endAct(run, intent, started, put.problem);
  return endAct(run, intent, started, undefined, { file: { ...intended, backup: put.value.backup } });
}
