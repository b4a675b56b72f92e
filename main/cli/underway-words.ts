import { durationText } from '../../core/run/duration.ts';
import { assertNever } from '../../core/result.ts';
import type { Underway } from '../../core/run/underway.ts';

/** What a person calls the things that are under way. */
export interface UnderwayNames {
  readonly step: (id: string) => string;
  readonly check: (step: string, check: string) => string;
  /** What an act sends, in one line. */
  readonly act: (intent: string) => string;
}

export interface UnderwayWords {
  readonly host: string;
  readonly what: string;
  /** How long it lasts, and how often it was tried. */
  readonly how: string;
}

/** What has been under way the longest; null where nothing is. Times are of hosts whose clock runs `scale` times as fast as ours. */
export function underwayWords(
  all: readonly Underway[],
  nowMs: number,
  scale: number,
  names: UnderwayNames,
): UnderwayWords | null {
  const [first] = all;
  if (first === undefined) return null;
  const others = new Set(all.map(({ host }) => host)).size - 1;
  const beside = others === 0 ? '' : `, ${others} more ${others === 1 ? 'host' : 'hosts'} beside it`;
  const { what, how } = wordsOf(first, nowMs, scale, names);
  return { host: first.host, what, how: `${how}${beside}` };
}

function wordsOf(one: Underway, nowMs: number, scale: number, names: UnderwayNames): Pick<UnderwayWords, 'what' | 'how'> {
  const lasts = clockText((nowMs - Date.parse(one.since)) * scale);
  const limit = one.until === null ? null : (Date.parse(one.until) - Date.parse(one.since)) * scale;
  const ofAtMost = limit === null ? lasts : `${lasts} of at most ${durationText(limit, 'about')}`;
  switch (one.kind) {
    case 'act':
      return { what: names.act(one.intent), how: lasts };
    case 'asking':
      return { what: one.step === null ? one.probes.join(', ') : names.step(one.step), how: lasts };
    case 'poll':
      return {
        what: names.check(one.step, one.check),
        how: `${one.asked === 0 ? 'asked now' : `asked ${times(one.asked)}`}, ${ofAtMost}`,
      };
    case 'reboot':
      return one.phase === 'going'
        ? { what: 'goes down', how: ofAtMost }
        : { what: 'starts', how: `knocked ${times(one.knocked)}, ${ofAtMost}` };
    default:
      return assertNever(one);
  }
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** A clock that runs: whole seconds below a minute, minutes and seconds from there on. */
function clockText(milliseconds: number): string {
  const whole = Math.max(0, Math.floor(milliseconds / 1000)) * 1000;
  return durationText(whole, whole < 60_000 ? 'about' : 'measured');
}
