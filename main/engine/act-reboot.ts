import type { Act } from '../../core/actions/expand.ts';
import type { Problem } from '../../core/result.ts';
import type { HostSession } from '../ssh/session.ts';
import { sessionOf } from './connection.ts';
import { endAct } from './end-act.ts';
import type { OpenRun } from './open-run.ts';
import type { ActEnding } from './ports.ts';

type RebootWork = Extract<Act['work'], { kind: 'reboot' }>;

/** Host time between two attempts to reach a host that is starting. */
const KNOCK_EVERY_MS = 5_000;
/** Host time in which a host that was told to reboot has to let go of its session. */
const GO_WITHIN_MS = 180_000;

/** Sends the reboot, waits until the host has gone and is back, and proves it by a boot id that is another than before. */
export async function actReboot(
  run: OpenRun,
  session: HostSession,
  act: Act,
  work: RebootWork,
  intent: string,
  before: string,
): Promise<ActEnding> {
  const started = run.ports.clock.monotonic();
  const sent = await session.exec({ command: work.command, timeoutMs: run.realTime(GO_WITHIN_MS) });
  if (!sent.ok) return endAct(run, intent, started, sent.problem);
  if (sent.value.problem === undefined && sent.value.exit !== 0 && sent.value.exit !== null) {
    return endAct(run, intent, started, {
      code: 'reboot-refused',
      sentence: `${act.host} refused to reboot: exit status ${sent.value.exit}.`,
    });
  }
  if (!(await run.ports.sessions.waitGone(act.host, run.realTime(GO_WITHIN_MS), run.signal))) {
    return endAct(run, intent, started, {
      code: 'did-not-go',
      sentence: `${act.host} was told to reboot and its session still stands.`,
      next: 'Look at its console: something may hold its shutdown up.',
    });
  }
  return awaitReturn(run, act.host, work.deadlineMs, intent, before, started);
}

/** Waits for a host to answer with a boot id that is another than `before`; also how a resume settles a reboot in flight. */
export async function awaitReturn(
  run: OpenRun,
  host: string,
  deadlineMs: number,
  intent: string,
  before: string,
  started: number,
): Promise<ActEnding> {
  const { clock } = run.ports;
  const deadline = clock.monotonic() + run.realTime(deadlineMs);
  let last: Problem | undefined;
  while (clock.monotonic() < deadline) {
    run.stopIfAsked();
    const back = await sessionOf(run, host);
    if (!back.ok) last = back.problem;
    else {
      const after = run.state.hosts[host]?.bootId ?? null;
      if (after !== null && after !== before) {
        return endAct(run, intent, started, undefined, { bootIds: { before, after } });
      }
      last = { code: 'same-boot', sentence: `${host} answers with the boot id that it had before.` };
      await run.ports.sessions.close(host);
    }
    await clock.sleep(KNOCK_EVERY_MS, run.signal);
  }
  return endAct(run, intent, started, {
    code: 'did-not-return',
    sentence: `${host} did not come back within ${Math.round(deadlineMs / 1000)} s of its time: ${last?.sentence ?? 'no answer.'}`,
    next: 'Look at its console: the boot loader, a panic, or a file system check may hold it up. Then resume.',
  });
}
