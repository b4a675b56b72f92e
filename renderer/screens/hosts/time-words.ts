import type { HostHealth } from '../../../core/contract/hosts.ts';
import type { Say } from '../../words/words.tsx';

/** A length of time in its two largest units. */
export function lengthWords(seconds: number, say: Say): string {
  const whole = Math.max(0, Math.floor(seconds));
  const days = Math.floor(whole / 86_400);
  const hours = Math.floor((whole % 86_400) / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (days > 0) return say('host.time.days', { days, hours });
  if (hours > 0) return say('host.time.hours', { hours, minutes });
  if (minutes > 0) return say('host.time.minutes', { minutes });
  return say('host.time.seconds', { seconds: whole });
}

/** How long ago something was, `now` and it by the same clock. */
export function agoWords(at: string, now: number, say: Say): string {
  const seconds = (now - Date.parse(at)) / 1000;
  return seconds < 2 ? say('host.time.just-now') : say('host.time.ago', { time: lengthWords(seconds, say) });
}

/** A host's clock against ours. It counts whole seconds, and its answer takes as long as it takes: what is within both says nothing. */
export function skewWords(
  { skewMs: milliseconds, roundTripMs }: Pick<HostHealth, 'roundTripMs'> & { readonly skewMs: number },
  say: Say,
): string {
  const known = 1000 + (roundTripMs ?? 0) / 2;
  if (Math.abs(milliseconds) <= known) return say('host.skew.none', { seconds: Math.ceil(known / 1000) });
  const seconds = Math.abs(milliseconds) / 1000;
  const time = seconds < 60 ? say('host.time.seconds', { seconds: Math.round(seconds) }) : lengthWords(seconds, say);
  return say(milliseconds > 0 ? 'host.skew.ahead' : 'host.skew.behind', { time });
}

/** From here on a skew is worth a look: logs of two hosts cannot be laid beside each other any more. Milliseconds. */
export const LARGE_SKEW_MS = 5000;
