import type { Act } from '../../core/actions/expand.ts';
import { assertNever, type Result } from '../../core/result.ts';
import { bytesSource, putFile } from '../ssh/put.ts';
import type { HostSession } from '../ssh/session.ts';
import { endAct } from './end-act.ts';
import type { OpenRun } from './open-run.ts';
import type { ActEnding } from './ports.ts';

type PutWork = Extract<Act['work'], { kind: 'put' }>;

/** Puts a file on the host; a transfer that was cut goes on where it ended. */
export async function actPut(run: OpenRun, session: HostSession, act: Act, work: PutWork, intent: string): Promise<ActEnding> {
  const started = run.ports.clock.monotonic();
  const content = await contentOf(run, work.put);
  if (!content.ok) return endAct(run, intent, started, content.problem);
  const put = await putFile(session, {
    source: bytesSource(content.value),
    to: work.to,
    mode: work.mode,
    timeoutMs: run.realTime(act.timeoutMs ?? 600_000),
  });
  if (!put.ok) {
    const lost = put.problem.code === 'session-lost' || put.problem.code === 'exec-timeout';
    return lost ? { ending: 'unknown', problem: put.problem } : endAct(run, intent, started, put.problem);
  }
  return endAct(run, intent, started, undefined, {
    file: { path: work.to, before: null, after: run.reference(content.value).hash, backup: null, diff: '' },
  });
}

async function contentOf(run: OpenRun, put: PutWork['put']): Promise<Result<Uint8Array>> {
  if ('text' in put) return { ok: true, value: new TextEncoder().encode(put.text) };
  if ('asset' in put) return run.ports.materials.asset(put.asset);
  if ('path' in put) return run.ports.materials.file(put.path);
  return assertNever(put);
}
