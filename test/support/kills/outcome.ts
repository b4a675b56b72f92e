import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { RunEvent, StoredEvent } from '../../../core/run/events.ts';
import { openStore } from '../../../main/store/open-store.ts';
import type { KillClass } from './hunt.ts';
import { killLabs, type Site } from './site.ts';
import { runOf, type Segment } from './killed-run.ts';
import { worldOf } from './world-left.ts';

/** What one kill came to. */
export interface Count {
  readonly aimed: KillClass;
  readonly hit: KillClass | null;
  /** Lines that it printed and that are not stored as printed. */
  readonly lost: number;
  /** Acts that were begun in it and happened more than once. */
  readonly twice: number;
}

/** What a killed run left: everything that can be compared with an undisturbed one. */
export interface Outcome {
  readonly verdict: string;
  /** Why steps failed, in the order in which they did. */
  readonly failures: readonly string[];
  readonly exit: number | null;
  /** Printed and not stored as printed. */
  readonly lost: readonly string[];
  /** Actions that are recorded to have happened more than once. */
  readonly twice: readonly string[];
  readonly evidence: readonly string[];
  readonly world: readonly string[];
  readonly kills: readonly Count[];
}

export async function outcomeOf(site: Site, segments: readonly Segment[]): Promise<Outcome> {
  const last = segments[segments.length - 1];
  const [first] = segments;
  if (first === undefined || last === undefined) throw new Error('No segment');
  const summary = JSON.parse(last.lines.findLast((line) => line.includes('"verdict"')) ?? '{}') as { verdict?: string };
  const run = runOf(first);
  const opened = await openStore(site.data, { readOnly: true });
  if (!opened.ok) throw new Error(opened.problem.sentence);
  const events = await opened.value.events(run);
  if (!events.ok) throw new Error(events.problem.sentence);
  const verified = await opened.value.verify(run);
  await opened.value.dispose();
  const bySequence = new Map(events.value.map((one) => [one.sequence, one]));
  const printed = segments.map(({ lines }) => lines.filter((line) => line.includes('"event"')));
  const lost = printed.map((lines) =>
    lines.filter((line) => {
      const told = JSON.parse(line) as StoredEvent;
      return !isDeepStrictEqual(told, bySequence.get(told.sequence));
    }),
  );
  const twice = happenedTwice(events.value);
  const ends = printed.map((lines) => (JSON.parse(lines.at(-1) ?? '{"sequence":0}') as { sequence: number }).sequence);
  const segmentOf = (sequence: number): number => ends.findIndex((end) => end >= sequence);
  await killLabs(site, 'SIGTERM');
  return {
    verdict: summary.verdict ?? 'none',
    failures: events.value.flatMap(({ event }) =>
      event.type === 'step-done' && event.problem !== undefined
        ? [`${event.place.step} on ${event.place.host}: ${event.problem.sentence}`]
        : [],
    ),
    exit: last.exit,
    lost: lost.flat().map((line) => line.slice(0, 200)),
    twice: twice.map(({ act, times }) => `${act}: ${times} times`),
    evidence: verified.ok ? verified.value.problems : [verified.problem.sentence],
    world: await worldOf(join(site.data, 'labs', 'practice')),
    kills: segments.flatMap(({ aim, hit }, index) =>
      aim === null
        ? []
        : [
            {
              aimed: aim.kind,
              hit,
              lost: lost[index]?.length ?? 0,
              twice: twice.filter(({ first: begun }) => segmentOf(begun) === index).length,
            },
          ],
    ),
  };
}

interface Twice {
  readonly act: string;
  readonly times: number;
  /** Sequence of its first intent. */
  readonly first: number;
}

/** Acts that change something and that are known to have happened, by step, host, action and item, where there is more than one. */
function happenedTwice(events: readonly StoredEvent[]): readonly Twice[] {
  const intents = new Map<string, { readonly act: string; readonly sequence: number }>();
  const happened = new Map<string, { times: number; first: number }>();
  for (const { event, sequence } of events) {
    if (event.type === 'intent' && isOnce(event)) {
      const { step, host, action, item } = event.place;
      intents.set(event.intent, { act: [step, host, event.on ?? '', action ?? '', item ?? ''].join(' '), sequence });
    }
    const counts =
      (event.type === 'act-done' && event.succeeded) || (event.type === 'act-settled' && event.verdict === 'happened');
    const intent = counts ? intents.get(event.intent) : undefined;
    if (intent === undefined) continue;
    const known = happened.get(intent.act);
    happened.set(intent.act, { times: (known?.times ?? 0) + 1, first: known?.first ?? intent.sequence });
  }
  return [...happened].filter(([, { times }]) => times > 1).map(([act, { times, first }]) => ({ act, times, first }));
}

/** What may not be done a second time: files that are written whole, and locks, may. */
function isOnce({ class: of, kind }: Extract<RunEvent, { type: 'intent' }>): boolean {
  return of !== 'read' && kind !== 'edit' && kind !== 'put' && kind !== 'lease';
}
