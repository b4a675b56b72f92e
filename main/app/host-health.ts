import type { HostHealth } from '../../core/contract/hosts.ts';
import { hostBoot } from '../../core/probes/host.ts';
import { askIdentity } from '../engine/connection.ts';
import type { EngineClock } from '../engine/ports.ts';
import { runBatch } from '../ssh/run-batch.ts';
import type { HostSession } from '../ssh/session.ts';

/**
 * Looks how a connected host is: one short command, and a second one for its uptime when it is not known since which boot. `before`: what was found the last time.
 */
export async function askHealth(
  session: HostSession,
  clock: EngineClock,
  before: HostHealth | null,
  signal: AbortSignal,
): Promise<HostHealth> {
  const asked = await askIdentity(session, clock);
  const at = clock.now();
  if (!asked.ok) {
    const nothing = { roundTripMs: null, skewMs: null, bootId: null, bootedAt: null, uptimeSeconds: null, rebooted: false };
    return { ...(before ?? nothing), at, problem: asked.problem };
  }
  const { bootId, roundTripMs, skewMs } = asked.value;
  const rebooted = before !== null && before.bootId !== null && bootId !== null && before.bootId !== bootId;
  const known = before !== null && before.bootedAt !== null && !rebooted ? before.bootedAt : null;
  const bootedAt = known ?? (bootId === null ? null : await bootOf(session, clock, signal));
  const uptimeSeconds = bootedAt === null ? null : ((Date.parse(at) - Date.parse(bootedAt)) / 1000) * clock.scale;
  // Where time passes at another pace, the clocks cannot be compared.
  return { at, roundTripMs, skewMs: clock.scale === 1 ? skewMs : null, bootId, bootedAt, uptimeSeconds, rebooted, problem: null };
}

/** When the host booted, by our clock. Null where it does not say. */
async function bootOf(session: HostSession, clock: EngineClock, signal: AbortSignal): Promise<string | null> {
  const { scale, ownSideMs } = clock;
  const done = await runBatch(session, [{ command: hostBoot.command({}), deadlineMs: hostBoot.deadline }], {
    scale,
    slackMs: ownSideMs,
    signal,
  });
  const answer = done.ok ? done.value.answers[0] : undefined;
  if (answer === undefined || answer.state === 'not-run' || answer.problem !== undefined) return null;
  const parsed = hostBoot.parse(answer.output, {});
  if (!parsed.ok) return null;
  return new Date(Date.parse(clock.now()) - (parsed.facts.uptimeSeconds * 1000) / scale).toISOString();
}
