import type { Act } from '../../core/actions/expand.ts';
import { failure, success, type Problem, type Result } from '../../core/result.ts';
import { inert } from '../../core/evidence/inert.ts';
import { localePreamble } from '../ssh/preamble.ts';
import type { HostSession } from '../ssh/session.ts';
import { sessionOf } from './connection.ts';
import { endAct } from './end-act.ts';
import { markedCommand } from './marker.ts';
import type { OpenRun } from './open-run.ts';
import type { ActEnding } from './ports.ts';

type RebootWork = Extract<Act['work'], { kind: 'reboot' }>;

/** Host time between two attempts to reach a host that is starting. */
const KNOCK_EVERY_MS = 5_000;
/** Host time in which a host that was told to reboot has to let go of its session. */
const GO_WITHIN_MS = 180_000;

/**
 * Sends the reboot, waits until the host has gone and is back, and proves it by a boot id that is another than before. The command leaves a mark, so
 * that a resume can tell a host that was never told from one that is still on its way down.
 */
export async function actReboot(
  run: OpenRun,
  session: HostSession,
  act: Act,
  work: RebootWork,
  intent: string,
  before: string | null,
): Promise<ActEnding> {
  const started = run.ports.clock.monotonic();
  if (before === null) {
    return endAct(run, intent, started, {
      code: 'boot-not-known',
      sentence: `${act.host} does not say which boot it is in, so that a reboot could not be proved. It was not told to reboot.`,
      next: 'See what /proc/sys/kernel/random/boot_id says there.',
    });
  }
  const command = session.shell === 'posix' ? localePreamble + markedCommand(work.command, run.id, intent) : work.command;
  const sent = await session.exec({ command, timeoutMs: run.realTime(GO_WITHIN_MS) });
  if (!sent.ok) return endAct(run, intent, started, sent.problem);
  const { exit, stderr, problem } = sent.value;
  if (problem === undefined && exit !== 0 && exit !== null) {
    const said = inert(new TextDecoder().decode(stderr.bytes.subarray(0, 500)).trim());
    return endAct(
      run,
      intent,
      started,
      {
        code: 'reboot-refused',
        sentence: `${act.host} refused to reboot: exit status ${exit}${said === '' ? '' : `, ${said}`}.`,
        next: 'Mend the cause, and run again from this step.',
      },
      { exit },
    );
  }
  const back = await goAndReturn(run, act.host, work.deadlineMs, before);
  return back.ok
    ? endAct(run, intent, started, undefined, { bootIds: { before, after: back.value } })
    : endAct(run, intent, started, back.problem);
}

/** Waits until a host that was told to reboot has gone and is back; its new boot id. */
export async function goAndReturn(run: OpenRun, host: string, deadlineMs: number, before: string): Promise<Result<string>> {
  const withinMs = run.realTime(GO_WITHIN_MS);
  const gone = await run.underway({ kind: 'reboot', phase: 'going', knocked: 0, host, withinMs }, () =>
    run.ports.sessions.waitGone(host, withinMs, run.signal),
  );
  if (!gone) {
    run.stopIfAsked();
    return failure(
      'did-not-go',
      `${host} was told to reboot and its session still stands.`,
      'Look at its console: something may hold its shutdown up.',
    );
  }
  return awaitReturn(run, host, deadlineMs, before);
}

/** Waits for a host to answer with a boot id that is another than `before`. */
export async function awaitReturn(run: OpenRun, host: string, deadlineMs: number, before: string): Promise<Result<string>> {
  const withinMs = run.realTime(deadlineMs);
  return run.underway({ kind: 'reboot', phase: 'coming', knocked: 0, host, withinMs }, (teller) =>
    knockUntil(run, host, deadlineMs, before, (knocked) => teller.now({ knocked })),
  );
}

async function knockUntil(
  run: OpenRun,
  host: string,
  deadlineMs: number,
  before: string,
  tell: (knocked: number) => void,
): Promise<Result<string>> {
  const { clock } = run.ports;
  const deadline = clock.monotonic() + run.realTime(deadlineMs);
  let last: Problem | undefined;
  for (let knocked = 1; clock.monotonic() < deadline; knocked += 1) {
    run.stopIfAsked();
    tell(knocked);
    const back = await sessionOf(run, host);
    if (!back.ok) last = back.problem;
    else {
      const after = run.state.hosts[host]?.bootId ?? null;
      if (after !== null && after !== before) return success(after);
      last = failure('same-boot', `${host} answers with the boot id that it had before.`).problem;
      await run.ports.sessions.close(host);
    }
    await clock.sleep(KNOCK_EVERY_MS, run.signal);
  }
  return failure(
    'did-not-return',
    `${host} did not come back within ${Math.round(deadlineMs / 1000)} s of its time: ${last?.sentence ?? 'no answer.'}`,
    'Look at its console: the boot loader, a panic, or a file system check may hold it up. Then resume.',
  );
}
